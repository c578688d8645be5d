import { sendGoverned } from '../chain/governed-call.ts';
import type { Certificate } from '../pki/certificate.ts';
import type { RoleName } from '../pki/role.ts';
import { anchorArguments } from '../sdk/anchor.ts';
import { localProver } from '../sdk/circuit-prover.ts';
import { newHolderSecret } from '../sdk/holder-secret.ts';
import { proveCertificate, type ProvenCertificate } from '../sdk/prove.ts';
import { registerProof } from '../sdk/register.ts';
import { statusOf, type CertificateStatus } from '../sdk/status.ts';
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

export async function registerMember(
  { openRsp, registrant }: LocalChain,
  { certificate, issuer }: Member,
  { proof, seconds }: ProvenCertificate,
): Promise<Registration> {
  const { gasUsed } = await registerProof(openRsp, proof, registrant);
  return {
    role: certificate.role,
    subject: certificate.subject.text,
    status: await statusOf(openRsp, certificate, issuer),
    notAfter: proof.opening?.notAfter,
    proofSeconds: seconds,
    gasUsed,
  };
}
