import type { Block, Provider } from 'ethers';
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
  return pinned(block, chainId);
}

/**
 * Pins the last block that is final: what a server acts on cannot be undone by a reorganisation. `orLatest`: takes the latest block
 * where the chain finalises none, as local chains do. Throws {@link ChainError} there otherwise.
 */
export async function pinFinalisedBlock(
  provider: Provider,
  { orLatest = false }: { readonly orLatest?: boolean } = {},
): Promise<PinnedBlock> {
  const [block, { chainId }] = await Promise.all([finalisedBlock(provider), provider.getNetwork()]);
  if (block !== null) return pinned(block, chainId);
  if (orLatest) return pinLatestBlock(provider);
  throw new ChainError(
    'The node knows no finalised block: local chains finalise none, others not before their first epochs; wait, or on a chain of your own accept the latest block',
  );
}

async function finalisedBlock(provider: Provider): Promise<Block | null> {
  try {
    return await provider.getBlock('finalized');
  } catch (error) {
    // Nodes answer with an error where no block is final yet, or where they do not know the tag; all else is a fault.
    if (isAnswer(error)) return null;
    throw error;
  }
}

/** Whether the node answered, with an error of JSON-RPC, as ethers and Hardhat hand it on. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, error: inner, info } = error as { code?: unknown; error?: unknown; info?: { error?: unknown } };
  return [{ code }, inner, info?.error].some(
    (each) => typeof each === 'object' && each !== null && 'code' in each && typeof each.code === 'number',
  );
}

function pinned(block: Block, chainId: bigint): PinnedBlock {
  const timestamp = BigInt(block.timestamp);
  return { number: block.number, chainId, timestamp, proofTime: timestamp - (timestamp % PROOF_TIME_STEP) };
}
