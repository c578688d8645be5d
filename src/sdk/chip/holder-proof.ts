import { CIRCUIT_VERSION } from '../../chain/circuits.ts';
import type { OpenRsp } from '../../chain/contracts.ts';
import { pinLatestBlock } from '../../chain/pinned-block.ts';
import { readTreeLeaves } from '../../chain/tree-leaves.ts';
import { chipRevKey, type ChipOpening } from '../../zk/chip/record.ts';
import { revocationInputs } from '../../zk/revocation.ts';
import type { CircuitProver } from '../circuit-prover.ts';
import { providerOf } from '../provider.ts';
import { SdkError } from '../sdk-error.ts';
import { solidityPoints, type SolidityPoints } from '../solidity-points.ts';
import { revocationTree } from '../trees.ts';

/** The holder of a leaf speaks: Solidity's HolderProof. */
export interface HolderProof {
  readonly version: bigint;
  readonly points: SolidityPoints;
  readonly revRoot: bigint;
}

export interface HolderStatement {
  readonly chip: ChipOpening;
  /** What the holder says. */
  readonly binding: bigint;
  /** Shows the revKey, by which everybody who knows the certificate then knows the leaf. */
  readonly isShown: boolean;
}

/** Proves that the leaf's holder says `binding`. Throws SdkError for a revoked chip, whose holder says nothing any more. */
export async function proveHolder(
  openRsp: OpenRsp,
  { chip, binding, isShown }: HolderStatement,
  prover: CircuitProver,
): Promise<{ readonly proof: HolderProof; readonly seconds: number }> {
  const tree = revocationTree(await readTreeLeaves(openRsp, await pinLatestBlock(providerOf(openRsp))));
  const revKey = chipRevKey(chip);
  if (tree.has(revKey)) throw new SdkError('The chip was revoked; a revocation is for good, and its holder has no say');
  const inputs = revocationInputs({ chip, revocationProof: tree.nonMembership(revKey), isShown, binding });
  const { points, seconds } = await prover.prove('revocation', inputs);
  return { proof: { version: CIRCUIT_VERSION, points: solidityPoints(points), revRoot: tree.root }, seconds };
}
