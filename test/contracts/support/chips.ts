import type { Signer } from 'ethers';
import { possessionBinding, type PossessionAttempt, revokeBinding, vetoBinding } from '../../../src/zk/values.ts';
import { mockPoints, prove } from './certificates.ts';
import { ethers } from './chain.ts';
import type { System } from './deploy.ts';

type Registries = Pick<System, 'registry' | 'revocations'>;

export interface PossessionProof {
  version: number;
  points: bigint[];
  blockNumber: bigint;
}

export interface HolderProof {
  version: number;
  points: bigint[];
  revRoot: bigint;
}

export const chainId = async (): Promise<bigint> => (await ethers.provider.getNetwork()).chainId;

/** The latest block's hash, and its number. */
export async function latestBlock(): Promise<{ blockNumber: bigint; blockHash: string }> {
  const { number, hash } = (await ethers.provider.getBlock('latest'))!;
  return { blockNumber: BigInt(number), blockHash: hash! };
}

/** What a possession proof says, where it is not about the chip's entry as it is, and the latest block. */
export interface PossessionChanges extends Partial<PossessionAttempt> {
  readonly chainId?: bigint;
  readonly registry?: string;
  readonly version?: number;
}

/** A proof that the chip signed for `leaf` now. */
export async function provePossession(
  { registry }: Pick<System, 'registry'>,
  nullifier: bigint,
  leaf: bigint,
  { version = 1, ...changes }: PossessionChanges = {},
): Promise<PossessionProof> {
  const { generation, vetoes } = (await registry.chip(nullifier)).entry;
  const attempt = { leaf, generation, vetoes, ...(await latestBlock()), ...changes };
  const binding = possessionBinding(
    changes.chainId ?? (await chainId()),
    changes.registry ?? (await registry.getAddress()),
    attempt,
  );
  return { version, points: mockPoints([attempt.leaf, binding]), blockNumber: attempt.blockNumber };
}

/** The public signals of a `revocation` proof. */
export interface HolderSignals {
  readonly revRoot: bigint;
  readonly leaf: bigint;
  readonly revKey: bigint;
  readonly binding: bigint;
}

/** A proof of these signals; only the root is part of the call. */
export function holderProof({ revRoot, leaf, revKey, binding }: HolderSignals): HolderProof {
  return { version: 1, points: mockPoints([revRoot, leaf, revKey, binding]), revRoot };
}

/** The present holder's proof against what is pending. */
export async function proveVeto(
  { registry, revocations }: Registries,
  nullifier: bigint,
  changes: Partial<HolderSignals> = {},
): Promise<HolderProof> {
  const { entry, leaf } = await registry.chip(nullifier);
  return holderProof({
    revRoot: await revocations.revRoot(),
    leaf,
    revKey: 0n,
    binding: vetoBinding(await chainId(), await registry.getAddress(), leaf, entry.generation),
    ...changes,
  });
}

/** Registers a chip as `sender` with fresh proofs. */
export async function registerChip(
  system: Registries & Pick<System, 'stranger'>,
  leaf: bigint,
  nullifier: bigint,
  sender: Signer = system.stranger,
  version = 1,
) {
  const proof = await prove(system, sender, leaf, { nullifier }, version);
  const possession = await provePossession(system, nullifier, leaf, { version });
  return system.registry.connect(sender).registerChip(proof, possession, leaf, nullifier);
}

/** Vetoes what is pending with a fresh proof of the present holder's. */
export async function vetoChip(system: Registries & Pick<System, 'stranger'>, nullifier: bigint) {
  return system.registry.connect(system.stranger).vetoChip(nullifier, await proveVeto(system, nullifier));
}

/** The proof of `leaf`'s holder, who shows its revKey to have the chip revoked. */
export async function proveRevocation(
  { revocations }: Pick<System, 'revocations'>,
  leaf: bigint,
  revKey: bigint,
  changes: Partial<HolderSignals> = {},
): Promise<HolderProof> {
  const binding = revokeBinding(await chainId(), await revocations.getAddress(), leaf);
  return holderProof({ revRoot: await revocations.revRoot(), leaf, revKey, binding, ...changes });
}

/** Revokes a chip by a fresh proof of its holder's. */
export async function revokeOwnChip(
  system: Pick<System, 'revocations' | 'stranger'>,
  nullifier: bigint,
  leaf: bigint,
  revKey: bigint,
  lowIndex: number,
) {
  const proof = await proveRevocation(system, leaf, revKey);
  return system.revocations.connect(system.stranger).revokeOwnChip(nullifier, leaf, revKey, proof, lowIndex);
}
