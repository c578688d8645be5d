import type { OpenRsp } from '../../chain/contracts.ts';

/** A leaf that waits to take the place of the chip's present one. */
export interface PendingLeaf {
  readonly leaf: bigint;
  /** From when on it may: seconds since 1970. */
  readonly from: bigint;
}

/** What the registry holds under a chip's nullifier. */
export interface ChipEntry {
  /** Counts the chip's leaves; 0: not registered. */
  readonly generation: bigint;
  /** Undefined when it is not registered. */
  readonly leaf: bigint | undefined;
  /** Used by the present holder. */
  readonly vetoes: bigint;
  /** Number of the block in which generation or vetoes last changed: what the chip signs names none before it. */
  readonly signableFrom: bigint;
  readonly pending: PendingLeaf | undefined;
}

export async function readChipEntry(
  { certificates }: OpenRsp,
  nullifier: bigint,
  block: number | 'latest' = 'latest',
): Promise<ChipEntry> {
  const { entry, leaf } = await certificates.chip(nullifier, { blockTag: block });
  const { generation, vetoes, signableFrom, pendingFrom, pendingLeaf } = entry;
  return {
    generation,
    leaf: generation === 0n ? undefined : leaf,
    vetoes,
    signableFrom,
    pending: pendingFrom === 0n ? undefined : { leaf: pendingLeaf, from: pendingFrom },
  };
}
