import type { OpenRsp } from '../chain/contracts.ts';
import { readLogs } from '../chain/event-logs.ts';
import type { CertificateIdentity } from './identity.ts';

/** Bit of `Record.state` in contracts/interfaces/ICertificateRegistry.sol. */
const REVOKED = 1n;

/** When a certificate was revoked, in seconds since 1970; 0: it was not. A record keeps that it is revoked, its event since when. */
export async function revokedAt(
  openRsp: OpenRsp,
  { revKey, nullifier, recordId }: CertificateIdentity,
): Promise<bigint> {
  const { certificates, revocations } = openRsp;
  if (nullifier !== undefined) return revocations.chipRevokedAt(revKey);
  if (((await certificates.recordAt(recordId)).state & REVOKED) === 0n) return 0n;
  const provider = certificates.runner?.provider;
  if (provider === null || provider === undefined) throw new Error('reading a revocation needs a provider');
  const [log] = await readLogs(openRsp, await provider.getBlockNumber(), (from, to) =>
    certificates.queryFilter(certificates.filters.RecordRevoked(recordId), from, to),
  );
  if (log === undefined) throw new Error(`the record ${recordId} is revoked, but there is no event of it`);
  return BigInt((await log.getBlock()).timestamp);
}
