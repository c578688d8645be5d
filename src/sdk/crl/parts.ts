import type { Signer } from 'ethers';
import type { OpenRsp } from '../../chain/contracts.ts';
import { SdkError } from '../sdk-error.ts';
import type { CrlProgress } from './progress.ts';

/** Most nodes take transactions of up to 131,072 octets; arguments and signature need a few. */
const MAX_CALLDATA = 120_000;

/** Whether a list is too long for one transaction's octets. */
export function mustBeStaged(der: Uint8Array): boolean {
  return der.length > MAX_CALLDATA;
}

/** Keeps a list on chain in parts, and says where they are. Parts that are there already are not sent again. */
export async function stageParts(
  { parts }: OpenRsp,
  der: Uint8Array,
  signer: Signer,
  report: (progress: CrlProgress) => void,
): Promise<string[]> {
  const size = Number(await parts.MAX_PART());
  const count = Math.ceil(der.length / size);
  const places: string[] = [];
  for (let i = 0; i < count; i++) {
    const part = der.subarray(i * size, (i + 1) * size);
    const place = await parts.placeOf(part);
    places.push(place);
    if ((await signer.provider?.getCode(place)) !== '0x') continue;
    const response = await parts.connect(signer).stage(part);
    const receipt = await response.wait();
    if (receipt === null) throw new SdkError(`The transaction ${response.hash} was replaced; run this again to go on`);
    report({ did: 'staged', done: i + 1, of: count, gasUsed: receipt.gasUsed });
  }
  return places;
}
