import type { OpenRsp } from '../../chain/contracts.ts';
import { pinLatestBlock } from '../../chain/pinned-block.ts';
import { possessionBinding, type PossessionAttempt } from '../../zk/values.ts';
import { hex32, utc } from '../format.ts';
import { providerOf } from '../provider.ts';
import { SdkError } from '../sdk-error.ts';
import { readChipEntry, type ChipEntry } from './entry.ts';

/** Hashes of more blocks than these are told by no chain (EIP-2935; 256 where it is not in force). */
const MAX_BLOCK_AGE = 8191;

/** One attempt to register a leaf, and what the chip signs for it. */
export interface BoundAttempt {
  readonly attempt: PossessionAttempt;
  readonly binding: bigint;
}

/**
 * The attempt that the registry would take now for this leaf of a chip; `blockNumber`: of a recent block, by default one that is
 * final, where the chip's entry did not change since.
 * Throws SdkError when no attempt is open, or the chain does not tell the block's hash.
 */
export async function possessionAttempt(
  openRsp: OpenRsp,
  { leaf, nullifier }: { readonly leaf: bigint; readonly nullifier: bigint },
  blockNumber?: number,
): Promise<BoundAttempt> {
  const provider = providerOf(openRsp);
  const { number: latest, chainId } = await pinLatestBlock(provider);
  const entry = await readChipEntry(openRsp, nullifier, latest);
  assertOpen(entry, leaf);
  const { generation, vetoes } = entry;
  const signableFrom = Number(entry.signableFrom);
  const chosen = blockNumber ?? Math.max(await recentBlock(openRsp, latest), signableFrom);
  if (chosen < signableFrom) {
    throw new SdkError(
      `Block ${chosen} is from before block ${signableFrom}, in which the chip's entry changed (generation ${generation}, ${vetoes} vetoes); have the chip sign anew: chip binding`,
    );
  }
  const block = chosen > latest ? null : await provider.getBlock(chosen);
  if (block?.hash == null || latest - chosen > MAX_BLOCK_AGE) {
    throw new SdkError(
      `The chain does not tell the hash of block ${chosen} (the latest is ${latest}); have the chip sign anew, for a later block: chip binding`,
    );
  }
  const attempt = { leaf, generation, vetoes, blockNumber: BigInt(chosen), blockHash: block.hash };
  return { attempt, binding: possessionBinding(chainId, await openRsp.certificates.getAddress(), attempt) };
}

/** Throws SdkError when the registry would take no attempt for this leaf. */
export function assertOpen({ leaf: present, pending }: ChipEntry, leaf: bigint): void {
  if (pending !== undefined) {
    throw new SdkError(
      `Leaf ${hex32(pending.leaf)} waits to take this chip's place, from ${utc(pending.from)} on; chip veto refuses it, chip activate puts it into place then`,
    );
  }
  if (present === leaf) throw new SdkError(`The chip is registered with this leaf, ${hex32(leaf)}, already`);
}

/** A final block, which no reorganisation takes away; not the latest one, whose hash a simulated call is not told everywhere. */
async function recentBlock(openRsp: OpenRsp, latest: number): Promise<number> {
  const final = await providerOf(openRsp).getBlock('finalized');
  return Math.min(final?.number ?? latest, Math.max(latest - 1, 0));
}
