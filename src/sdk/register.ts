import type { ContractTransactionReceipt, Signer } from 'ethers';
import type { OpenRsp } from '../chain/contracts.ts';
import type { CertificateProof } from './proof-file.ts';
import { SdkError } from './sdk-error.ts';

/** Sends a registration. The signer must be the account the proof names. Throws SdkError before anything is sent. */
export async function registerProof(
  openRsp: OpenRsp,
  proof: CertificateProof,
  signer: Signer,
): Promise<ContractTransactionReceipt> {
  await checkAddressee(openRsp, proof, await signer.getAddress());
  const registry = openRsp.certificates.connect(signer);
  const { opening } = proof;
  const response =
    opening === undefined
      ? await registry.registerChip(solidityProof(proof), proof.leaf, proof.nullifier)
      : await registry.register(solidityProof(proof), opening);
  const receipt = await response.wait();
  if (receipt === null) throw new SdkError(`The transaction ${response.hash} was replaced; look for it in an explorer`);
  return receipt;
}

/** Whether the contract would accept the registration now, without sending it. Throws as {@link registerProof} would. */
export async function simulateRegistration(openRsp: OpenRsp, proof: CertificateProof, sender: string): Promise<bigint> {
  await checkAddressee(openRsp, proof, sender);
  const { certificates } = openRsp;
  const overrides = { from: sender };
  return proof.opening === undefined
    ? certificates.registerChip.estimateGas(solidityProof(proof), proof.leaf, proof.nullifier, overrides)
    : certificates.register.estimateGas(solidityProof(proof), proof.opening, overrides);
}

/** The proof as Solidity's CertificateProof. */
export function solidityProof({ version, points, caRoot, revRoot, now }: CertificateProof): {
  version: bigint;
  points: SolidityPoints;
  caRoot: bigint;
  revRoot: bigint;
  now: bigint;
} {
  return { version, points: [...points] as SolidityPoints, caRoot, revRoot, now };
}

type SolidityPoints = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

async function checkAddressee(openRsp: OpenRsp, proof: CertificateProof, sender: string): Promise<void> {
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
