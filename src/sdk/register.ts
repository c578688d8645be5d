import type { ContractTransactionReceipt, ContractTransactionResponse, Signer } from 'ethers';
import type { OpenRsp } from '../chain/contracts.ts';
import type { CertificateProof, PublicOpening } from './proof-file.ts';
import { SdkError } from './sdk-error.ts';
import { solidityPoints, type SolidityPoints } from './solidity-points.ts';

/** Sends a CA's or server's registration. The signer must be the account the proof names. Throws SdkError before anything is sent. */
export async function registerProof(
  openRsp: OpenRsp,
  proof: CertificateProof,
  signer: Signer,
): Promise<ContractTransactionReceipt> {
  await assertAddressee(openRsp, proof, await signer.getAddress());
  const registry = openRsp.certificates.connect(signer);
  return minedReceipt(await registry.register(solidityProof(proof), openingOf(proof)));
}

/** Whether the contract would accept the registration now, without sending it. Throws as {@link registerProof} would. */
export async function simulateRegistration(openRsp: OpenRsp, proof: CertificateProof, sender: string): Promise<bigint> {
  await assertAddressee(openRsp, proof, sender);
  return openRsp.certificates.register.estimateGas(solidityProof(proof), openingOf(proof), { from: sender });
}

/** The proof as Solidity's CertificateProof. */
export function solidityProof({ version, points, caRoot, revRoot, now }: CertificateProof): {
  version: bigint;
  points: SolidityPoints;
  caRoot: bigint;
  revRoot: bigint;
  now: bigint;
} {
  return { version, points: solidityPoints(points), caRoot, revRoot, now };
}

/** What a transaction came to. Throws SdkError when another one took its place. */
export async function minedReceipt(response: ContractTransactionResponse): Promise<ContractTransactionReceipt> {
  const receipt = await response.wait();
  if (receipt === null) throw new SdkError(`The transaction ${response.hash} was replaced; look for it in an explorer`);
  return receipt;
}

/** Throws SdkError unless the proof is for this chain, registry and sender. */
export async function assertAddressee(openRsp: OpenRsp, proof: CertificateProof, sender: string): Promise<void> {
  const { chainId } = openRsp.deployment.settings;
  const registry = await openRsp.certificates.getAddress();
  if (proof.chainId !== BigInt(chainId)) {
    throw new SdkError(
      `The proof is for chain ${proof.chainId}, not for ${chainId}; choose its network, or prove again`,
    );
  }
  if (proof.registry.toLowerCase() !== registry.toLowerCase()) {
    throw new SdkError(
      `The proof is for the registry ${proof.registry}, not for ${registry}; prove again for this one`,
    );
  }
  if (proof.submitter.toLowerCase() !== sender.toLowerCase()) {
    throw new SdkError(
      `The proof is for the account ${proof.submitter}, not for ${sender}; send it with --from ${proof.submitter}`,
    );
  }
}

/** What is registered of a CA or server in the clear. Throws SdkError for a chip's proof. */
export function openingOf({ opening }: CertificateProof): PublicOpening {
  if (opening === undefined) throw new SdkError(`The proof is of a chip, ${CHIP_REMEDY}`);
  return opening;
}

/** Why a certificate proof alone registers no chip, and what does. */
export const CHIP_REMEDY = 'which signs its own registration: openrsp hardhat chip binding, then chip register';
