import { CIRCUIT_VERSION } from '../../chain/circuits.ts';
import type { OpenRsp } from '../../chain/contracts.ts';
import { parseCertificate } from '../../pki/certificate.ts';
import type { SignedBinding } from '../../lpa/possession/sign-binding.ts';
import { rawSignature } from '../../zk/chip/signature.ts';
import { possessionInputs } from '../../zk/possession.ts';
import type { CircuitProver } from '../circuit-prover.ts';
import { hex32 } from '../format.ts';
import type { CertificateProof } from '../proof-file.ts';
import { SdkError } from '../sdk-error.ts';
import { possessionAttempt } from './attempt.ts';
import { chipIdentity, chipOpening } from './opening.ts';
import type { PossessionProof } from './possession-proof-file.ts';

export interface PossessionRequest {
  /** Of the certificate, for the same leaf. */
  readonly proof: CertificateProof;
  /** What the chip signed. */
  readonly signed: SignedBinding;
  /** Of the block that the chip signed for. */
  readonly blockNumber: number;
  readonly holderSecret: bigint;
}

/** Proves that the chip signed for this attempt. Everything is checked before the long computation. Throws what {@link explain} explains. */
export async function provePossession(
  openRsp: OpenRsp,
  { proof, signed, blockNumber, holderSecret }: PossessionRequest,
  prover: CircuitProver,
): Promise<{ readonly possession: PossessionProof; readonly seconds: number }> {
  const certificate = parseCertificate(signed.euiccCertificate);
  const chip = chipOpening(certificate, parseCertificate(signed.eumCertificate), holderSecret);
  const { leaf, nullifier } = chipIdentity(chip);
  if (leaf !== proof.leaf) {
    const why = nullifier === proof.nullifier ? 'with another holder secret' : 'of another chip';
    throw new SdkError(
      `The certificate proof is for leaf ${hex32(proof.leaf)}, but the chip that signed has leaf ${hex32(leaf)}: the proof was made ${why}; prove this chip's certificate with its holder secret`,
    );
  }
  const { attempt, binding } = await possessionAttempt(openRsp, proof, blockNumber);
  if (signed.binding !== binding) {
    const { generation, vetoes } = attempt;
    throw new SdkError(
      `The chip signed the binding ${hex32(signed.binding)}, but generation ${generation}, ${vetoes} vetoes and block ${blockNumber} of this chain make it ${hex32(binding)} now; have the chip sign what chip binding prints`,
    );
  }
  const { euiccSigned1: message, euiccSignature1 } = signed;
  const inputs = possessionInputs({ chip, message, signature: rawSignature(euiccSignature1), binding });
  const { points, seconds } = await prover.prove('possession', inputs);
  const { chainId, registry } = proof;
  const { generation, vetoes } = attempt;
  const numbers = { generation, vetoes, blockNumber: attempt.blockNumber };
  return { possession: { chainId, registry, version: CIRCUIT_VERSION, points, leaf, ...numbers }, seconds };
}
