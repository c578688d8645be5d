import type { ContractTransactionReceipt, Signer } from 'ethers';
import type { OpenRsp } from '../../chain/contracts.ts';
import { pinLatestBlock } from '../../chain/pinned-block.ts';
import type { ChipOpening } from '../../zk/chip/record.ts';
import { vetoBinding } from '../../zk/values.ts';
import type { CircuitProver } from '../circuit-prover.ts';
import { hex32, utc } from '../format.ts';
import { providerOf } from '../provider.ts';
import { minedReceipt } from '../register.ts';
import { SdkError } from '../sdk-error.ts';
import { readChipEntry, type ChipEntry, type PendingLeaf } from './entry.ts';
import { proveHolder } from './holder-proof.ts';
import { chipIdentity } from './opening.ts';

/** The pending leaf that this holder can refuse. Throws SdkError when there is none, or it is not his to refuse. */
export async function vetoable(openRsp: OpenRsp, chip: ChipOpening): Promise<PendingLeaf & { generation: bigint }> {
  const { leaf, nullifier } = chipIdentity(chip);
  const entry = await readChipEntry(openRsp, nullifier);
  const pending = pendingOf(entry);
  if (entry.leaf !== leaf) {
    throw new SdkError(
      `The chip's present leaf is ${hex32(entry.leaf ?? 0n)}, and this holder secret makes ${hex32(leaf)}; only the present holder has a veto`,
    );
  }
  if (entry.vetoes !== 0n) {
    throw new SdkError(
      `The veto of generation ${entry.generation} is used; who has the chip in hand can register it for himself anew once ${hex32(pending.leaf)} is in place`,
    );
  }
  return { ...pending, generation: entry.generation };
}

/** The present holder refuses the pending leaf. Anybody may send it. Throws what {@link explain} explains. */
export async function vetoChip(
  openRsp: OpenRsp,
  chip: ChipOpening,
  prover: CircuitProver,
  signer: Signer,
): Promise<{ readonly receipt: ContractTransactionReceipt; readonly seconds: number }> {
  const { generation } = await vetoable(openRsp, chip);
  const { leaf, nullifier } = chipIdentity(chip);
  const { chainId } = openRsp.deployment.settings;
  const binding = vetoBinding(BigInt(chainId), await openRsp.certificates.getAddress(), leaf, generation);
  const { proof, seconds } = await proveHolder(openRsp, { chip, binding, isShown: false }, prover);
  const registry = openRsp.certificates.connect(signer);
  return { receipt: await minedReceipt(await registry.vetoChip(nullifier, proof)), seconds };
}

/** The pending leaf of a chip whose time has come. Throws SdkError when there is none, or it has not. */
export async function activatable(openRsp: OpenRsp, nullifier: bigint): Promise<PendingLeaf> {
  const pending = pendingOf(await readChipEntry(openRsp, nullifier));
  const { timestamp } = await pinLatestBlock(providerOf(openRsp));
  if (timestamp < pending.from) {
    throw new SdkError(
      `Leaf ${hex32(pending.leaf)} waits until ${utc(pending.from)}, and the chain's time is ${utc(timestamp)}; run this again then`,
    );
  }
  return pending;
}

/** Puts the pending leaf into place. Anybody may. Throws what {@link explain} explains. */
export async function activateChip(
  openRsp: OpenRsp,
  nullifier: bigint,
  signer: Signer,
): Promise<ContractTransactionReceipt> {
  await activatable(openRsp, nullifier);
  return minedReceipt(await openRsp.certificates.connect(signer).activateChip(nullifier));
}

function pendingOf({ pending }: ChipEntry): PendingLeaf {
  if (pending === undefined) throw new SdkError("No leaf waits to take this chip's place; there is nothing to do");
  return pending;
}
