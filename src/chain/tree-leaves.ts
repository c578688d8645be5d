import type { OpenRsp } from './contracts.ts';
import { readPages } from './paging.ts';
import type { PinnedBlock } from './pinned-block.ts';

/** What the trees of a proof are built from: all of one block. */
export interface TreeLeaves {
  readonly caRoot: bigint;
  /** Leaves of `caTree` by index; 0 where a CA was removed. */
  readonly caLeaves: readonly bigint[];
  readonly revRoot: bigint;
  /** Revoked chips' revKeys in the order of their insertion. */
  readonly revokedChips: readonly bigint[];
}

/** Reads the leaves of `caTree` and of the revocation tree at one block. */
export async function readTreeLeaves({ certificates, revocations }: OpenRsp, block: PinnedBlock): Promise<TreeLeaves> {
  const at = { blockTag: block.number };
  const [caRoot, caSize, revRoot, revSize] = await Promise.all([
    certificates.caRoot(at),
    certificates.caTreeSize(at),
    revocations.revRoot(at),
    revocations.revTreeSize(at),
  ]);
  const caLeaves = await readPages(caSize, (from, count) => certificates.caNodes(0, from, count, at));
  const revLeaves = await readPages(revSize, (from, count) => revocations.revLeaves(from, count, at));
  // The first leaf holds no value: it only points to the smallest one.
  return { caRoot, caLeaves, revRoot, revokedChips: revLeaves.slice(1).map(({ value }) => value) };
}
