import type { ContractTransactionReceipt, Signer } from 'ethers';
import type { OpenRsp } from '../../chain/contracts.ts';
import { contractErrorOf } from '../../chain/explain.ts';
import { hex32 } from '../format.ts';
import type { CertificateProof } from '../proof-file.ts';
import { providerOf } from '../provider.ts';
import { assertAddressee, minedReceipt, solidityProof } from '../register.ts';
import { SdkError } from '../sdk-error.ts';
import { solidityPoints, type SolidityPoints } from '../solidity-points.ts';
import { assertOpen } from './attempt.ts';
import { readChipEntry, type PendingLeaf } from './entry.ts';
import type { PossessionProof } from './possession-proof-file.ts';

export interface ChipRegistration {
  readonly receipt: ContractTransactionReceipt;
  /** Undefined: it took effect at once. */
  readonly pending: PendingLeaf | undefined;
}

/** Sends a chip's registration. The signer must be the account the certificate proof names. Throws SdkError before anything is sent. */
export async function registerChip(
  openRsp: OpenRsp,
  proof: CertificateProof,
  possession: PossessionProof,
  signer: Signer,
): Promise<ChipRegistration> {
  await assertRegistrable(openRsp, proof, possession, await signer.getAddress());
  const registry = openRsp.certificates.connect(signer);
  const receipt = await minedReceipt(await registry.registerChip(...chipArguments(proof, possession)));
  return { receipt, pending: (await readChipEntry(openRsp, proof.nullifier, receipt.blockNumber)).pending };
}

/** Whether the contract would accept the registration now, without sending it. Throws as {@link registerChip} would. */
export async function simulateChipRegistration(
  openRsp: OpenRsp,
  proof: CertificateProof,
  possession: PossessionProof,
  sender: string,
): Promise<bigint> {
  await assertRegistrable(openRsp, proof, possession, sender);
  return openRsp.certificates.registerChip.estimateGas(...chipArguments(proof, possession), { from: sender });
}

/** The possession proof as Solidity's PossessionProof. */
export function solidityPossession({ version, points, blockNumber }: PossessionProof): {
  version: bigint;
  points: SolidityPoints;
  blockNumber: bigint;
} {
  return { version, points: solidityPoints(points), blockNumber };
}

/**
 * Whether a possession proof is for this registration now: it is not after another attempt of the same chip, nor when the chain has
 * forgotten the block that was signed.
 */
export async function isForNow(
  openRsp: OpenRsp,
  proof: CertificateProof,
  { chainId, registry, leaf, generation, vetoes, blockNumber }: PossessionProof,
): Promise<boolean> {
  const entry = await readChipEntry(openRsp, proof.nullifier);
  return (
    chainId === proof.chainId &&
    registry.toLowerCase() === proof.registry.toLowerCase() &&
    leaf === proof.leaf &&
    generation === entry.generation &&
    vetoes === entry.vetoes &&
    (await isRemembered(openRsp, blockNumber))
  );
}

/** The latest block's own hash is known from the next one on. */
async function isRemembered(openRsp: OpenRsp, blockNumber: bigint): Promise<boolean> {
  if (blockNumber >= BigInt(await providerOf(openRsp).getBlockNumber())) return true;
  try {
    await openRsp.certificates.possessionBinding(0n, 0n, 0n, blockNumber);
    return true;
  } catch (error) {
    if (contractErrorOf(error)?.name === 'BlockNotRecent') return false;
    throw error;
  }
}

function chipArguments(proof: CertificateProof, possession: PossessionProof) {
  return [solidityProof(proof), solidityPossession(possession), proof.leaf, proof.nullifier] as const;
}

async function assertRegistrable(
  openRsp: OpenRsp,
  proof: CertificateProof,
  possession: PossessionProof,
  sender: string,
): Promise<void> {
  await assertChipProof(openRsp, proof, sender);
  if (!(await isForNow(openRsp, proof, possession))) {
    const { generation, vetoes } = possession;
    throw new SdkError(
      `The possession proof is for leaf ${hex32(possession.leaf)}, generation ${generation} and ${vetoes} vetoes on chain ${possession.chainId}, which is not this attempt; have the chip sign what chip binding prints`,
    );
  }
}

/** Throws SdkError unless this proof of a chip could register it now, with the chip's signature. */
export async function assertChipProof(openRsp: OpenRsp, proof: CertificateProof, sender: string): Promise<void> {
  if (proof.opening !== undefined) {
    throw new SdkError('The proof is of a CA or server; send it with: openrsp hardhat certificate register');
  }
  await assertAddressee(openRsp, proof, sender);
  assertOpen(await readChipEntry(openRsp, proof.nullifier), proof.leaf);
}
