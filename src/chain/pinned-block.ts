import type { Provider } from 'ethers';
import { ChainError } from './chain-error.ts';

/** A proof's time is a multiple of this many seconds (docs/PROTOCOL.md, "Trees and roots"). */
export const PROOF_TIME_STEP = 60n;

/** One block that everything is read at, so that roots, leaves and time belong together. */
export interface PinnedBlock {
  readonly number: number;
  readonly chainId: bigint;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
  /** The block's time as a proof states it: never later than the block, a multiple of {@link PROOF_TIME_STEP}. */
  readonly proofTime: bigint;
}

/** Pins the latest block. The chain's time counts, never the host's. */
export async function pinLatestBlock(provider: Provider): Promise<PinnedBlock> {
  const [block, { chainId }] = await Promise.all([provider.getBlock('latest'), provider.getNetwork()]);
  if (block === null) throw new ChainError('The node knows no latest block; wait until it is synchronised');
  const timestamp = BigInt(block.timestamp);
  return { number: block.number, chainId, timestamp, proofTime: timestamp - (timestamp % PROOF_TIME_STEP) };
}
