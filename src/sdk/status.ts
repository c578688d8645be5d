import type { OpenRsp } from '../chain/contracts.ts';
import { readLogs } from '../chain/event-logs.ts';
import { pinLatestBlock } from '../chain/pinned-block.ts';
import type { Certificate } from '../pki/certificate.ts';
import { keyHash } from '../zk/values.ts';
import { identityOf } from './identity.ts';

/** Solidity's enum `Status`, in order. */
export const STATUS_NAMES = ['Unknown', 'Valid', 'Expired', 'Revoked', 'Stale'] as const;
export type StatusName = (typeof STATUS_NAMES)[number];

/** What the chain says about one certificate. */
export interface CertificateStatus {
  readonly kind: 'anchor' | 'ca' | 'server' | 'chip';
  /** Undefined when it was never registered. */
  readonly leaf: bigint | undefined;
  /** The contract's answer for the whole line; for chips, which are hidden, "Unknown" always. */
  readonly status: StatusName;
  /** Seconds since 1970; 0: not revoked. */
  readonly revokedAt: bigint;
}

/** Asks the contract for a leaf's line. */
export async function statusOfLeaf({ certificates }: OpenRsp, leaf: bigint): Promise<StatusName> {
  return STATUS_NAMES[Number(await certificates.isValid(leaf))] ?? 'Unknown';
}

/** Finds a certificate on chain by what it is known by there: key, issuer's key and serial number. */
export async function statusOf(
  openRsp: OpenRsp,
  certificate: Certificate,
  issuer: Certificate,
): Promise<CertificateStatus> {
  const { certificates, revocations } = openRsp;
  if (certificate.role === 'Ci') return statusOfAnchor(openRsp, certificate);
  const { keyHash: ownKeyHash, revKey, nullifier } = identityOf(certificate, issuer);
  if (nullifier !== undefined) {
    const [{ entry, leaf }, revokedAt] = await Promise.all([
      certificates.chip(nullifier),
      revocations.chipRevokedAt(revKey),
    ]);
    return { kind: 'chip', leaf: entry.generation === 0n ? undefined : leaf, status: 'Unknown', revokedAt };
  }
  const logs = await logsOf(openRsp, (from, to) =>
    certificates.queryFilter(certificates.filters.CertificateRegistered(), from, to),
  );
  const leaf = logs.findLast(({ args }) => args.revKey === revKey && args.keyHash === ownKeyHash)?.args.leaf;
  return {
    kind: certificate.isCa ? 'ca' : 'server',
    leaf,
    status: leaf === undefined ? 'Unknown' : await statusOfLeaf(openRsp, leaf),
    revokedAt: await revocations.certificateRevokedAt(revKey),
  };
}

async function statusOfAnchor(openRsp: OpenRsp, { publicKey }: Certificate): Promise<CertificateStatus> {
  const { certificates } = openRsp;
  const own = keyHash(publicKey);
  const logs = await logsOf(openRsp, (from, to) =>
    certificates.queryFilter(certificates.filters.AnchorAdded(), from, to),
  );
  const leaf = logs.findLast(({ args }) => args.keyHash === own)?.args.leaf;
  const status = leaf === undefined ? 'Unknown' : await statusOfLeaf(openRsp, leaf);
  return { kind: 'anchor', leaf, status, revokedAt: 0n };
}

async function logsOf<Log>(
  openRsp: OpenRsp,
  query: (from: number, to: number) => Promise<readonly Log[]>,
): Promise<Log[]> {
  const provider = openRsp.certificates.runner?.provider;
  if (provider === null || provider === undefined) throw new Error('reading a status needs a provider');
  return readLogs(openRsp, (await pinLatestBlock(provider)).number, query);
}
