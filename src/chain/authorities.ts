import type { OpenRsp } from './contracts.ts';
import { readLogs } from './event-logs.ts';
import type { PinnedBlock } from './pinned-block.ts';
import type { TreeLeaves } from './tree-leaves.ts';

/** A CA that stands in `caTree`: what its leaf opens to, as far as the chain knows. */
export interface Authority {
  readonly leaf: bigint;
  /** In `caTree`. */
  readonly index: number;
  /** Leaf of its issuer; 0 for an anchor. */
  readonly parent: bigint;
  /** Counted from 1 for anchors; 0 for others. */
  readonly anchorId: bigint;
  readonly keyHash: bigint;
  readonly role: number;
  readonly flags: number;
  /** Seconds since 1970, inclusive. */
  readonly notAfter: bigint;
  readonly revKey: bigint;
  /** `constraint` of an EUM, otherwise 0. */
  readonly constraint: bigint;
}

/** Solidity's `Role.Ci`: an anchor's event does not repeat it. */
const ROLE_CI = 1;

/** All CAs that stand in `caTree` at `block`, in the tree's order. `caLeaves` are that block's leaves. */
export async function readAuthorities(
  openRsp: OpenRsp,
  block: PinnedBlock,
  { caLeaves }: Pick<TreeLeaves, 'caLeaves'>,
): Promise<readonly Authority[]> {
  const { certificates } = openRsp;
  const indexOf = new Map(caLeaves.map((leaf, index) => [leaf, index]));

  const anchors = await readLogs(openRsp, block.number, (from, to) =>
    certificates.queryFilter(certificates.filters.AnchorAdded(), from, to),
  );
  const registrations = await readLogs(openRsp, block.number, (from, to) =>
    certificates.queryFilter(certificates.filters.CertificateRegistered(), from, to),
  );
  const known = [
    ...anchors.map(({ args }) => ({
      leaf: args.leaf,
      parent: 0n,
      anchorId: args.anchorId,
      keyHash: args.keyHash,
      role: ROLE_CI,
      flags: Number(args.flags),
      notAfter: args.notAfter,
      revKey: args.revKey,
      constraint: 0n,
    })),
    ...registrations.map(({ args }) => ({
      leaf: args.leaf,
      parent: args.parent,
      anchorId: 0n,
      keyHash: args.keyHash,
      role: Number(args.role),
      flags: Number(args.flags),
      notAfter: args.notAfter,
      revKey: args.revKey,
      constraint: args.attribute,
    })),
  ];
  const standing = new Map<bigint, Authority>();
  for (const authority of known) {
    const index = indexOf.get(authority.leaf);
    if (index !== undefined) standing.set(authority.leaf, { ...authority, index });
  }
  return [...standing.values()].sort((a, b) => a.index - b.index);
}
