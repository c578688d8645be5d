import { expect } from 'chai';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { Tag } from '../../src/pki/der/tag.ts';
import {
  bitString,
  booleanTrue,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  text,
  tlv,
} from '../../src/pki/der/writer.ts';
import type { PkiErrorCode } from '../../src/pki/error.ts';
import {
  certificatePolicy,
  extendedKeyUsage,
  extension,
  keyUsage,
  nameConstraints,
  subjectAltName,
} from '../../src/pki/mint/extension.ts';
import { name, type Attribute } from '../../src/pki/mint/name.ts';
import { EUM_ORGANIZATION, EUM_PREFIX, eidOf } from '../../src/pki/mint/pki.ts';
import {
  ciProfile,
  eumProfile,
  euiccProfile,
  serverProfile,
  subCiProfile,
  tlsProfile,
  type MintProfile,
} from '../../src/pki/mint/profile.ts';
import { Oid } from '../../src/pki/oid.ts';
import { policyOfRole, ROLES } from '../../src/pki/role.ts';
import { derWith, extensionsOf, parseWithExtensions, pki } from './support/fixture.ts';
import { expectRefusal, octets } from './support/refusal.ts';

const server = serverProfile('DpAuth');
const eum = eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]);

/** Parses a certificate of `profile` in which the extension `oid` is replaced by others. */
const parseReplacing = (profile: MintProfile, oid: string, ...replacement: readonly Uint8Array[]) => {
  const header = Buffer.from(objectIdentifier(oid));
  const extensions = extensionsOf(profile).filter((original) => !Buffer.from(original).includes(header));
  return parseCertificate(derWith({ extensions: [...extensions, ...replacement] }, profile));
};
const refusing = (code: PkiErrorCode, profile: MintProfile, oid: string, ...replacement: readonly Uint8Array[]) =>
  expectRefusal(code, () => parseReplacing(profile, oid, ...replacement));

describe('profile of SGP.22 4.5.2.1', () => {
  it('reads the role of every certificate from its policy', () => {
    expect(pki().all.map(({ certificate }) => certificate.role)).to.include.members([...ROLES]);
    for (const { certificate } of pki().all) expect(certificate.policyOid).to.equal(policyOfRole(certificate.role));
  });

  describe('extensions', () => {
    it('refuses one that occurs twice, also with another value [S48]', () => {
      expectRefusal('DuplicateExtension', () => parseWithExtensions(server, keyUsage(0, 1)), 'keyUsage');
      const unknown = extension('1.2.3.4', octetString(octets('00')));
      expectRefusal('DuplicateExtension', () => parseWithExtensions(server, unknown, unknown));
    });

    it('refuses an unknown critical one and passes over an unknown one that is not [S48]', () => {
      expectRefusal(
        'UnknownCriticalExtension',
        () => parseWithExtensions(server, extension('1.2.3.4', octets('05 00'), true)),
        '1.2.3.4',
      );
      expect(parseWithExtensions(server, extension('1.2.3.4', octets('ff ff'))).role).to.equal('DpAuth');
      expectRefusal('UnknownCriticalExtension', () =>
        parseWithExtensions(server, extension('2.5.29.36', sequence(), true)),
      );
    });

    it('refuses critical FALSE written out and critical 01 [S48]', () => {
      const withCritical = (flag: string) =>
        sequence(objectIdentifier('1.2.3.4'), octets(flag), octetString(octets('05 00')));
      expectRefusal('DerBoolean', () => parseWithExtensions(server, withCritical('01 01 00')), 'left out');
      expectRefusal('DerBoolean', () => parseWithExtensions(server, withCritical('01 01 01')));
    });

    it('refuses octets after the value of a known one, naming it [S48]', () => {
      const value = Buffer.concat([octets('03 02 07 80'), octets('00')]);
      expectRefusal(
        'DerTrailingBytes',
        () => parseReplacing(server, Oid.keyUsage, extension(Oid.keyUsage, value, true)),
        'keyUsage',
      );
    });

    it('refuses a member too many or too few [S48]', () => {
      expectRefusal('DerStructure', () => parseWithExtensions(server, sequence(objectIdentifier('1.2.3.4'))));
      const tooMany = sequence(objectIdentifier('1.2.3.4'), octetString(octets('00')), octets('05 00'));
      expectRefusal('DerStructure', () => parseWithExtensions(server, tooMany));
    });
  });

  describe('certificatePolicies', () => {
    const policies = (...members: Uint8Array[]) => extension(Oid.certificatePolicies, sequence(...members), true);
    const policy = (oid: string, ...rest: Uint8Array[]) => sequence(objectIdentifier(oid), ...rest);

    it('must be there, with one policy and no qualifiers', () => {
      refusing('CertificatePolicy', server, Oid.certificatePolicies);
      refusing(
        'CertificatePolicy',
        server,
        Oid.certificatePolicies,
        policies(policy(policyOfRole('DpAuth')), policy('2.5.29.32.0')),
      );
      refusing(
        'CertificatePolicy',
        server,
        Oid.certificatePolicies,
        policies(policy(policyOfRole('DpAuth'), sequence(policy('1.2.3')))),
      );
      refusing('DerStructure', server, Oid.certificatePolicies, policies());
    });

    it('may be critical or not, as the TLS certificates of SGP.26 show', () => {
      expect(parseReplacing(server, Oid.certificatePolicies, certificatePolicy('DpAuth', false)).role).to.equal(
        'DpAuth',
      );
    });

    it('must name a role of SGP.22 version 2 [S15]', () => {
      for (const oid of [
        '2.5.29.32.0',
        '2.23.146.1.2.1',
        '2.23.146.1.2.1.8',
        '2.23.146.1.2.2.1',
        '2.23.146.1.2.1.0.0.0',
        '2.23.146.1.2.1.44',
      ]) {
        refusing('Role', server, Oid.certificatePolicies, policies(policy(oid)));
      }
      expectRefusal(
        'Role',
        () => parseReplacing(server, Oid.certificatePolicies, policies(policy('2.23.146.1.2.1.0.0.1.1'))),
        'version 3',
      );
    });
  });

  describe('keyUsage', () => {
    const usage = (hex: string) => extension(Oid.keyUsage, octets(hex), true);

    it('must be there and allow what the role does [S15]', () => {
      refusing('KeyUsage', server, Oid.keyUsage);
      refusing('KeyUsage', server, Oid.keyUsage, keyUsage(4));
      refusing('KeyUsage', eum, Oid.keyUsage, keyUsage(0, 6));
      refusing('KeyUsage', ciProfile, Oid.keyUsage, keyUsage(6));
    });

    it('must not let a server or eUICC sign certificates [S15]', () => {
      refusing('KeyUsage', server, Oid.keyUsage, keyUsage(0, 5));
      refusing('KeyUsage', euiccProfile(EUM_ORGANIZATION, eidOf(EUM_PREFIX, 1)), Oid.keyUsage, keyUsage(0, 5));
    });

    it('must have a bit, no trailing zero bits and no undefined ones [S48]', () => {
      refusing('KeyUsage', server, Oid.keyUsage, usage('03 01 00'));
      refusing('DerBitString', server, Oid.keyUsage, usage('03 02 06 80'));
      refusing('DerBitString', server, Oid.keyUsage, usage('03 02 00 80'));
      refusing('Extension', server, Oid.keyUsage, usage('03 03 06 80 40'));
      refusing('DerStructure', server, Oid.keyUsage, usage('04 01 80'));
    });

    it('reads all nine bits', () => {
      const { keyUsage: read } = parseReplacing(server, Oid.keyUsage, usage('03 03 07 80 80'));
      expect(read).to.deep.equal({ digitalSignature: true, keyCertSign: false, cRLSign: false, bits: 0b1_0000_0001 });
    });
  });

  describe('basicConstraints', () => {
    const basic = (critical: boolean, ...members: Uint8Array[]) =>
      extension(Oid.basicConstraints, sequence(...members), critical);

    it('must make CAs of CIs, sub-CIs and EUMs, critically [S15]', () => {
      for (const profile of [ciProfile, subCiProfile(0), eum]) {
        refusing('BasicConstraints', profile, Oid.basicConstraints);
        refusing('BasicConstraints', profile, Oid.basicConstraints, basic(true));
        refusing('BasicConstraints', profile, Oid.basicConstraints, basic(false, booleanTrue()));
      }
    });

    it('must make no CA of a server [S15]', () => {
      refusing('BasicConstraints', server, Oid.basicConstraints, basic(true, booleanTrue()));
      expect(parseReplacing(server, Oid.basicConstraints, basic(false)).isCa).to.equal(false);
    });

    it('refuses cA FALSE written out, a path length without cA, negative, endless or doubled ones [S48]', () => {
      refusing('DerBoolean', server, Oid.basicConstraints, basic(false, octets('01 01 00')));
      refusing('BasicConstraints', server, Oid.basicConstraints, basic(false, integer(0n)));
      refusing('DerInteger', eum, Oid.basicConstraints, basic(true, booleanTrue(), octets('02 01 ff')));
      refusing('BasicConstraints', eum, Oid.basicConstraints, basic(true, booleanTrue(), integer(128n)));
      refusing('DerStructure', eum, Oid.basicConstraints, basic(true, booleanTrue(), integer(0n), integer(0n)));
    });
  });

  describe('extKeyUsage', () => {
    it('of a TLS certificate must have serverAuth', () => {
      refusing('ExtendedKeyUsage', tlsProfile('DpTls'), Oid.extKeyUsage, extendedKeyUsage(Oid.clientAuth));
      expect(parseReplacing(tlsProfile('DsTls'), Oid.extKeyUsage).role).to.equal('DsTls');
    });

    it('must not limit a signing key to other purposes', () => {
      refusing('ExtendedKeyUsage', server, Oid.extKeyUsage, extendedKeyUsage(Oid.serverAuth));
      const notCritical = extension(Oid.extKeyUsage, sequence(objectIdentifier(Oid.serverAuth)));
      expect(parseReplacing(server, Oid.extKeyUsage, notCritical).role).to.equal('DpAuth');
      refusing('DerStructure', tlsProfile('DpTls'), Oid.extKeyUsage, extension(Oid.extKeyUsage, sequence(), true));
    });
  });

  describe('subjectAltName', () => {
    const names = (...members: Uint8Array[]) => extension(Oid.subjectAltName, sequence(...members));
    const rid = tlv(0x88, octets('88 37 0a'));

    it('must hold one registeredID in signing certificates of servers', () => {
      for (const role of ['DpAuth', 'DpPb', 'DsAuth'] as const) {
        refusing('RegisteredId', serverProfile(role), Oid.subjectAltName);
        refusing('RegisteredId', serverProfile(role), Oid.subjectAltName, subjectAltName(undefined, 'dp.example.com'));
      }
      refusing('RegisteredId', server, Oid.subjectAltName, names(rid, rid));
      expect(
        parseReplacing(tlsProfile('DpTls'), Oid.subjectAltName, subjectAltName(undefined, 'a.example')).registeredId,
      ).to.equal(undefined);
    });

    it('refuses a registeredID that is malformed or longer than 31 octets', () => {
      refusing('DerObjectIdentifier', server, Oid.subjectAltName, names(tlv(0x88, octets('88'))));
      refusing('DerObjectIdentifier', server, Oid.subjectAltName, names(tlv(0x88)));
      refusing('RegisteredId', server, Oid.subjectAltName, names(tlv(0x88, new Uint8Array(32).fill(1))));
      expect(
        parseReplacing(server, Oid.subjectAltName, names(tlv(0x88, new Uint8Array(31).fill(1)))).registeredId,
      ).to.have.length(31);
    });

    it('refuses names that are no GeneralName [S48]', () => {
      refusing('DerStructure', server, Oid.subjectAltName, names());
      refusing('DerStructure', server, Oid.subjectAltName, names(rid, text(Tag.Utf8String, 'a')));
      refusing('DerStructure', server, Oid.subjectAltName, names(rid, tlv(0x89, octets('00'))));
      refusing('DerString', server, Oid.subjectAltName, names(rid, tlv(0x82, octets('c3 9c'))));
      refusing('DerString', server, Oid.subjectAltName, names(rid, tlv(0x82)));
      refusing('DerStructure', server, Oid.subjectAltName, names(rid, tlv(0x87, octets('7f 00 00'))));
      refusing('DerStructure', server, Oid.subjectAltName, names(rid, tlv(0xa4)));
      refusing('Name', server, Oid.subjectAltName, names(rid, tlv(0xa4, sequence())));
      expect(
        parseReplacing(
          server,
          Oid.subjectAltName,
          names(tlv(0x87, octets('7f 00 00 01')), rid, tlv(0xa4, name(['CN', 'x']))),
        ).registeredId,
      ).to.have.length(3);
    });
  });

  describe('nameConstraints', () => {
    const subtree = (directoryName: Uint8Array, ...rest: Uint8Array[]) => sequence(tlv(0xa4, directoryName), ...rest);
    const permitted = (...subtrees: Uint8Array[]) =>
      extension(Oid.nameConstraints, sequence(tlv(0xa0, ...subtrees)), true);
    const good = name(['O', 'ACME'], ['serialNumber', '89']);

    it('must be in every EUM certificate and in no other [S16]', () => {
      refusing('NameConstraints', eum, Oid.nameConstraints);
      for (const profile of [ciProfile, subCiProfile(0), server]) {
        expectRefusal('NameConstraints', () => parseWithExtensions(profile, nameConstraints('ACME', '89')));
      }
    });

    it('takes one to four prefixes of one organization, in order [S16]', () => {
      const prefixes = ['89', '8904', '1', '9'.repeat(32)];
      expect(
        parseReplacing(eum, Oid.nameConstraints, nameConstraints('ACME', ...prefixes)).nameConstraints?.prefixes,
      ).to.deep.equal(prefixes);
      refusing('NameConstraints', eum, Oid.nameConstraints, nameConstraints('ACME', ...prefixes, '5'));
      refusing('DerStructure', eum, Oid.nameConstraints, permitted());
      const other = name(['O', 'Other'], ['serialNumber', '89']);
      refusing('NameConstraints', eum, Oid.nameConstraints, permitted(subtree(good), subtree(other)));
    });

    it('refuses subtrees that constrain more or less than organization and EID [S16]', () => {
      for (const wrong of [
        name(['O', 'ACME']),
        name(['serialNumber', '89']),
        name(['O', 'ACME'], ['O', 'ACME'], ['serialNumber', '89']),
        name(['O', 'ACME'], ['serialNumber', '89'], ['serialNumber', '90']),
        name(['O', 'ACME'], ['serialNumber', '89'], ['CN', 'x']),
        name(['O', 'ACME'], ['serialNumber', '8x']),
        name(['O', 'ACME'], ['serialNumber', '9'.repeat(33)]),
        name(['O', 'A'.repeat(65)], ['serialNumber', '89']),
      ]) {
        refusing('NameConstraints', eum, Oid.nameConstraints, permitted(subtree(wrong)));
      }
    });

    it('refuses excluded subtrees, minimum, maximum and other kinds of name', () => {
      const excluded = extension(
        Oid.nameConstraints,
        sequence(tlv(0xa0, subtree(good)), tlv(0xa1, subtree(good))),
        true,
      );
      refusing('NameConstraints', eum, Oid.nameConstraints, excluded);
      refusing(
        'DerStructure',
        eum,
        Oid.nameConstraints,
        extension(Oid.nameConstraints, sequence(tlv(0xa1, subtree(good))), true),
      );
      refusing('NameConstraints', eum, Oid.nameConstraints, permitted(subtree(good, tlv(0x80, octets('00')))));
      refusing('NameConstraints', eum, Oid.nameConstraints, permitted(subtree(good, tlv(0x81, octets('00')))));
      refusing('DerStructure', eum, Oid.nameConstraints, permitted(sequence(tlv(0x82, octets('61')))));
      refusing('NameConstraints', eum, Oid.nameConstraints, permitted(sequence(tlv(0xa4, good, good))));
    });
  });

  describe('subject of an eUICC', () => {
    const eid = eidOf(EUM_PREFIX, 7);
    const euicc =
      (...attributes: readonly Attribute[]) =>
      () =>
        parseCertificate(derWith({ subject: name(...attributes) }, euiccProfile(EUM_ORGANIZATION, eid), pki().eum));

    it('must have one EID of 32 digits with right check digits', () => {
      expect(euicc(['O', 'x'], ['serialNumber', eid])().eid).to.equal(eid);
      for (const digits of [
        eid.slice(1),
        `${eid}1`,
        `${eid.slice(0, 31)}A`,
        `${eid.slice(0, 31)}${(Number(eid[31]) + 1) % 10}`,
      ]) {
        expectRefusal('Eid', euicc(['O', 'x'], ['serialNumber', digits]), digits);
      }
      expectRefusal('Eid', euicc(['O', 'x']));
      expectRefusal('Eid', euicc(['O', 'x'], ['serialNumber', eid], ['serialNumber', eid]));
    });

    it('refuses every EID that differs in one digit', () => {
      for (let i = 0; i < 32; i++) {
        for (let add = 1; add < 10; add++) {
          const digits = eid.slice(0, i) + String((Number(eid[i]) + add) % 10) + eid.slice(i + 1);
          expectRefusal('Eid', euicc(['O', 'x'], ['serialNumber', digits]));
        }
      }
    });

    it('must have one organizationName of at most 64 octets', () => {
      expectRefusal('Name', euicc(['serialNumber', eid]), 'organizationName');
      expectRefusal('Name', euicc(['O', 'x'], ['O', 'x'], ['serialNumber', eid]));
      expectRefusal('Name', euicc(['O', 'x'.repeat(65)], ['serialNumber', eid]), '65');
      expect(euicc(['O', 'x'.repeat(64)], ['serialNumber', eid])().organization).to.have.length(64);
    });

    it('reads them out of a relative distinguished name of several attributes', () => {
      const subject = sequence(
        setOf(
          sequence(objectIdentifier(Oid.organizationName), text(Tag.Utf8String, 'x')),
          sequence(objectIdentifier(Oid.serialNumber), text(Tag.PrintableString, eid)),
        ),
      );
      expect(parseCertificate(derWith({ subject }, euiccProfile(EUM_ORGANIZATION, eid), pki().eum)).eid).to.equal(eid);
    });
  });

  describe('key identifiers and distribution points', () => {
    it('are optional', () => {
      const bare = parseReplacing(server, Oid.subjectKeyIdentifier);
      expect(bare.subjectKeyIdentifier).to.equal(undefined);
      expect(parseReplacing(server, Oid.cRLDistributionPoints).crlDistributionPoints).to.deep.equal([]);
      const emptyAuthority = extension(Oid.authorityKeyIdentifier, sequence());
      expect(parseReplacing(server, Oid.authorityKeyIdentifier, emptyAuthority).authorityKeyIdentifier).to.equal(
        undefined,
      );
    });

    it('refuses key identifiers that are empty or half of issuer and serial number', () => {
      refusing(
        'Extension',
        server,
        Oid.subjectKeyIdentifier,
        extension(Oid.subjectKeyIdentifier, octetString(new Uint8Array())),
      );
      const authority = (...members: Uint8Array[]) => extension(Oid.authorityKeyIdentifier, sequence(...members));
      refusing('Extension', server, Oid.authorityKeyIdentifier, authority(tlv(0x80)));
      refusing('Extension', server, Oid.authorityKeyIdentifier, authority(tlv(0x82, octets('01'))));
      refusing('Extension', server, Oid.authorityKeyIdentifier, authority(tlv(0xa1, tlv(0xa4, name(['CN', 'x'])))));
      refusing(
        'DerInteger',
        server,
        Oid.authorityKeyIdentifier,
        authority(tlv(0xa1, tlv(0xa4, name(['CN', 'x']))), tlv(0x82, octets('00 01'))),
      );
      const whole = authority(
        tlv(0x80, octets('aa')),
        tlv(0xa1, tlv(0xa4, name(['CN', 'x']))),
        tlv(0x82, octets('01')),
      );
      expect(parseReplacing(server, Oid.authorityKeyIdentifier, whole).authorityKeyIdentifier).to.deep.equal(
        octets('aa'),
      );
    });

    it('refuses distribution points of partitioned and indirect CRLs', () => {
      const point = explicit(0, tlv(0xa0, tlv(0x86, octets('61'))));
      const points = (...members: Uint8Array[]) => extension(Oid.cRLDistributionPoints, sequence(...members));
      refusing('Extension', server, Oid.cRLDistributionPoints, points(sequence(point, tlv(0x81, octets('01 02')))));
      refusing(
        'Extension',
        server,
        Oid.cRLDistributionPoints,
        points(sequence(point, tlv(0xa2, tlv(0xa4, name(['CN', 'x']))))),
      );
      refusing('DerStructure', server, Oid.cRLDistributionPoints, points(sequence()));
      refusing('DerStructure', server, Oid.cRLDistributionPoints, points());
      refusing(
        'DerStructure',
        server,
        Oid.cRLDistributionPoints,
        points(sequence(explicit(0, bitString(octets('00'))))),
      );
      expect(
        parseReplacing(server, Oid.cRLDistributionPoints, points(sequence(point))).crlDistributionPoints,
      ).to.deep.equal(['a']);
    });
  });
});
