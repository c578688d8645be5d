import { expect } from 'chai';
import fc from 'fast-check';
import { decodeString } from '../../../../src/pki/der/string.ts';
import { Tag } from '../../../../src/pki/der/tag.ts';
import { objectIdentifier, sequence, text, tlv } from '../../../../src/pki/der/writer.ts';
import { PkiError } from '../../../../src/pki/error.ts';
import { Oid } from '../../../../src/pki/oid.ts';
import { derWith } from '../../../pki/support/fixture.ts';
import { octets } from '../../../pki/support/refusal.ts';
import { Member } from '../../../pki/support/surgery.ts';
import { positionOf, reading } from '../../support/reading.ts';

const RUNS = process.env.OPENRSP_LONG === '1' ? 1_000 : 40;

const attribute = (type: string, tag: number, value: Uint8Array): Uint8Array =>
  sequence(objectIdentifier(type), tlv(tag, value));
const named = (type: string, tag: number, value: string): Uint8Array =>
  sequence(objectIdentifier(type), text(tag, value));
/** Members as they are given: unlike `setOf`, in any order. */
const set = (...members: Uint8Array[]): Uint8Array => tlv(Tag.Set, ...members);
const cn = named(Oid.commonName, Tag.Utf8String, 'x');
const ou = named(Oid.organizationalUnitName, Tag.Utf8String, 'x');

const STRINGS = [
  Tag.Utf8String,
  Tag.NumericString,
  Tag.PrintableString,
  Tag.TeletexString,
  Tag.Ia5String,
  Tag.VisibleString,
  Tag.UniversalString,
  Tag.BmpString,
];

describe('X509Name', () => {
  it('refuses an empty name, and an empty set in it', async () => {
    const { transparent, read } = await reading();
    for (const member of ['subject', 'issuer'] as const) {
      const position = positionOf(derWith({}), Member.issuer);
      const empty = derWith({ [member]: sequence() });
      await expect(read(empty)).to.be.revertedWithCustomError(transparent, 'NameRefused');
      if (member === 'issuer') {
        await expect(read(empty)).to.be.revertedWithCustomError(transparent, 'NameRefused').withArgs(position);
        await expect(read(derWith({ issuer: sequence(set(cn), set()) })))
          .to.be.revertedWithCustomError(transparent, 'NameRefused')
          .withArgs(position + 2 + set(cn).length);
      }
    }
  });

  it('takes several attributes in one set, in ascending order and none twice', async () => {
    const { transparent, read, leafOf } = await reading();
    const der = derWith({ issuer: sequence(set(cn, ou)) });
    expect(await read(der)).to.equal(leafOf(der));
    const long = named(Oid.commonName, Tag.Utf8String, 'xx');
    for (const members of [
      [ou, cn],
      [cn, cn],
      [cn, long],
    ]) {
      await expect(read(derWith({ issuer: sequence(set(...members)) })))
        .to.be.revertedWithCustomError(transparent, 'NameRefused')
        .withArgs(positionOf(derWith({}), Member.issuer) + 4 + members[0]!.length);
    }
  });

  it('refuses an attribute with a type that is no OBJECT IDENTIFIER, or with anything behind its value', async () => {
    const { transparent, read } = await reading();
    const broken = sequence(tlv(Tag.ObjectIdentifier, Uint8Array.of(0x55, 0x84)), text(Tag.Utf8String, 'x'));
    await expect(read(derWith({ issuer: sequence(set(broken)) }))).to.be.revertedWithCustomError(
      transparent,
      'DerObjectIdentifierRefused',
    );
    const trailing = sequence(objectIdentifier(Oid.commonName), text(Tag.Utf8String, 'x'), text(Tag.Utf8String, 'y'));
    await expect(read(derWith({ issuer: sequence(set(trailing)) }))).to.be.revertedWithCustomError(
      transparent,
      'DerNotAtEnd',
    );
  });

  it('takes each attribute type in the string types that RFC 5280 gives it, and in no other [S48]', async () => {
    const { transparent, read, leafOf } = await reading();
    const types = [Oid.commonName, Oid.title, Oid.pseudonym, Oid.serialNumber, Oid.countryName, Oid.dnQualifier];
    // The last one is of no type that RFC 5280 names: any string.
    for (const type of [...types, Oid.domainComponent, Oid.emailAddress, '2.999.1']) {
      for (const tag of [...STRINGS, Tag.OctetString]) {
        // Four octets are one character, two of them or four of them, in every type but one.
        const value = tag === Tag.UniversalString ? Uint8Array.of(0, 0, 0, 0x31) : Buffer.from('1234');
        const der = derWith({ subject: sequence(set(attribute(type, tag, value))) });
        let leaf: bigint | undefined;
        try {
          leaf = leafOf(der);
        } catch (error) {
          expect(error).to.be.instanceOf(PkiError);
        }
        if (leaf !== undefined) expect(await read(der)).to.equal(leaf);
        else await expect(read(der), `${type} ${tag}`).to.be.revertedWithCustomError(transparent, 'DerTagRefused');
      }
    }
  });

  it(`takes the strings that src/pki takes, and no others: ${RUNS} of each type [S47]`, async function () {
    this.timeout(600_000);
    const { transparent, read, leafOf } = await reading();
    const interesting = fc.constantFrom(
      ...[0x00, 0x1f, 0x20, 0x2a, 0x31, 0x40, 0x7e, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xd7],
      ...[0xd8, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xff],
    );
    const some = fc
      .array(fc.oneof({ weight: 3, arbitrary: interesting }, fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 })
      .map((given) => Uint8Array.from(given));
    const characters = fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }).map((given) => Buffer.from(given));
    let accepted = 0;
    for (const tag of STRINGS) {
      await fc.assert(
        fc.asyncProperty(fc.oneof(some, characters), async (value) => {
          const der = derWith({ issuer: sequence(set(attribute('2.999.1', tag, value))) });
          let isString = true;
          try {
            decodeString(tag, value, 0);
          } catch {
            isString = false;
          }
          if (isString) {
            accepted++;
            expect(await read(der)).to.equal(leafOf(der));
          } else {
            await expect(read(der)).to.be.revertedWithCustomError(transparent, 'DerStringRefused');
          }
        }),
        { seed: 41, numRuns: RUNS },
      );
    }
    expect(accepted).to.be.above(RUNS);
  });

  it('takes the first and the last character of each length of UTF-8, and nothing beside them (RFC 3629) [S48]', async () => {
    const { transparent, read, leafOf } = await reading();
    const utf8 = (hex: string) => derWith({ issuer: sequence(set(attribute('2.999.1', Tag.Utf8String, octets(hex)))) });
    for (const hex of ['00', '7f', 'c280', 'dfbf', 'e0a080', 'ed9fbf', 'ee8080', 'efbfbf', 'f0908080', 'f48fbfbf']) {
      for (const text of [hex, `${hex}41`, `41${hex}${hex}`]) {
        expect(await read(utf8(text)), text).to.equal(leafOf(utf8(text)));
      }
    }
    // Too long, surrogates, beyond the last one, cut short, octets that continue nothing, that are continued by nothing.
    const refused = [
      'c080',
      'c1bf',
      'e09fbf',
      'f08fbfbf',
      'eda080',
      'edbfbf',
      'f4908080',
      'f5808080',
      'ff',
      'c2',
      'e0a0',
    ];
    for (const hex of [...refused, 'f09080', '80', 'bf', 'c241', 'e0a041', 'f0908041', 'c2c280']) {
      await expect(read(utf8(hex)), hex).to.be.revertedWithCustomError(transparent, 'DerStringRefused');
    }
  });

  it('refuses an empty string', async () => {
    const { transparent, read } = await reading();
    for (const tag of STRINGS) {
      const der = derWith({ issuer: sequence(set(attribute('2.999.1', tag, new Uint8Array()))) });
      await expect(read(der)).to.be.revertedWithCustomError(transparent, 'DerStringRefused');
    }
  });
});
