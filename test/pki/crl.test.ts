import { expect } from 'chai';
import { parseCrl, type Crl } from '../../src/pki/crl.ts';
import { Tag } from '../../src/pki/der/tag.ts';
import {
  booleanTrue,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  time,
  tlv,
} from '../../src/pki/der/writer.ts';
import type { PkiErrorCode } from '../../src/pki/error.ts';
import { authorityKeyIdentifier, distributionPointName, extension } from '../../src/pki/mint/extension.ts';
import { name } from '../../src/pki/mint/name.ts';
import { issueCrl, type CrlTemplate } from '../../src/pki/mint/crls.ts';
import { Oid } from '../../src/pki/oid.ts';
import { isCrlSignedBy } from '../../src/pki/revocation.ts';
import { NOT_BEFORE, pki } from './support/fixture.ts';
import { expectRefusal, octets } from './support/refusal.ts';
import { replaceAt, type Path } from './support/surgery.ts';

const number = extension(Oid.cRLNumber, integer(7n));

function crlDer(changes: Partial<CrlTemplate> = {}): Uint8Array {
  const { ci } = pki();
  const template: CrlTemplate = {
    issuer: ci.certificate.subject.der,
    thisUpdate: NOT_BEFORE,
    nextUpdate: NOT_BEFORE + 86_400n,
    entries: [
      { serialNumber: 5n, revocationDate: NOT_BEFORE, reason: 1 },
      { serialNumber: 1n << 158n, revocationDate: NOT_BEFORE - 9n },
    ],
    extensions: [authorityKeyIdentifier(ci.certificate.subjectKeyIdentifier ?? new Uint8Array()), number],
    ...changes,
  };
  return issueCrl(template, ci.secretKey, 'high');
}

/** Indices of a TBSCertList's members. */
const At = {
  version: [0, 0],
  innerAlgorithm: [0, 1],
  issuer: [0, 2],
  nextUpdate: [0, 4],
  entries: [0, 5],
  firstEntry: [0, 5, 0],
  extensions: [0, 6],
  outerAlgorithm: [1],
} as const satisfies Record<string, Path>;

const refusing = (code: PkiErrorCode, at: Path, replacement: Uint8Array) =>
  expectRefusal(code, () => parseCrl(replaceAt(crlDer(), at, replacement)));
const withExtensions = (...extensions: readonly Uint8Array[]): Crl => parseCrl(crlDer({ extensions }));
const scope = (...members: Uint8Array[]) => extension(Oid.issuingDistributionPoint, sequence(...members), true);
const flag = (index: number) => booleanTrue(0x80 | index);

describe('parseCrl', () => {
  it('reads issuer, times, number, scope and entries', () => {
    const crl = withExtensions(number, scope(distributionPointName('http://a.example/crl'), flag(1)));
    expect(crl.issuer.text).to.equal(pki().ci.certificate.subject.text);
    expect([crl.thisUpdate, crl.nextUpdate, crl.number]).to.deep.equal([NOT_BEFORE, NOT_BEFORE + 86_400n, 7n]);
    expect(crl.scope).to.deep.equal({ distributionPoint: ['http://a.example/crl'], contains: 'userCertificates' });
    expect(crl.entries).to.deep.equal([
      { serialNumber: 5n, revocationDate: NOT_BEFORE, reason: 1 },
      { serialNumber: 1n << 158n, revocationDate: NOT_BEFORE - 9n, reason: 0 },
    ]);
  });

  it('covers all certificates where no scope is stated', () => {
    expect(parseCrl(crlDer()).scope).to.deep.equal({ distributionPoint: [], contains: 'all' });
    expect(withExtensions(number, scope(flag(2))).scope.contains).to.equal('caCertificates');
  });

  it('is signed by its issuer alone, and only if that may sign CRLs [S37]', () => {
    const crl = parseCrl(crlDer());
    expect(isCrlSignedBy(crl, pki().ci.certificate)).to.equal(true);
    expect(isCrlSignedBy(crl, pki().subCi.certificate)).to.equal(false);
    const byEum = issueCrl(
      { issuer: name(['CN', 'EUM']), thisUpdate: 0n, nextUpdate: 1n, entries: [], extensions: [number] },
      pki().eum.secretKey,
    );
    expect(isCrlSignedBy(parseCrl(byEum), pki().eum.certificate)).to.equal(false);
  });

  it('refuses delta and indirect CRLs and such of some reasons or attribute certificates', () => {
    expectRefusal(
      'CrlKind',
      () => withExtensions(number, extension(Oid.deltaCRLIndicator, integer(1n), true)),
      'delta',
    );
    expectRefusal('CrlKind', () => withExtensions(number, scope(flag(4))), 'indirect');
    expectRefusal('CrlKind', () => withExtensions(number, scope(tlv(0x83, octets('01 02')))));
    expectRefusal('CrlKind', () => withExtensions(number, scope(flag(5))));
    expectRefusal('CrlKind', () => withExtensions(number, scope(flag(1), flag(2))));
    const indirect = sequence(
      integer(5n),
      time(NOT_BEFORE),
      sequence(extension(Oid.certificateIssuer, sequence(tlv(0xa4, name(['CN', 'x']))), true)),
    );
    refusing('CrlKind', At.firstEntry, indirect);
  });

  it('refuses flags of the scope that are FALSE, 01 or out of order [S48]', () => {
    expectRefusal('DerBoolean', () => withExtensions(number, scope(tlv(0x81, octets('00')))));
    expectRefusal('DerBoolean', () => withExtensions(number, scope(tlv(0x81, octets('01')))));
    expectRefusal('DerStructure', () => withExtensions(number, scope(flag(2), flag(1))));
  });

  it('refuses a CRL without number or with unknown critical or repeated extensions [S48]', () => {
    expectRefusal('Extension', () => withExtensions(authorityKeyIdentifier(octets('01'))), 'cRLNumber');
    expectRefusal('DuplicateExtension', () => withExtensions(number, number));
    expectRefusal('UnknownCriticalExtension', () =>
      withExtensions(number, extension('1.2.3.4', octets('05 00'), true)),
    );
    expectRefusal('DerStructure', () => withExtensions(extension(Oid.cRLNumber, octetString(octets('01')))));
    expectRefusal('Extension', () => withExtensions(extension(Oid.cRLNumber, integer(1n << 160n))));
    expect(withExtensions(number, extension('1.2.3.4', octets('05 00'))).number).to.equal(7n);
  });

  it('refuses version 1, missing dates and an order that was never current', () => {
    refusing('Version', At.version, new Uint8Array());
    refusing('Version', At.version, integer(0n));
    refusing('DerTime', At.nextUpdate, new Uint8Array());
    refusing('Validity', At.nextUpdate, time(0n));
  });

  it('refuses entries that are empty, doubled, unknown or of another form [S48]', () => {
    refusing('DerStructure', At.entries, sequence());
    const entry = sequence(integer(5n), time(NOT_BEFORE));
    refusing('SerialNumber', At.entries, sequence(entry, entry));
    refusing('SerialNumber', At.firstEntry, sequence(integer(0n), time(NOT_BEFORE)));
    refusing('DerStructure', At.firstEntry, sequence(integer(5n)));
    refusing('DerStructure', At.firstEntry, sequence(integer(5n), time(NOT_BEFORE), sequence()));
    refusing(
      'UnknownCriticalExtension',
      At.firstEntry,
      sequence(integer(5n), time(NOT_BEFORE), sequence(extension('1.2.3.4', octets('05 00'), true))),
    );
  });

  it('refuses reasons that a complete CRL cannot give', () => {
    for (const value of [7n, 8n, 11n]) {
      const reason = extension(Oid.reasonCode, integer(value, Tag.Enumerated));
      refusing('Extension', At.firstEntry, sequence(integer(5n), time(NOT_BEFORE), sequence(reason)));
    }
    const wrongType = extension(Oid.reasonCode, integer(1n));
    refusing('Extension', At.firstEntry, sequence(integer(5n), time(NOT_BEFORE), sequence(wrongType)));
  });

  it('refuses other signature algorithms, inside and outside [S49]', () => {
    const other = sequence(objectIdentifier('1.2.840.10045.4.3.3'));
    refusing('SignatureAlgorithmMismatch', At.innerAlgorithm, other);
    refusing('SignatureAlgorithm', At.outerAlgorithm, other);
  });

  it('refuses an empty issuer, members after the extensions and octets after the end [S48]', () => {
    refusing('Name', At.issuer, sequence());
    refusing('DerStructure', At.extensions, new Uint8Array());
    refusing('DerStructure', At.extensions, Buffer.concat([explicit(0, sequence(number)), octets('05 00')]));
    expectRefusal('DerTrailingBytes', () => parseCrl(Buffer.concat([crlDer(), octets('00')])));
  });

  it('reads twenty thousand entries within seconds [S54]', () => {
    const entries = Array.from({ length: 20_000 }, (_, i) => ({
      serialNumber: BigInt(i + 1),
      revocationDate: NOT_BEFORE,
      reason: 4,
    }));
    const started = performance.now();
    expect(parseCrl(crlDer({ entries })).entries).to.have.length(20_000);
    expect(performance.now() - started).to.be.below(20_000);
  });
});
