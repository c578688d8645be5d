import type { OpenRsp } from '../chain/contracts.ts';
import { readLogs } from '../chain/event-logs.ts';
import { pinLatestBlock } from '../chain/pinned-block.ts';
import type { Certificate } from '../pki/certificate.ts';
import { keyHash } from '../zk/values.ts';
import { identityOf } from './identity.ts';
import { revokedAt } from './revoked-at.ts';
import { providerOf } from './provider.ts';

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
  /** Of a registered CA: whether its leaf stands in `caTree`, without which nothing below it can be proven. */
  readonly inTree: boolean | undefined;
  /** Seconds since 1970; 0: not revoked. */
  readonly revokedAt: bigint;
}

/** Asks the contract for a leaf's line, at the end of `block` or now. */
export async function statusOfLeaf(
  { certificates }: OpenRsp,
  leaf: bigint,
  block: number | 'latest' = 'latest',
): Promise<StatusName> {
  return STATUS_NAMES[Number(await certificates.isValid(leaf, { blockTag: block }))] ?? 'Unknown';
}

/** Whether a CA's present leaf stands in `caTree`: a record that fell with its issuer may be Valid again while its leaf is out. */
async function isInTree({ certificates }: OpenRsp, leaf: bigint): Promise<boolean> {
  const { record } = await certificates.recordOf(leaf);
  const [standing] = await certificates.caNodes(0, record.index, 1);
  return standing === leaf;
}

/** Finds a certificate on chain by what it is known by there: key, issuer's key and serial number. */
export async function statusOf(
  openRsp: OpenRsp,
  certificate: Certificate,
  issuer: Certificate,
): Promise<CertificateStatus> {
  const { certificates } = openRsp;
  if (certificate.role === 'Ci') return statusOfAnchor(openRsp, certificate);
  const identity = identityOf(certificate, issuer);
  const { keyHash: ownKeyHash, revKey, nullifier } = identity;
  if (nullifier !== undefined) {
    const [{ entry, leaf }, since] = await Promise.all([certificates.chip(nullifier), revokedAt(openRsp, identity)]);
    const own = entry.generation === 0n ? undefined : leaf;
    return { kind: 'chip', leaf: own, status: 'Unknown', inTree: undefined, revokedAt: since };
  }
  const logs = await logsOf(openRsp, (from, to) =>
    certificates.queryFilter(certificates.filters.CertificateRegistered(), from, to),
  );
  const leaf = logs.findLast(({ args }) => args.revKey === revKey && args.keyHash === ownKeyHash)?.args.leaf;
  const status = leaf === undefined ? 'Unknown' : await statusOfLeaf(openRsp, leaf);
  const isPresentCa = certificate.isCa && leaf !== undefined && status !== 'Unknown';
  return {
    kind: certificate.isCa ? 'ca' : 'server',
    leaf,
    status,
    inTree: isPresentCa ? await isInTree(openRsp, leaf) : undefined,
    revokedAt: await revokedAt(openRsp, identity),
  };
}

/** From the best answer to the worst: one key may be an anchor more than once, and as long as one of them stands it is one. */
const BEST_FIRST: readonly StatusName[] = ['Valid', 'Stale', 'Expired', 'Revoked', 'Unknown'];

async function statusOfAnchor(openRsp: OpenRsp, { publicKey }: Certificate): Promise<CertificateStatus> {
  const { certificates } = openRsp;
  const own = keyHash(publicKey);
  const logs = await logsOf(openRsp, (from, to) =>
    certificates.queryFilter(certificates.filters.AnchorAdded(), from, to),
  );
  const leaves = logs.filter(({ args }) => args.keyHash === own).map(({ args }) => args.leaf);
  const newestFirst = await Promise.all(
    leaves.reverse().map(async (leaf) => ({ leaf, status: await statusOfLeaf(openRsp, leaf) })),
  );
  // A stable sort: of equal ones the newest stays first.
  const [best] = newestFirst.sort((a, b) => BEST_FIRST.indexOf(a.status) - BEST_FIRST.indexOf(b.status));
  if (best === undefined)
    return { kind: 'anchor', leaf: undefined, status: 'Unknown', inTree: undefined, revokedAt: 0n };
  return { kind: 'anchor', ...best, inTree: await isInTree(openRsp, best.leaf), revokedAt: 0n };
}

async function logsOf<Log>(
  openRsp: OpenRsp,
  query: (from: number, to: number) => Promise<readonly Log[]>,
): Promise<Log[]> {
  return readLogs(openRsp, (await pinLatestBlock(providerOf(openRsp))).number, query);
}
