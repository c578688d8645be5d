import { readFileSync } from 'node:fs';
import path from 'node:path';
import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { Tag } from '../../src/pki/der/tag.ts';
import {
  bitString,
  explicit,
  integer,
  objectIdentifier,
  sequence,
  setOf,
  text,
  tlv,
} from '../../src/pki/der/writer.ts';
import { BRAINPOOL_GENERATOR } from '../../src/pki/mint/brainpool.ts';
import { keyUsage } from '../../src/pki/mint/extension.ts';
import { subjectPublicKeyInfo } from '../../src/pki/mint/key.ts';
import { Oid } from '../../src/pki/oid.ts';
import { isSignedBy } from '../../src/pki/signature.ts';
import { derWith, pki } from './support/fixture.ts';
import { expectRefusal, octets } from './support/refusal.ts';
import { Member, nodeAt, replaceAt } from './support/surgery.ts';
import { readJson, requireVectors } from './support/vectors.ts';

const point = (): Uint8Array => pki().authority.keyPair('point').point;

describe('parseCertificate', () => {
  const base = (): Uint8Array => pki().dpAuth.certificate.der;
  const changed = (at: readonly number[], replacement: Uint8Array) => () =>
    parseCertificate(replaceAt(base(), at, replacement));

  it('cuts the signed octets out of the input and keeps its own copy', () => {
    const input = Uint8Array.from(base());
    const certificate = parseCertificate(input);
    input.fill(0);
    expect(certificate.tbs).to.deep.equal(Uint8Array.from(nodeAt(base(), Member.tbs).bytes));
    expect(isSignedBy(certificate, pki().ci.certificate)).to.equal(true);
  });

  it('refuses other versions than 3 [S48]', () => {
    expectRefusal('Version', changed(Member.version, new Uint8Array()), 'version 1');
    expectRefusal('Version', changed(Member.version, explicit(0, integer(1n))), 'version 2');
    expectRefusal('Version', changed(Member.version, explicit(0, integer(3n))));
    expectRefusal('DerStructure', changed(Member.version, explicit(0, integer(2n), integer(2n))));
  });

  it('refuses a serial number that is zero, negative, longer than 20 octets or not minimal [S48]', () => {
    expectRefusal('SerialNumber', changed(Member.serialNumber, integer(0n)));
    expectRefusal('SerialNumber', changed(Member.serialNumber, octets('02 01 ff')), '0xff');
    expectRefusal('SerialNumber', changed(Member.serialNumber, integer(1n << 159n)));
    expectRefusal('DerInteger', changed(Member.serialNumber, octets('02 02 00 01')));
  });

  it('takes serial numbers of 1 to 20 octets with and without sign octet', () => {
    for (const serialNumber of [1n, 127n, 128n, 255n, 1n << 63n, (1n << 152n) - 1n, (1n << 159n) - 1n]) {
      expect(parseCertificate(derWith({ serialNumber })).serialNumber).to.equal(serialNumber);
    }
  });

  it('refuses a signature algorithm inside that is not the one outside [S49]', () => {
    const other = sequence(objectIdentifier('1.2.840.10045.4.3.3'));
    expectRefusal('SignatureAlgorithmMismatch', changed(Member.innerAlgorithm, other));
    expectRefusal('SignatureAlgorithm', changed(Member.outerAlgorithm, other), '1.2.840.10045.4.3.3');
  });

  it('refuses parameters of the signature algorithm, even NULL [S48]', () => {
    const withNull = sequence(objectIdentifier(Oid.ecdsaWithSha256), octets('05 00'));
    const both = replaceAt(replaceAt(base(), Member.innerAlgorithm, withNull), Member.outerAlgorithm, withNull);
    expectRefusal('SignatureAlgorithm', () => parseCertificate(both), 'NULL');
    expectRefusal('SignatureAlgorithmMismatch', changed(Member.innerAlgorithm, withNull));
  });

  it('refuses hash and curve identifiers in each other’s place [S49]', () => {
    const curve = sequence(objectIdentifier(Oid.prime256v1));
    expectRefusal('SignatureAlgorithm', changed(Member.outerAlgorithm, curve), 'prime256v1');
    const hashAsCurve = sequence(
      sequence(objectIdentifier(Oid.ecPublicKey), objectIdentifier(Oid.ecdsaWithSha256)),
      bitString(point()),
    );
    expectRefusal('UnsupportedCurve', changed(Member.publicKey, hashAsCurve), 'ecdsaWithSha256');
  });

  it('refuses names that are empty or malformed [S48]', () => {
    const attribute = (oid: string, tag: number, value: string) => sequence(objectIdentifier(oid), text(tag, value));
    const rdn = (...members: Uint8Array[]) => sequence(setOf(...members));
    const subject = (name: Uint8Array) => changed(Member.subject, name);
    expectRefusal('Name', changed(Member.issuer, sequence()), 'issuer');
    expectRefusal('Name', subject(sequence()), 'subject');
    expectRefusal('DerSet', subject(sequence(octets('31 00'))));
    expectRefusal('DerStructure', subject(rdn(sequence(objectIdentifier(Oid.commonName)))));
    expectRefusal(
      'DerStructure',
      subject(rdn(sequence(objectIdentifier(Oid.commonName), text(Tag.Utf8String, 'a'), octets('05 00')))),
    );
    expectRefusal('DerString', subject(rdn(attribute(Oid.commonName, Tag.Utf8String, ''))), 'empty');
    expectRefusal('DerString', subject(rdn(attribute(Oid.countryName, Tag.Utf8String, 'CH'))), 'PrintableString');
    expectRefusal('DerString', subject(rdn(attribute(Oid.serialNumber, Tag.Utf8String, '1'))));
    expectRefusal('DerString', subject(rdn(attribute(Oid.commonName, Tag.Ia5String, 'x'))));
    expectRefusal('DerString', subject(rdn(attribute(Oid.emailAddress, Tag.Utf8String, 'x'))));
    expectRefusal('DerString', subject(rdn(sequence(objectIdentifier('2.5.4.99'), octets('02 01 01')))), 'a string');
    expectRefusal(
      'Name',
      subject(rdn(attribute(Oid.commonName, Tag.Utf8String, 'a'), attribute(Oid.commonName, Tag.Utf8String, 'b'))),
    );
    expectRefusal('DerStructure', subject(text(Tag.Utf8String, 'name')));
  });

  it('shows names without letting them rewrite the terminal', () => {
    const name = (value: string) =>
      sequence(setOf(sequence(objectIdentifier(Oid.commonName), text(Tag.Utf8String, value))));
    const shown = (value: string) => parseCertificate(derWith({ subject: name(value) })).subject.text;
    expect(shown('a, O=b')).to.equal('CN=a\\, O=b');
    expect(shown('\u001b[2J\u202e')).to.equal('CN=\\1b[2J\\e2\\80\\ae');
  });

  it('refuses a validity that ends before it begins, and times of other types', () => {
    expectRefusal('Validity', () => parseCertificate(derWith({ notBefore: 2_000_000_000n, notAfter: 1_999_999_999n })));
    expectRefusal('DerTime', changed(Member.notAfter, text(Tag.Utf8String, '490101000000Z')));
    expect(parseCertificate(derWith({ notBefore: 5n, notAfter: 5n })).notAfter).to.equal(5n);
  });

  it('reads the years 7492 and 9999 [S13]', () => {
    expect(parseCertificate(derWith({ notAfter: 174_283_972_743n })).notAfter).to.equal(174_283_972_743n);
    expect(parseCertificate(derWith({ notAfter: 253_402_300_799n })).notAfter).to.equal(253_402_300_799n);
  });

  it('refuses unique identifiers', () => {
    for (const tag of [0x81, 0x82]) {
      const withIdentifier = replaceAt(base(), Member.publicKey, (node) =>
        Buffer.concat([node.bytes, tlv(tag, octets('00 01'))]),
      );
      expectRefusal('UniqueIdentifier', () => parseCertificate(withIdentifier));
    }
  });

  it('refuses a certificate without extensions, with two lists or with octets after them [S48]', () => {
    expectRefusal('DerStructure', changed([0, 7], new Uint8Array()));
    expectRefusal(
      'DerStructure',
      changed([0, 7], explicit(3, nodeAt(base(), Member.extensions).bytes, sequence(keyUsage(0)))),
    );
    expectRefusal('DerStructure', changed([0, 7], explicit(3, sequence())));
    expectRefusal('DerStructure', changed(Member.outerAlgorithm, new Uint8Array()));
    expectRefusal('DerStructure', () =>
      parseCertificate(replaceAt(base(), [2], (node) => Buffer.concat([node.bytes, octets('05 00')]))),
    );
    expectRefusal('DerTrailingBytes', () => parseCertificate(Buffer.concat([base(), octets('00')])));
  });

  describe('public key', () => {
    const spki = (info: Uint8Array) => changed(Member.publicKey, info);

    it('tells brainpoolP256r1 apart with a message of its own [S49]', () => {
      expectRefusal(
        'BrainpoolCurve',
        spki(subjectPublicKeyInfo(BRAINPOOL_GENERATOR, Oid.brainpoolP256r1)),
        'brainpoolP256r1',
      );
    });

    it('refuses a brainpool point that is called P-256, and a P-256 point that is called brainpool [S49]', () => {
      expectRefusal('PublicKey', spki(subjectPublicKeyInfo(BRAINPOOL_GENERATOR)), 'not a point');
      expectRefusal('BrainpoolCurve', spki(subjectPublicKeyInfo(point(), Oid.brainpoolP256r1)));
    });

    it('refuses other curves and algorithms by name [S49]', () => {
      expectRefusal('UnsupportedCurve', spki(subjectPublicKeyInfo(point(), '1.3.132.0.10')), '1.3.132.0.10');
      expectRefusal('UnsupportedCurve', spki(subjectPublicKeyInfo(point(), Oid.frp256v1)), 'frp256v1');
      const rsa = sequence(
        sequence(objectIdentifier(Oid.rsaEncryption), octets('05 00')),
        bitString(octets('30 06 02 01 03 02 01 03')),
      );
      expectRefusal('PublicKeyAlgorithm', spki(rsa), 'rsaEncryption');
    });

    it('refuses implicit and explicit curve parameters', () => {
      const parameters = (p: Uint8Array) =>
        sequence(sequence(objectIdentifier(Oid.ecPublicKey), p), bitString(point()));
      expectRefusal('DerStructure', spki(parameters(octets('05 00'))));
      expectRefusal('DerStructure', spki(parameters(sequence(integer(1n)))));
      expectRefusal(
        'DerStructure',
        spki(parameters(Buffer.concat([objectIdentifier(Oid.prime256v1), octets('05 00')]))),
      );
    });

    it('refuses compressed and hybrid points, other lengths, the identity and unused bits', () => {
      const compressed = p256.Point.fromBytes(point()).toBytes(true);
      const hybrid = Uint8Array.from(point());
      hybrid[0] = 6;
      for (const bad of [
        compressed,
        hybrid,
        point().subarray(0, 64),
        Buffer.concat([point(), octets('00')]),
        octets('00'),
        new Uint8Array(),
      ]) {
        expectRefusal('PublicKey', spki(subjectPublicKeyInfo(bad)));
      }
      const oddBits = sequence(
        sequence(objectIdentifier(Oid.ecPublicKey), objectIdentifier(Oid.prime256v1)),
        bitString(octets('04 80'), 1),
      );
      expectRefusal('PublicKey', spki(oddBits), 'unused bits');
    });

    it('refuses points off the curve and coordinates that are not reduced [S12]', () => {
      const offCurve = Uint8Array.from(point());
      offCurve[64] = (offCurve[64] ?? 0) ^ 1;
      expectRefusal('PublicKey', spki(subjectPublicKeyInfo(offCurve)));
      // x = 5 is on the curve; so would x + p be for a reader that reduces.
      const prime = p256.Point.Fp.ORDER;
      const y = p256.Point.fromHex('020000000000000000000000000000000000000000000000000000000000000005').toAffine().y;
      const hex = (value: bigint) => value.toString(16).padStart(64, '0');
      expect(
        parseCertificate(derWith({ subjectPublicKeyInfo: subjectPublicKeyInfo(octets(`04${hex(5n)}${hex(y)}`)) }))
          .publicKey.x,
      ).to.equal(5n);
      expectRefusal('PublicKey', spki(subjectPublicKeyInfo(octets(`04${hex(5n + prime)}${hex(y)}`))));
    });
  });

  describe('signature value', () => {
    const order = p256.Point.Fn.ORDER;
    const signature = (...members: Uint8Array[]) => changed(Member.signature, bitString(sequence(...members)));

    it('refuses r or s of 0, of the order and above, and negative ones [S12]', () => {
      for (const bad of [0n, order, order + 1n]) {
        expectRefusal('SignatureValue', signature(integer(bad), integer(1n)), 'r');
        expectRefusal('SignatureValue', signature(integer(1n), integer(bad)), 's');
      }
      expectRefusal('DerInteger', signature(octets('02 01 80'), integer(1n)), 'negative');
      expectRefusal('DerInteger', signature(octets('02 02 00 01'), integer(1n)));
    });

    it('refuses a third member, a missing one, octets after the end and unused bits [S48]', () => {
      expectRefusal('DerStructure', signature(integer(1n), integer(1n), integer(1n)));
      expectRefusal('DerStructure', signature(integer(1n)));
      expectRefusal('DerTrailingBytes', changed(Member.signature, bitString(octets('30 06 02 01 01 02 01 01 00'))));
      expectRefusal(
        'SignatureValue',
        changed(Member.signature, octets('03 09 01 30 06 02 01 01 02 01 02')),
        'unused bits',
      );
      expectRefusal('DerTruncated', changed(Member.signature, bitString(new Uint8Array())));
    });

    it('accepts high and low s alike [S12]', () => {
      const { certificate } = pki().dpAuth;
      const { r, s } = certificate.signature;
      const twin = parseCertificate(
        replaceAt(base(), Member.signature, bitString(sequence(integer(r), integer(order - s)))),
      );
      expect(isSignedBy(certificate, pki().ci.certificate)).to.equal(true);
      expect(isSignedBy(twin, pki().ci.certificate)).to.equal(true);
    });
  });

  describe('on the GSMA test certificates (SGP.26)', () => {
    interface Expected {
      readonly role: string;
      readonly subject: string;
      readonly serialNumber: bigint;
      readonly notBefore: string;
      readonly notAfter: number | string;
    }
    const expected: Record<string, Expected> = {
      CI_ECDSA_NIST: {
        role: 'Ci',
        subject: 'CN=Test CI, OU=TESTCERT, O=RSPTEST, C=IT',
        serialNumber: 0xb874f3abfa6c44d3n,
        notBefore: '2020-04-01T08:27:51Z',
        notAfter: '2055-04-01T08:27:51Z',
      },
      EUM_ECDSA_NIST: {
        role: 'Eum',
        subject: 'C=ES, O=RSP Test EUM, CN=EUM Test',
        serialNumber: 0x12345678n,
        notBefore: '2020-04-01T09:28:37Z',
        notAfter: '2054-03-24T09:28:37Z',
      },
      EUICC_ECDSA_NIST: {
        role: 'Euicc',
        subject: 'C=DE, O=RSP Test EUM, serialNumber=89049032123451234512345678901235, CN=Test eUICC',
        serialNumber: 0x020000000000000001n,
        notBefore: '2017-01-09T14:39:03Z',
        notAfter: '7492-11-02T14:39:03Z',
      },
      S_SM_DPauth_ECDSA_NIST: {
        role: 'DpAuth',
        subject: 'O=ACME, CN=TEST SM-DP\\+',
        serialNumber: 256n,
        notBefore: '2020-04-01T08:31:30Z',
        notAfter: '2030-03-30T08:31:30Z',
      },
      S_SM_DPpb_ECDSA_NIST: {
        role: 'DpPb',
        subject: 'O=ACME, CN=TEST SM-DP\\+',
        serialNumber: 257n,
        notBefore: '2020-04-01T08:34:45Z',
        notAfter: '2030-03-30T08:34:45Z',
      },
      S_SM_DP_TLS_NIST: {
        role: 'DpTls',
        subject: 'O=ACME, CN=testsmdpplus1.example.com',
        serialNumber: 9n,
        notBefore: '2025-06-30T13:14:38Z',
        notAfter: '2026-08-02T13:14:38Z',
      },
    };

    for (const [name, fields] of Object.entries(expected)) {
      it(`reads CERT_${name}`, function () {
        const folder = requireVectors(this, 'sgp26');
        const certificate = parseCertificate(readFileSync(path.join(folder, `CERT_${name}.der`)));
        const keys = readJson(path.join(folder, 'keys.json')) as Record<string, { x: string; y: string }>;
        expect(certificate.role).to.equal(fields.role);
        expect(certificate.subject.text).to.equal(fields.subject);
        expect(certificate.serialNumber).to.equal(fields.serialNumber);
        expect(certificate.notBefore).to.equal(BigInt(Date.parse(fields.notBefore)) / 1000n);
        expect(certificate.notAfter).to.equal(BigInt(Date.parse(String(fields.notAfter))) / 1000n);
        expect(certificate.publicKey.x).to.equal(BigInt(`0x${keys[name]!.x}`));
        expect(certificate.publicKey.y).to.equal(BigInt(`0x${keys[name]!.y}`));
      });
    }

    it('reads what their extensions say', function () {
      const folder = requireVectors(this, 'sgp26');
      const read = (name: string) => parseCertificate(readFileSync(path.join(folder, `CERT_${name}_NIST.der`)));
      const [ci, eum, euicc, tls] = [read('CI_ECDSA'), read('EUM_ECDSA'), read('EUICC_ECDSA'), read('S_SM_DP_TLS')];
      expect([ci.isCa, ci.pathLength, ci.keyUsage.keyCertSign, ci.keyUsage.cRLSign]).to.deep.equal([
        true,
        undefined,
        true,
        true,
      ]);
      expect([eum.isCa, eum.pathLength, eum.keyUsage.cRLSign]).to.deep.equal([true, 0, false]);
      expect(eum.nameConstraints?.prefixes).to.deep.equal(['89049032']);
      expect(eum.nameConstraints?.organization).to.deep.equal(Uint8Array.from(Buffer.from('RSP Test EUM')));
      expect(euicc.eid).to.equal('89049032123451234512345678901235');
      expect(euicc.organization).to.deep.equal(eum.nameConstraints?.organization);
      expect(tls.dnsNames).to.deep.equal(['testsmdpplus1.example.com']);
      expect(tls.registeredId).to.deep.equal(octets('88 37 0a'));
      expect(tls.crlDistributionPoints).to.deep.equal([
        'http://ci.test.example.com/CRL-A.crl',
        'http://ci.test.example.com/CRL-B.crl',
      ]);
      expect(euicc.authorityKeyIdentifier).to.deep.equal(eum.subjectKeyIdentifier);
    });
  });
});
