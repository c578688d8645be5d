import type { Signer } from 'ethers';
import type { OpenRsp } from '../../chain/contracts.ts';
import type { Certificate } from '../../pki/certificate.ts';
import { keyHash } from '../../zk/values.ts';
import type { FoundIssuer } from './issuer.ts';

/**
 * Has the issuer's record say until when its lists are fresh, where it does not: somebody brought them under another leaf of the
 * same key.
 */
export async function refresh(
  { certificates, lists }: OpenRsp,
  { publicKey, role }: Certificate,
  { leaf, opening }: FoundIssuer,
  signer: Signer,
): Promise<void> {
  const scopes = await Promise.all(
    (await lists.scopesOf(keyHash(publicKey), role === 'Eum')).map((scope) => lists.scopeOf(scope)),
  );
  const [earliest] = scopes.map(({ nextUpdate }) => nextUpdate).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const { record } = await certificates.recordOf(leaf);
  if (earliest === undefined || record.nextUpdate === earliest) return;
  await (await lists.connect(signer).refresh(opening)).wait();
}
