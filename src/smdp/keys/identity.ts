import type { Certificate } from '../../pki/certificate.ts';
import { validateChain } from '../../pki/chain.ts';
import { objectIdentifierText } from '../../pki/der/objectIdentifier.ts';
import { PkiError } from '../../pki/error.ts';
import { checkValidAt } from '../../pki/link.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import { SmdpError } from '../error.ts';

/** The server under one CI: both certificates have the same object identifier in their subjectAltName. */
export interface SmdpIdentity {
  readonly ci: Certificate;
  /** Subject key identifier of the CI. */
  readonly ciPKId: Uint8Array;
  /** CERT.DPauth: signs serverSigned1. */
  readonly dpAuth: Certificate;
  /** CERT.DPpb: signs smdpSigned2 and the opening of packages. */
  readonly dpPb: Certificate;
  /** Dotted. */
  readonly smdpOid: string;
}

/**
 * The identities that `certificates` make: a DPauth and a DPpb certificate with one RID, issued by a CI in `certificateIssuers` directly, as
 * a chip gets no certificate between. `at` in Unix seconds. Throws {@link SmdpError} Configuration where there is none.
 */
export function identitiesOf(
  certificates: readonly Certificate[],
  certificateIssuers: readonly Certificate[],
  at: number,
): readonly SmdpIdentity[] {
  const identities = certificateIssuers.flatMap((ci) => {
    const { subjectKeyIdentifier: ciPKId } = ci;
    const ours = certificates.filter((certificate) => isUnder(certificate, ci, at));
    return ours.flatMap((dpAuth) => {
      const { role, registeredId } = dpAuth;
      if (role !== 'DpAuth' || registeredId === undefined || ciPKId === undefined) return [];
      const dpPb = ours.find(
        (other) =>
          other.role === 'DpPb' && other.registeredId !== undefined && sameOctets(other.registeredId, registeredId),
      );
      return dpPb === undefined ? [] : [{ ci, ciPKId, dpAuth, dpPb, smdpOid: objectIdentifierText(registeredId) }];
    });
  });
  if (identities.length === 0) {
    throw new SmdpError(
      'Configuration',
      'There is no pair of DPauth and DPpb certificates in date, with one registeredID and under a CI given; add them.',
    );
  }
  return identities;
}

/** Whether both certificates are in date. `at` in Unix seconds. */
export function isInDate({ dpAuth, dpPb }: SmdpIdentity, at: number): boolean {
  return succeeds(() => {
    checkValidAt(dpAuth, BigInt(at));
    checkValidAt(dpPb, BigInt(at));
  });
}

function isUnder(certificate: Certificate, ci: Certificate, at: number): boolean {
  return succeeds(() => validateChain(certificate, [], [ci], BigInt(at)));
}

function succeeds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}
