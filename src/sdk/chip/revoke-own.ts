import type { ContractTransactionReceipt, Signer } from 'ethers';
import type { OpenRsp } from '../../chain/contracts.ts';
import { chipRevKey, type ChipOpening } from '../../zk/chip/record.ts';
import { revokeBinding } from '../../zk/values.ts';
import type { CircuitProver } from '../circuit-prover.ts';
import { hex32 } from '../format.ts';
import { minedReceipt } from '../register.ts';
import { lowIndex } from '../revoke.ts';
import { SdkError } from '../sdk-error.ts';
import { readChipEntry } from './entry.ts';
import { proveHolder } from './holder-proof.ts';
import { chipIdentity } from './opening.ts';

/** Throws SdkError unless this holder can revoke the chip: it is registered with his leaf, and not revoked. */
export async function assertOwnRevocable(openRsp: OpenRsp, chip: ChipOpening): Promise<void> {
  const { leaf, nullifier } = chipIdentity(chip);
  const [{ leaf: present }, revokedAt] = await Promise.all([
    readChipEntry(openRsp, nullifier),
    openRsp.revocations.chipRevokedAt(chipRevKey(chip)),
  ]);
  if (present === undefined) throw new SdkError('The chip is not registered; its EUM or governance can revoke it');
  if (present !== leaf) {
    throw new SdkError(
      `The chip's present leaf is ${hex32(present)}, and this holder secret makes ${hex32(leaf)}; only the present holder can revoke his chip`,
    );
  }
  if (revokedAt !== 0n) {
    throw new SdkError(`The chip is revoked already, since ${new Date(Number(revokedAt) * 1000).toISOString()}`);
  }
}

/**
 * The present holder revokes his chip, for good. The revKey shows: whoever knows the certificate then knows nullifier and leaf to be its
 * chip's. Throws what {@link explain} explains.
 */
export async function revokeOwnChip(
  openRsp: OpenRsp,
  chip: ChipOpening,
  prover: CircuitProver,
  signer: Signer,
): Promise<{ readonly receipt: ContractTransactionReceipt; readonly seconds: number }> {
  await assertOwnRevocable(openRsp, chip);
  const { leaf, nullifier } = chipIdentity(chip);
  const revKey = chipRevKey(chip);
  const { chainId } = openRsp.deployment.settings;
  const binding = revokeBinding(BigInt(chainId), await openRsp.revocations.getAddress(), leaf);
  const { proof, seconds } = await proveHolder(openRsp, { chip, binding, isShown: true }, prover);
  const low = await lowIndex(openRsp, revKey);
  const revocations = openRsp.revocations.connect(signer);
  return { receipt: await minedReceipt(await revocations.revokeOwnChip(nullifier, leaf, revKey, proof, low)), seconds };
}
