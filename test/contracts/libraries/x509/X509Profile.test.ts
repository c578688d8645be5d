import { expect } from 'chai';
import { Tag, contextConstructed, contextPrimitive } from '../../../../src/pki/der/tag.ts';
import {
  bitString,
  booleanTrue,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  text,
  tlv,
} from '../../../../src/pki/der/writer.ts';
import { BRAINPOOL_GENERATOR } from '../../../../src/pki/mint/brainpool.ts';
import {
  basicConstraints,
  certificatePolicy,
  extendedKeyUsage,
  extension,
  keyUsage,
  nameConstraints,
  subjectAltName,
} from '../../../../src/pki/mint/extension.ts';
import { subjectPublicKeyInfo } from '../../../../src/pki/mint/key.ts';
import { name } from '../../../../src/pki/mint/name.ts';
import { EUM_ORGANIZATION, EUM_PREFIX } from '../../../../src/pki/mint/pki.ts';
import {
  eumProfile,
  serverProfile,
  subCiProfile,
  tlsProfile,
  type MintProfile,
} from '../../../../src/pki/mint/profile.ts';
import { Oid } from '../../../../src/pki/oid.ts';
import { isCaRole, type RoleName } from '../../../../src/pki/role.ts';
import { GeneralNameTag } from '../../../../src/pki/x509/generalName.ts';
import { Role } from '../../../../src/zk/values.ts';
import { derWith, pki } from '../../../pki/support/fixture.ts';
import { Member } from '../../../pki/support/surgery.ts';
import { extensionAt, positionOf, reading, withReplaced } from '../../support/reading.ts';

const eum = eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]);
const PROFILES: readonly MintProfile[] = [
  subCiProfile(1),
  eum,
  serverProfile('DpAuth'),
  serverProfile('DpPb'),
  serverProfile('DsAuth'),
  tlsProfile('DpTls'),
  tlsProfile('DsTls'),
];
const [DIGITAL_SIGNATURE, KEY_CERT_SIGN, CRL_SIGN] = [0, 5, 6];
const critical = (oid: string, value: Uint8Array): Uint8Array => extension(oid, value, true);
const alternatives = (...names: Uint8Array[]): Uint8Array => extension(Oid.subjectAltName, sequence(...names));
const rid = tlv(GeneralNameTag.registeredID, Uint8Array.of(0x88, 0x37, 10));

describe('X509Key', () => {
  it('takes an uncompressed key on P-256 and nothing else [S12] [S49]', async () => {
    const { transparent, read } = await reading();
    const point = pki().authority.keyPair('derWith').point;
    const compressed = Uint8Array.from([2, ...point.subarray(1, 33)]);
    const refused = [
      subjectPublicKeyInfo(BRAINPOOL_GENERATOR, Oid.brainpoolP256r1),
      subjectPublicKeyInfo(compressed),
      sequence(
        sequence(objectIdentifier(Oid.ecPublicKey), objectIdentifier(Oid.prime256v1)),
        bitString(point.subarray(0, 64)),
      ),
      sequence(sequence(objectIdentifier(Oid.rsaEncryption)), bitString(point)),
    ];
    for (const key of refused) {
      const der = derWith({ subjectPublicKeyInfo: key });
      await expect(read(der)).to.be.revertedWithCustomError(transparent, 'KeyKindRefused');
    }
    const der = derWith({ subjectPublicKeyInfo: refused[0]! });
    await expect(read(der))
      .to.be.revertedWithCustomError(transparent, 'KeyKindRefused')
      .withArgs(positionOf(derWith({}), Member.publicKey));
  });

  it('refuses a point off the curve, on no curve, and coordinates that are not canonical [S12]', async () => {
    const { transparent, read } = await reading();
    const prime = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
    const { x, y } = pki().ci.certificate.publicKey;
    for (const [a, b] of [
      [x, y + 1n],
      [0n, 0n],
      [prime, y],
      [5n + prime, 1n],
    ] as const) {
      const octets = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
      const key = subjectPublicKeyInfo(Buffer.concat([Uint8Array.of(4), octets(a), octets(b)]));
      await expect(read(derWith({ subjectPublicKeyInfo: key })))
        .to.be.revertedWithCustomError(transparent, 'KeyInvalid')
        .withArgs(a, b);
    }
  });
});

describe('X509Policy', () => {
  it('takes each role by its one policy [S15]', async () => {
    const { read, leafOf } = await reading();
    for (const profile of PROFILES) {
      const der = derWith({}, profile);
      expect(await read(der), profile.role).to.equal(leafOf(der));
    }
  });

  it('refuses policies that are missing, of version 3, of no role, several or qualified [S15]', async () => {
    const { transparent, read } = await reading();
    const policy = (...oids: string[]) => sequence(...oids.map((oid) => sequence(objectIdentifier(oid))));
    const refused = [
      policy(`${Oid.certificateRole}.8`),
      policy(`${Oid.certificateRole}.0.0.1.1`),
      policy(`${Oid.certificateRole}.2.1`),
      policy('2.23.146.1.2.2.4'),
      policy(),
      policy(`${Oid.certificateRole}.4`, `${Oid.certificateRole}.5`),
      sequence(sequence(objectIdentifier(`${Oid.certificateRole}.4`), sequence())),
    ];
    for (const value of refused) {
      const der = withReplaced(Oid.certificatePolicies, [critical(Oid.certificatePolicies, value)]);
      await expect(read(der))
        .to.be.revertedWithCustomError(transparent, 'PolicyRefused')
        .withArgs(extensionAt(der, Oid.certificatePolicies).value);
    }
    await expect(read(withReplaced(Oid.certificatePolicies, [])))
      .to.be.revertedWithCustomError(transparent, 'PolicyRefused')
      .withArgs(0);
  });

  it('makes another leaf of a certificate that only claims another role, so none passes for the other [S15]', async () => {
    const { read } = await reading();
    const as = (role: RoleName) => withReplaced(Oid.certificatePolicies, [certificatePolicy(role)]);
    const leaves = await Promise.all(
      (['DpAuth', 'DpPb', 'DsAuth', 'DpTls', 'DsTls'] as const).map((role) => read(as(role))),
    );
    expect(new Set(leaves).size).to.equal(5);
  });
});

describe('X509Usage', () => {
  it('refuses a key usage that is not the role’s [S15]', async () => {
    const { transparent, read } = await reading();
    for (const profile of PROFILES) {
      const wrong = isCaRole(profile.role) ? [DIGITAL_SIGNATURE, CRL_SIGN] : [KEY_CERT_SIGN, CRL_SIGN, 4];
      for (const bit of wrong) {
        const der = withReplaced(Oid.keyUsage, [keyUsage(bit)], profile);
        await expect(read(der), `${profile.role} ${bit}`)
          .to.be.revertedWithCustomError(transparent, 'KeyUsageRefused')
          .withArgs(Role[profile.role], 0x80 >> bit);
      }
    }
    await expect(read(withReplaced(Oid.keyUsage, [keyUsage(DIGITAL_SIGNATURE, KEY_CERT_SIGN)])))
      .to.be.revertedWithCustomError(transparent, 'KeyUsageRefused')
      .withArgs(Role.DpAuth, 0x84);
  });

  it('refuses a key usage that is missing, empty, of nine bits or not in DER [S48]', async () => {
    const { transparent, read } = await reading();
    const value = (...octets: number[]) => [critical(Oid.keyUsage, tlv(Tag.BitString, Uint8Array.from(octets)))];
    // No extension, no bit, no octet, trailing zero bits, unused bits that are set, nine bits, another type.
    const refused = [
      [],
      value(0, 0),
      value(0),
      value(0, 0x80),
      value(7, 0x81),
      value(7, 0x80, 0x80),
      [critical(Oid.keyUsage, octetString(Uint8Array.of(7, 0x80)))],
    ];
    for (const extensions of refused) {
      await expect(read(withReplaced(Oid.keyUsage, extensions))).to.be.revertedWithCustomError(
        transparent,
        'KeyUsageRefused',
      );
    }
  });

  it('keeps of a CA whether it signs CRLs, of nobody else', async () => {
    const { read, leafOf } = await reading();
    for (const bits of [[KEY_CERT_SIGN], [KEY_CERT_SIGN, CRL_SIGN], [DIGITAL_SIGNATURE, KEY_CERT_SIGN, CRL_SIGN]]) {
      const der = withReplaced(Oid.keyUsage, [keyUsage(...bits)], eum);
      expect(await read(der)).to.equal(leafOf(der));
    }
    const server = withReplaced(Oid.keyUsage, [keyUsage(DIGITAL_SIGNATURE, CRL_SIGN)]);
    expect(await read(server)).to.equal(await read(derWith({})));
  });

  it('refuses a CA without critical basicConstraints that say so, and others with [S15]', async () => {
    const { transparent, read } = await reading();
    const notCritical = extension(Oid.basicConstraints, sequence(booleanTrue()));
    for (const replacement of [[], [critical(Oid.basicConstraints, sequence())], [notCritical]]) {
      await expect(read(withReplaced(Oid.basicConstraints, replacement, eum)))
        .to.be.revertedWithCustomError(transparent, 'BasicConstraintsRefused')
        .withArgs(Role.Eum);
    }
    await expect(read(withReplaced(Oid.cRLDistributionPoints, [basicConstraints()])))
      .to.be.revertedWithCustomError(transparent, 'BasicConstraintsRefused')
      .withArgs(Role.DpAuth);
    const none = withReplaced(Oid.cRLDistributionPoints, [extension(Oid.basicConstraints, sequence())]);
    expect(await read(none)).to.equal(await read(derWith({})));
  });

  it('takes a path length up to 127, above 6 as 6', async () => {
    const { transparent, read, leafOf } = await reading();
    for (const pathLength of [undefined, 0, 1, 5, 6, 7, 127]) {
      const der = withReplaced(Oid.basicConstraints, [basicConstraints(pathLength)], subCiProfile(0));
      expect(await read(der), `${pathLength}`).to.equal(leafOf(der));
    }
    const refused = [
      sequence(booleanTrue(), integer(128n)),
      sequence(booleanTrue(), tlv(Tag.Integer, Uint8Array.of(0xff))),
      sequence(integer(0n)),
      sequence(tlv(Tag.Boolean, Uint8Array.of(1))),
      sequence(tlv(Tag.Boolean, Uint8Array.of(0)), integer(1n)),
      tlv(Tag.Set),
    ];
    for (const value of refused) {
      const der = withReplaced(Oid.basicConstraints, [critical(Oid.basicConstraints, value)], subCiProfile(0));
      await expect(read(der))
        .to.be.revertedWithCustomError(transparent, 'ExtensionRefused')
        .withArgs(extensionAt(der, Oid.basicConstraints).value);
    }
  });

  it('wants serverAuth of a TLS server that limits its purposes, and no critical limit of others', async () => {
    const { transparent, read, leafOf } = await reading();
    const der = withReplaced(Oid.extKeyUsage, [extendedKeyUsage(Oid.clientAuth)], tlsProfile('DpTls'));
    await expect(read(der)).to.be.revertedWithCustomError(transparent, 'ExtendedKeyUsageRefused').withArgs(Role.DpTls);
    await expect(read(withReplaced(Oid.cRLDistributionPoints, [extendedKeyUsage(Oid.serverAuth)])))
      .to.be.revertedWithCustomError(transparent, 'ExtendedKeyUsageRefused')
      .withArgs(Role.DpAuth);
    const hint = withReplaced(Oid.cRLDistributionPoints, [
      extension(Oid.extKeyUsage, sequence(objectIdentifier(Oid.clientAuth))),
    ]);
    expect(await read(hint)).to.equal(leafOf(hint));
    const empty = withReplaced(Oid.extKeyUsage, [extension(Oid.extKeyUsage, sequence())], tlsProfile('DpTls'));
    await expect(read(empty))
      .to.be.revertedWithCustomError(transparent, 'ExtensionRefused')
      .withArgs(extensionAt(empty, Oid.extKeyUsage).value);
  });
});

describe('X509GeneralNames', () => {
  it('reads every kind of name that src/pki reads, but three', async () => {
    const { transparent, read, leafOf } = await reading();
    const ia5 = (tag: number, value: string) => text(tag, value);
    const taken = [
      ia5(GeneralNameTag.rfc822Name, 'a@example.com'),
      ia5(GeneralNameTag.dNSName, 'example.com'),
      ia5(GeneralNameTag.uniformResourceIdentifier, 'http://example.com'),
      tlv(GeneralNameTag.iPAddress, new Uint8Array(4)),
      tlv(GeneralNameTag.iPAddress, new Uint8Array(16)),
      tlv(GeneralNameTag.directoryName, name(['CN', 'x'])),
    ];
    const der = withReplaced(Oid.subjectAltName, [alternatives(...taken, rid)]);
    expect(await read(der)).to.equal(leafOf(der));
    const refused = [
      tlv(GeneralNameTag.iPAddress, new Uint8Array(5)),
      tlv(GeneralNameTag.otherName, sequence()),
      tlv(GeneralNameTag.x400Address, sequence()),
      tlv(GeneralNameTag.ediPartyName, sequence()),
      tlv(contextPrimitive(9), new Uint8Array(1)),
    ];
    for (const one of refused) {
      const other = withReplaced(Oid.subjectAltName, [alternatives(rid, one)]);
      await expect(read(other))
        .to.be.revertedWithCustomError(transparent, 'GeneralNameRefused')
        .withArgs(extensionAt(other, Oid.subjectAltName).value + 2 + rid.length);
    }
    const empty = withReplaced(Oid.subjectAltName, [alternatives()]);
    await expect(read(empty)).to.be.revertedWithCustomError(transparent, 'GeneralNameRefused');
    for (const one of [ia5(GeneralNameTag.dNSName, ''), tlv(GeneralNameTag.dNSName, Uint8Array.of(0x80))]) {
      const other = withReplaced(Oid.subjectAltName, [alternatives(rid, one)]);
      await expect(read(other)).to.be.revertedWithCustomError(transparent, 'DerStringRefused');
    }
  });

  it('wants one registeredID of every server but the TLS ones, of at most 31 octets [S15]', async () => {
    const { transparent, read, leafOf } = await reading();
    const host = subjectAltName(undefined, 'dp.example.com');
    for (const role of ['DpAuth', 'DpPb', 'DsAuth'] as const) {
      for (const replacement of [[], [host], [alternatives(rid, rid)]]) {
        await expect(read(withReplaced(Oid.subjectAltName, replacement, serverProfile(role))))
          .to.be.revertedWithCustomError(transparent, 'RegisteredIdRefused')
          .withArgs(Role[role]);
      }
    }
    const longest = Uint8Array.of(...Array<number>(30).fill(0x81), 0x01);
    const arcs = (octets: number) => Uint8Array.from({ length: octets }, () => 0x01);
    for (const octets of [1, 30, 31]) {
      const der = withReplaced(Oid.subjectAltName, [alternatives(tlv(GeneralNameTag.registeredID, arcs(octets)))]);
      expect(await read(der), `${octets}`).to.equal(leafOf(der));
    }
    await expect(read(withReplaced(Oid.subjectAltName, [alternatives(tlv(GeneralNameTag.registeredID, arcs(32)))])))
      .to.be.revertedWithCustomError(transparent, 'RegisteredIdRefused')
      .withArgs(Role.DpAuth);
    await expect(
      read(withReplaced(Oid.subjectAltName, [alternatives(tlv(GeneralNameTag.registeredID, longest))])),
    ).to.be.revertedWithCustomError(transparent, 'DerObjectIdentifierRefused');
    for (const replacement of [[], [host]]) {
      const tls = withReplaced(Oid.subjectAltName, replacement, tlsProfile('DpTls'));
      expect(await read(tls)).to.equal(leafOf(tls));
    }
  });
});

describe('X509Identifiers', () => {
  it('reads key identifiers and distribution points, and refuses what is none', async () => {
    const { transparent, read, leafOf } = await reading();
    const issuerAndSerial = sequence(
      tlv(contextPrimitive(0), Uint8Array.of(1)),
      tlv(contextConstructed(1), tlv(GeneralNameTag.directoryName, name(['CN', 'x']))),
      tlv(contextPrimitive(2), Uint8Array.of(0x00, 0x80)),
    );
    for (const oid of [Oid.subjectKeyIdentifier, Oid.authorityKeyIdentifier, Oid.cRLDistributionPoints]) {
      const der = withReplaced(oid, []);
      expect(await read(der), `without ${oid}`).to.equal(leafOf(der));
    }
    const oneOctet = sequence(
      tlv(contextConstructed(1), tlv(GeneralNameTag.directoryName, name(['CN', 'x']))),
      tlv(contextPrimitive(2), Uint8Array.of(1)),
    );
    const taken: [string, Uint8Array][] = [
      [Oid.authorityKeyIdentifier, oneOctet],
      [Oid.authorityKeyIdentifier, sequence()],
      [Oid.authorityKeyIdentifier, issuerAndSerial],
    ];
    for (const [oid, value] of taken) {
      const der = withReplaced(oid, [extension(oid, value)]);
      expect(await read(der)).to.equal(leafOf(der));
    }
    const serial = (...octets: number[]) =>
      sequence(
        tlv(contextConstructed(1), tlv(GeneralNameTag.directoryName, name(['CN', 'x']))),
        tlv(contextPrimitive(2), Uint8Array.from(octets)),
      );
    const refused: [string, Uint8Array][] = [
      [Oid.subjectKeyIdentifier, octetString(new Uint8Array())],
      [Oid.authorityKeyIdentifier, sequence(tlv(contextPrimitive(0)))],
      [Oid.authorityKeyIdentifier, serial()],
      [Oid.authorityKeyIdentifier, serial(0, 1)],
      [Oid.authorityKeyIdentifier, serial(0xff, 0x80)],
      [Oid.cRLDistributionPoints, sequence()],
    ];
    for (const [oid, value] of refused) {
      const der = withReplaced(oid, [extension(oid, value)]);
      await expect(read(der))
        .to.be.revertedWithCustomError(transparent, 'ExtensionRefused')
        .withArgs(extensionAt(der, oid).value);
    }
    const alone = [
      sequence(tlv(contextPrimitive(2), Uint8Array.of(1))),
      sequence(tlv(contextPrimitive(0), Uint8Array.of(1)), tlv(contextPrimitive(0), Uint8Array.of(1))),
    ];
    for (const value of alone) {
      const der = withReplaced(Oid.authorityKeyIdentifier, [extension(Oid.authorityKeyIdentifier, value)]);
      await expect(read(der)).to.be.revertedWithCustomError(transparent, 'DerNotAtEnd');
    }
    const uri = tlv(contextConstructed(0), text(GeneralNameTag.uniformResourceIdentifier, 'http://example.com'));
    const point = tlv(contextConstructed(0), uri);
    const reasons = sequence(sequence(point, tlv(contextPrimitive(1), Uint8Array.of(0, 0x80))));
    const der = withReplaced(Oid.cRLDistributionPoints, [extension(Oid.cRLDistributionPoints, reasons)]);
    await expect(read(der)).to.be.revertedWithCustomError(transparent, 'DerNotAtEnd');
  });
});

describe('X509NameConstraints', () => {
  const constrained = (value: Uint8Array) =>
    withReplaced(Oid.nameConstraints, [critical(Oid.nameConstraints, value)], eum);
  const subtree = (...rdns: Uint8Array[]) => sequence(tlv(contextConstructed(4), sequence(...rdns)));
  const [o, prefix] = [EUM_ORGANIZATION, EUM_PREFIX];
  const rdn = (type: 'O' | 'serialNumber' | 'CN', value: string) => name([type, value]).subarray(2);
  const permitted = (...subtrees: Uint8Array[]) => sequence(tlv(contextConstructed(0), ...subtrees));

  it('digests organization and prefixes, in the order of the certificate', async () => {
    const { read, leafOf } = await reading();
    const lists = [[prefix], ['1', '2', '3', '4'], ['9'.repeat(32)], ['0', '00']];
    for (const list of lists) {
      for (const organization of ['x', 'y'.repeat(31), 'y'.repeat(32), 'ü'.repeat(32), 'z'.repeat(63)]) {
        const der = withReplaced(Oid.nameConstraints, [nameConstraints(organization, ...list)], eum);
        expect(await read(der), `${organization} ${list.join()}`).to.equal(leafOf(der));
      }
    }
    const swapped = constrained(permitted(subtree(rdn('serialNumber', prefix), rdn('O', o))));
    expect(await read(swapped)).to.equal(leafOf(swapped));
    expect(await read(swapped)).to.equal(await read(derWith({}, eum)));
  });

  it('are there in an EUM, and in nobody else', async () => {
    const { transparent, read } = await reading();
    await expect(read(withReplaced(Oid.nameConstraints, [], eum)))
      .to.be.revertedWithCustomError(transparent, 'NameConstraintsMisplaced')
      .withArgs(Role.Eum);
    await expect(read(withReplaced(Oid.cRLDistributionPoints, [nameConstraints(o, prefix)])))
      .to.be.revertedWithCustomError(transparent, 'NameConstraintsMisplaced')
      .withArgs(Role.DpAuth);
  });

  it('refuse all that is not one organization with one to four prefixes [S16]', async () => {
    const { transparent, read } = await reading();
    const good = subtree(rdn('O', o), rdn('serialNumber', prefix));
    const at = (der: Uint8Array) => extensionAt(der, Oid.nameConstraints).value;
    const refused = [
      subtree(rdn('O', o), rdn('O', o)),
      subtree(rdn('serialNumber', prefix), rdn('serialNumber', prefix)),
      subtree(rdn('CN', 'x'), rdn('serialNumber', prefix)),
      subtree(rdn('O', o), rdn('CN', 'x')),
      subtree(rdn('O', 'y'.repeat(65)), rdn('serialNumber', prefix)),
      subtree(rdn('O', o), rdn('serialNumber', '1'.repeat(33))),
      subtree(rdn('O', o), rdn('serialNumber', '8999x')),
      subtree(rdn('O', o), rdn('serialNumber', ' ')),
    ];
    for (const one of refused) {
      const der = constrained(permitted(one));
      await expect(read(der)).to.be.revertedWithCustomError(transparent, 'NameConstraintsRefused');
    }
    const first = constrained(permitted(refused[0]!));
    await expect(read(first))
      .to.be.revertedWithCustomError(transparent, 'NameConstraintsRefused')
      .withArgs(at(first) + 4);
    const others = constrained(permitted(good, subtree(rdn('O', 'Another EUM'), rdn('serialNumber', prefix))));
    await expect(read(others))
      .to.be.revertedWithCustomError(transparent, 'NameConstraintsRefused')
      .withArgs(at(others) + 4 + good.length);
    const five = constrained(permitted(good, good, good, good, good));
    await expect(read(five)).to.be.revertedWithCustomError(transparent, 'NameConstraintsRefused');
    const none = constrained(permitted());
    await expect(read(none)).to.be.revertedWithCustomError(transparent, 'NameConstraintsRefused').withArgs(at(none));
  });

  it('refuse excluded subtrees, minimum and maximum, and more than two attributes', async () => {
    const { transparent, read } = await reading();
    const good = subtree(rdn('O', o), rdn('serialNumber', prefix));
    const base = good.subarray(2);
    const trailing = [
      sequence(tlv(contextConstructed(0), good), tlv(contextConstructed(1), good)),
      permitted(sequence(base, tlv(contextPrimitive(0), Uint8Array.of(0)))),
      permitted(subtree(rdn('O', o), rdn('serialNumber', prefix), rdn('CN', 'x'))),
    ];
    for (const value of trailing) {
      await expect(read(constrained(value))).to.be.revertedWithCustomError(transparent, 'DerNotAtEnd');
    }
    const excluded = sequence(tlv(contextConstructed(1), good));
    await expect(read(constrained(excluded))).to.be.revertedWithCustomError(transparent, 'DerTagRefused');
  });
});
