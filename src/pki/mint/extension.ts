import { objectIdentifierOctets } from '../der/objectIdentifier.ts';
import { contextConstructed, contextPrimitive } from '../der/tag.ts';
import {
  bitString,
  booleanTrue,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  text,
  tlv,
} from '../der/writer.ts';
import { Oid } from '../oid.ts';
import { policyOfRole, type RoleName } from '../role.ts';
import { GeneralNameTag } from '../x509/generalName.ts';
import { name } from './name.ts';

/** Extension (RFC 5280 4.1) around the DER of its value. */
export function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(objectIdentifier(oid), ...(critical ? [booleanTrue()] : []), octetString(value));
}

export function subjectKeyIdentifier(identifier: Uint8Array): Uint8Array {
  return extension(Oid.subjectKeyIdentifier, octetString(identifier));
}

export function authorityKeyIdentifier(identifier: Uint8Array): Uint8Array {
  return extension(Oid.authorityKeyIdentifier, sequence(tlv(contextPrimitive(0), identifier)));
}

/** Bit i of `bits` is bit i of the named list (0 digitalSignature, 5 keyCertSign, 6 cRLSign); up to 8 bits. */
export function keyUsage(...bits: readonly number[]): Uint8Array {
  const octet = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  return extension(Oid.keyUsage, bitString(Uint8Array.of(octet), 7 - Math.max(...bits)), true);
}

export function certificatePolicy(role: RoleName, critical = true): Uint8Array {
  return extension(Oid.certificatePolicies, sequence(sequence(objectIdentifier(policyOfRole(role)))), critical);
}

export function basicConstraints(pathLength?: number): Uint8Array {
  const limit = pathLength === undefined ? [] : [integer(BigInt(pathLength))];
  return extension(Oid.basicConstraints, sequence(booleanTrue(), ...limit), true);
}

export function subjectAltName(registeredId: string | undefined, ...dnsNames: readonly string[]): Uint8Array {
  const names = dnsNames.map((dnsName) => text(GeneralNameTag.dNSName, dnsName));
  if (registeredId !== undefined) names.push(tlv(GeneralNameTag.registeredID, objectIdentifierOctets(registeredId)));
  return extension(Oid.subjectAltName, sequence(...names));
}

export function extendedKeyUsage(...purposes: readonly string[]): Uint8Array {
  return extension(Oid.extKeyUsage, sequence(...purposes.map(objectIdentifier)), true);
}

export function cRLDistributionPoints(...uris: readonly string[]): Uint8Array {
  return extension(Oid.cRLDistributionPoints, sequence(...uris.map((uri) => sequence(distributionPointName(uri)))));
}

/** `[0]` DistributionPointName with one URI. */
export function distributionPointName(uri: string): Uint8Array {
  return explicit(0, tlv(contextConstructed(0), text(GeneralNameTag.uniformResourceIdentifier, uri)));
}

/** An EUM's permitted subtrees: its organization with each of its EID prefixes. */
export function nameConstraints(organization: string, ...prefixes: readonly string[]): Uint8Array {
  const subtrees = prefixes.map((prefix) =>
    sequence(tlv(GeneralNameTag.directoryName, name(['O', organization], ['serialNumber', prefix]))),
  );
  return extension(Oid.nameConstraints, sequence(tlv(contextConstructed(0), ...subtrees)), true);
}
