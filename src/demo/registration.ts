import type { OpenRsp } from '../chain/contracts.ts';
import { sendGoverned } from '../chain/governed-call.ts';
import type { SignedBinding } from '../lpa/possession/sign-binding.ts';
import type { Certificate } from '../pki/certificate.ts';
import type { RoleName } from '../pki/role.ts';
import { anchorArguments } from '../sdk/anchor.ts';
import { possessionAttempt } from '../sdk/chip/attempt.ts';
import type { PossessionProof } from '../sdk/chip/possession-proof-file.ts';
import { provePossession } from '../sdk/chip/possession-proof.ts';
import { registerChip } from '../sdk/chip/register-chip.ts';
import { localProver } from '../sdk/circuit-prover.ts';
import { newHolderSecret } from '../sdk/holder-secret.ts';
import { proveCertificate, type ProvenCertificate } from '../sdk/prove.ts';
import { registerProof } from '../sdk/register.ts';
import { statusOf, type CertificateStatus } from '../sdk/status.ts';
import { signInProcess, type ChipParties } from './chip.ts';
import type { Member } from './cast.ts';
import type { LocalChain } from './chain.ts';

/** A row of the demo's table. */
export interface Registration {
  readonly role: RoleName;
  readonly subject: string;
  readonly status: CertificateStatus;
  /** Seconds since 1970; hidden for a chip. */
  readonly notAfter: bigint | undefined;
  /** Undefined for an anchor, which governance adds. */
  readonly proofSeconds: number | undefined;
  readonly gasUsed: bigint;
}

export async function anchorCi({ openRsp, governor }: LocalChain, ci: Certificate): Promise<Registration> {
  const { x, y, notAfter, flags } = anchorArguments(ci);
  const data = openRsp.certificates.interface.encodeFunctionData('addAnchor', [x, y, notAfter, flags]);
  const outcome = await sendGoverned(openRsp, governor, openRsp.certificates, data);
  const gasUsed = outcome.state === 'done' ? (outcome.receipt?.gasUsed ?? 0n) : 0n;
  const status = await statusOf(openRsp, ci, ci);
  return { role: 'Ci', subject: ci.subject.text, status, notAfter, proofSeconds: undefined, gasUsed };
}

export async function proveMember(
  { openRsp, registrant }: LocalChain,
  { certificate, issuer }: Member,
): Promise<ProvenCertificate> {
  // The demo's chain ends with it, so the secret need not be kept.
  const holderSecret = certificate.role === 'Euicc' ? { holderSecret: newHolderSecret() } : {};
  const request = { certificate, issuer, submitter: registrant.address, ...holderSecret };
  return proveCertificate(openRsp, request, localProver());
}

/** A chip's two proofs. */
export interface ProvenChip {
  readonly member: Member;
  readonly certificate: ProvenCertificate;
  readonly signed: SignedBinding;
  readonly possession: PossessionProof;
  readonly seconds: number;
}

/** The chip signs, and that is proven. */
export async function proveChip(
  { openRsp }: LocalChain,
  parties: ChipParties,
  member: Member,
  certificate: ProvenCertificate,
): Promise<ProvenChip> {
  const { proof, prepared } = certificate;
  const { attempt, binding } = await possessionAttempt(openRsp, proof);
  const signed = await signInProcess(parties, binding, prepared.block.timestamp);
  const request = { proof, signed, blockNumber: Number(attempt.blockNumber), holderSecret: secretOf(certificate) };
  return { member, certificate, signed, ...(await provePossession(openRsp, request, localProver())) };
}

/** The holder secret with which a chip's certificate was proven. */
export function secretOf({ prepared }: ProvenCertificate): bigint {
  const { holderSecret } = prepared.statement;
  if (holderSecret === undefined) throw new Error('only a chip has a holder secret');
  return holderSecret;
}

export async function registerMember(
  { openRsp, registrant }: LocalChain,
  member: Member,
  { proof, seconds }: ProvenCertificate,
): Promise<Registration> {
  const { gasUsed } = await registerProof(openRsp, proof, registrant);
  return registrationOf(openRsp, member, { proof, seconds, gasUsed });
}

export async function registerProvenChip(
  { openRsp, registrant }: LocalChain,
  { member, certificate, possession, seconds }: ProvenChip,
): Promise<Registration> {
  const { proof } = certificate;
  const { receipt } = await registerChip(openRsp, proof, possession, registrant);
  const { gasUsed } = receipt;
  return registrationOf(openRsp, member, { proof, seconds: certificate.seconds + seconds, gasUsed });
}

async function registrationOf(
  openRsp: OpenRsp,
  { certificate, issuer }: Member,
  { proof, seconds, gasUsed }: Pick<ProvenCertificate, 'proof' | 'seconds'> & { readonly gasUsed: bigint },
): Promise<Registration> {
  return {
    role: certificate.role,
    subject: certificate.subject.text,
    status: await statusOf(openRsp, certificate, issuer),
    notAfter: proof.opening?.notAfter,
    proofSeconds: seconds,
    gasUsed,
  };
}
