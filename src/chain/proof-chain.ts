import type { OpenRsp } from './contracts.ts';
import type { PinnedBlock } from './pinned-block.ts';

/**
 * What the registries say of roots at one block, and its time: what a server judges a chip's proof by. At a finalised block, see
 * {@link pinFinalisedBlock}, it cannot be taken back.
 */
export function proofChain(
  { certificates, revocations }: Pick<OpenRsp, 'certificates' | 'revocations'>,
  block: PinnedBlock,
) {
  const at = { blockTag: block.number };
  return {
    timestamp: block.timestamp,
    isRecentCaRoot: (root: bigint) => certificates.isRecentCaRoot(root, at),
    isRecentChipRoot: (root: bigint) => certificates.isRecentChipRoot(root, at),
    isRecentRevRoot: (root: bigint) => revocations.isRecentRevRoot(root, at),
  };
}
