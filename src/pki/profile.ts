import { checkEid } from './eid.ts';
import { PkiError } from './error.ts';
import { Oid, oidName } from './oid.ts';
import { isCaRole, isTlsRole, roleOfPolicy, type RoleName } from './role.ts';
import { readBasicConstraints, type BasicConstraints } from './x509/basicConstraints.ts';
import { readCertificatePolicies } from './x509/certificatePolicies.ts';
import { readDistributionPoints } from './x509/distributionPoint.ts';
import { readExtendedKeyUsage } from './x509/extendedKeyUsage.ts';
import { readExtensionValue, type Extensions } from './x509/extension.ts';
import { readAuthorityKeyIdentifier, readSubjectKeyIdentifier } from './x509/keyIdentifier.ts';
import { readKeyUsage, type KeyUsage } from './x509/keyUsage.ts';
import { attributesOf, type Name } from './x509/name.ts';
import { MAX_ORGANIZATION_OCTETS, readNameConstraints, type EumNameConstraints } from './x509/nameConstraints.ts';
import { readSubjectAltName } from './x509/subjectAltName.ts';

/** What extensions and subject say in the profile of the certificate's role (SGP.22 4.5.2.1). */
export interface Profile {
  readonly role: RoleName;
  readonly policyOid: string;
  readonly keyUsage: KeyUsage;
  readonly isCa: boolean;
  /** pathLenConstraint as stated; undefined: none. */
  readonly pathLength: number | undefined;
  /** eUICC: 32 digits with right check digits. */
  readonly eid: string | undefined;
  /** eUICC: value octets of the subject's organizationName, 1 to 64. */
  readonly organization: Uint8Array | undefined;
  /** EUM. */
  readonly nameConstraints: EumNameConstraints | undefined;
  /** Content octets of the registeredID; always there for SM-DP+ and SM-DS signing certificates. */
  readonly registeredId: Uint8Array | undefined;
  readonly dnsNames: readonly string[];
  readonly subjectKeyIdentifier: Uint8Array | undefined;
  readonly authorityKeyIdentifier: Uint8Array | undefined;
  /** URIs, in order. */
  readonly crlDistributionPoints: readonly string[];
}

/** Extensions that {@link readProfile} processes, and that may therefore be critical. */
export const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([
  Oid.subjectKeyIdentifier,
  Oid.keyUsage,
  Oid.subjectAltName,
  Oid.basicConstraints,
  Oid.nameConstraints,
  Oid.cRLDistributionPoints,
  Oid.certificatePolicies,
  Oid.authorityKeyIdentifier,
  Oid.extKeyUsage,
]);

/** Reads and checks the rules of the role that the certificate's policy names. */
export function readProfile(extensions: Extensions, subject: Name): Profile {
  const policyOid = readExtensionValue(extensions, Oid.certificatePolicies, readCertificatePolicies);
  if (policyOid === undefined) {
    throw new PkiError('CertificatePolicy', 'no certificatePolicies, so no role: not a certificate of SGP.22.');
  }
  const role = roleOfPolicy(policyOid);
  const keyUsage = readExtensionValue(extensions, Oid.keyUsage, readKeyUsage);
  const constraints = readExtensionValue(extensions, Oid.basicConstraints, readBasicConstraints);
  const alternative = readExtensionValue(extensions, Oid.subjectAltName, readSubjectAltName);
  checkKeyUsage(role, keyUsage);
  checkBasicConstraints(role, constraints, extensions.get(Oid.basicConstraints)?.critical ?? false);
  checkExtendedKeyUsage(role, extensions);
  checkRegisteredId(role, alternative?.registeredId);
  return {
    role,
    policyOid,
    keyUsage,
    isCa: constraints?.cA ?? false,
    pathLength: constraints?.pathLenConstraint,
    nameConstraints: eumNameConstraints(role, extensions),
    ...eUiccSubject(role, subject),
    registeredId: alternative?.registeredId,
    dnsNames: alternative?.dnsNames ?? [],
    subjectKeyIdentifier: readExtensionValue(extensions, Oid.subjectKeyIdentifier, readSubjectKeyIdentifier),
    authorityKeyIdentifier: readExtensionValue(extensions, Oid.authorityKeyIdentifier, readAuthorityKeyIdentifier),
    crlDistributionPoints: readExtensionValue(extensions, Oid.cRLDistributionPoints, readDistributionPoints) ?? [],
  };
}

function checkKeyUsage(role: RoleName, keyUsage: KeyUsage | undefined): asserts keyUsage is KeyUsage {
  if (keyUsage === undefined) throw new PkiError('KeyUsage', `no keyUsage; a ${role} certificate must have it.`);
  if (isCaRole(role)) {
    if (!keyUsage.keyCertSign) throw new PkiError('KeyUsage', `keyUsage of a ${role} certificate lacks keyCertSign.`);
  } else {
    if (!keyUsage.digitalSignature)
      throw new PkiError('KeyUsage', `keyUsage of a ${role} certificate lacks digitalSignature.`);
    if (keyUsage.keyCertSign)
      throw new PkiError('KeyUsage', `keyUsage of a ${role} certificate has keyCertSign; it is no CA.`);
  }
}

function checkBasicConstraints(role: RoleName, constraints: BasicConstraints | undefined, critical: boolean): void {
  const cA = constraints?.cA ?? false;
  if (isCaRole(role) && !(cA && critical)) {
    throw new PkiError('BasicConstraints', `a ${role} certificate must have critical basicConstraints with cA TRUE.`);
  }
  if (!isCaRole(role) && cA) throw new PkiError('BasicConstraints', `a ${role} certificate must not be a CA.`);
}

/** A critical extKeyUsage limits the key to its purposes (RFC 5280 4.2.1.12): TLS servers have one, signing keys have none. */
function checkExtendedKeyUsage(role: RoleName, extensions: Extensions): void {
  const purposes = readExtensionValue(extensions, Oid.extKeyUsage, readExtendedKeyUsage);
  if (purposes === undefined) return;
  if (isTlsRole(role)) {
    if (!purposes.includes(Oid.serverAuth)) {
      throw new PkiError('ExtendedKeyUsage', `extKeyUsage of a ${role} certificate lacks ${oidName(Oid.serverAuth)}.`);
    }
  } else if (extensions.get(Oid.extKeyUsage)?.critical === true) {
    throw new PkiError(
      'ExtendedKeyUsage',
      `critical extKeyUsage limits a ${role} key to ${purposes.map(oidName).join(', ')}.`,
    );
  }
}

/** SGP.22 4.5.2.1: the RID says whose auth and pb certificates belong together. */
function checkRegisteredId(role: RoleName, registeredId: Uint8Array | undefined): void {
  if ((role === 'DpAuth' || role === 'DpPb' || role === 'DsAuth') && registeredId === undefined) {
    throw new PkiError('RegisteredId', `a ${role} certificate must have a registeredID in its subjectAltName.`);
  }
}

function eumNameConstraints(role: RoleName, extensions: Extensions): EumNameConstraints | undefined {
  if (role !== 'Eum') {
    if (extensions.has(Oid.nameConstraints)) {
      throw new PkiError(
        'NameConstraints',
        `a ${role} certificate has nameConstraints; SGP.22 gives them to EUMs only.`,
      );
    }
    return undefined;
  }
  const constraints = readExtensionValue(extensions, Oid.nameConstraints, readNameConstraints);
  if (constraints === undefined) {
    throw new PkiError(
      'NameConstraints',
      'an EUM certificate must have nameConstraints: its organization and EID prefixes.',
    );
  }
  return constraints;
}

function eUiccSubject(role: RoleName, subject: Name): Pick<Profile, 'eid' | 'organization'> {
  if (role !== 'Euicc') return { eid: undefined, organization: undefined };
  const [eid, secondEid] = attributesOf(subject, Oid.serialNumber);
  if (eid === undefined || secondEid !== undefined) {
    throw new PkiError('Eid', `the subject "${subject.text}" of an eUICC must have one serialNumber, the EID.`);
  }
  checkEid(eid.text);
  const [organization, secondOrganization] = attributesOf(subject, Oid.organizationName);
  if (organization === undefined || secondOrganization !== undefined) {
    throw new PkiError('Name', `the subject "${subject.text}" of an eUICC must have one organizationName.`);
  }
  if (organization.octets.length > MAX_ORGANIZATION_OCTETS) {
    throw new PkiError(
      'Name',
      `organizationName has ${organization.octets.length} octets, more than ${MAX_ORGANIZATION_OCTETS}.`,
    );
  }
  return { eid: eid.text, organization: organization.octets };
}
