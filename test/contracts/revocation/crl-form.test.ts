import { expect } from 'chai';
import { contextConstructed, contextPrimitive, Tag } from '../../../src/pki/der/tag.ts';
import {
  booleanTrue,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  text,
  time,
  tlv,
} from '../../../src/pki/der/writer.ts';
import {
  authorityKeyIdentifier,
  distributionPointName,
  extension,
  subjectKeyIdentifier,
} from '../../../src/pki/mint/extension.ts';
import { ecdsaWithSha256 } from '../../../src/pki/mint/sign.ts';
import { Oid } from '../../../src/pki/oid.ts';
import { addAnchor } from '../support/certificates.ts';
import { loadFixture } from '../support/chain.ts';
import {
  crl,
  crlNumber,
  type CrlParts,
  entry,
  issuerOf,
  scope,
  scopeOfUri,
  THIS_UPDATE,
  URI_A,
  wrap,
} from '../support/crls.ts';
import { deploySystem } from '../support/deploy.ts';

async function fixture() {
  const system = await deploySystem();
  const ci = await addAnchor(system);
  return { ...system, ci, issuer: issuerOf(ci) };
}

type Lists = Awaited<ReturnType<typeof fixture>>['lists'];
type Call = Promise<unknown>;
/** Each error that a list is refused with, and how it is asserted. */
const refusals = {
  DerNotAtEnd: (call: Call, lists: Lists) => expect(call).to.be.revertedWithCustomError(lists, 'DerNotAtEnd'),
  DerTruncated: (call: Call, lists: Lists) => expect(call).to.be.revertedWithCustomError(lists, 'DerTruncated'),
  CrlAlgorithmRefused: (call: Call, lists: Lists) =>
    expect(call).to.be.revertedWithCustomError(lists, 'CrlAlgorithmRefused'),
  CrlExtensionRefused: (call: Call, lists: Lists) =>
    expect(call).to.be.revertedWithCustomError(lists, 'CrlExtensionRefused'),
  CrlExtensionRepeated: (call: Call, lists: Lists) =>
    expect(call).to.be.revertedWithCustomError(lists, 'CrlExtensionRepeated'),
  CrlNeverCurrent: (call: Call, lists: Lists) => expect(call).to.be.revertedWithCustomError(lists, 'CrlNeverCurrent'),
  CrlNumberMissing: (call: Call, lists: Lists) => expect(call).to.be.revertedWithCustomError(lists, 'CrlNumberMissing'),
  CrlReasonRefused: (call: Call, lists: Lists) => expect(call).to.be.revertedWithCustomError(lists, 'CrlReasonRefused'),
  CrlScopeRefused: (call: Call, lists: Lists) => expect(call).to.be.revertedWithCustomError(lists, 'CrlScopeRefused'),
  CrlVersionRefused: (call: Call, lists: Lists) =>
    expect(call).to.be.revertedWithCustomError(lists, 'CrlVersionRefused'),
  DerBooleanRefused: (call: Call, lists: Lists) =>
    expect(call).to.be.revertedWithCustomError(lists, 'DerBooleanRefused'),
  DerIntegerRefused: (call: Call, lists: Lists) =>
    expect(call).to.be.revertedWithCustomError(lists, 'DerIntegerRefused'),
  DerLengthRefused: (call: Call, lists: Lists) => expect(call).to.be.revertedWithCustomError(lists, 'DerLengthRefused'),
  DerObjectIdentifierRefused: (call: Call, lists: Lists) =>
    expect(call).to.be.revertedWithCustomError(lists, 'DerObjectIdentifierRefused'),
  DerSignatureRefused: (call: Call, lists: Lists) =>
    expect(call).to.be.revertedWithCustomError(lists, 'DerSignatureRefused'),
  DerStringRefused: (call: Call, lists: Lists) => expect(call).to.be.revertedWithCustomError(lists, 'DerStringRefused'),
  DerTagRefused: (call: Call, lists: Lists) => expect(call).to.be.revertedWithCustomError(lists, 'DerTagRefused'),
  DerTimeRefused: (call: Call, lists: Lists) => expect(call).to.be.revertedWithCustomError(lists, 'DerTimeRefused'),
};
type Refusal = keyof typeof refusals;

const NULL = tlv(Tag.Null);
const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const rdn = (value: Uint8Array): Uint8Array => setOf(sequence(objectIdentifier(Oid.commonName), value));
const name = (value: Uint8Array): Uint8Array => sequence(rdn(value));
const utf8 = (hex: string): Uint8Array => name(tlv(Tag.Utf8String, octets(hex)));
const base = [crlNumber(1n), scopeOfUri(URI_A)];
const reason = (content: string, tag: number = Tag.Enumerated): Uint8Array =>
  extension(Oid.reasonCode, tlv(tag, octets(content)));
const unknown = extension('2.999.1', NULL);
const unknownCritical = extension('2.999.1', NULL, true);
const uri = distributionPointName(URI_A);
const rsa = sequence(objectIdentifier('1.2.840.113549.1.1.11'), NULL);
const ecdsaWithSha384 = sequence(objectIdentifier('1.2.840.10045.4.3.3'));
const withNull = sequence(objectIdentifier(Oid.ecdsaWithSha256), NULL);

describe('RevocationLists: the form of a list [S48] [S49]', () => {
  let system: Awaited<ReturnType<typeof fixture>>;
  beforeEach(async () => (system = await loadFixture(fixture)));

  const submit = (der: Uint8Array) => system.lists.connect(system.other).submitCrl(system.issuer, der, 100, []);
  const refuses = async (der: Uint8Array, error: Refusal) => refusals[error](submit(der), system.lists);

  const accepted: Record<string, CrlParts> = {
    'without entries': {},
    'with entries of every reason but 7 and 8': {
      revoked: sequence(
        ...[0, 1, 2, 3, 4, 5, 6, 9, 10].map((code) => entry(BigInt(code + 1), reason(`0${code.toString(16)}`))),
      ),
    },
    'with an unknown extension that is not critical, of the list and of an entry': {
      extensions: [...base, unknown],
      revoked: sequence(entry(1n, unknown, reason('01'))),
    },
    'with a key identifier': { extensions: [authorityKeyIdentifier(octets('0102')), ...base] },
    'without a distribution point': { extensions: [crlNumber(1n)] },
    'of user certificates': { extensions: [crlNumber(1n), scope(uri, booleanTrue(contextPrimitive(1)))] },
    'of CA certificates, at no distribution point': {
      extensions: [crlNumber(1n), scope(booleanTrue(contextPrimitive(2)))],
    },
    'with a name in UTF-8': { issuer: utf8('e28281 f09f9880 c3a9 41 efbfbf f48fbfbf ed9fbf') },
    'with dates after 2049': { nextUpdate: 4_102_444_800n },
    'with a serial number of 20 octets': { serialNumbers: [(1n << 159n) - 1n] },
    'with a CRL number of 20 octets': { number: (1n << 159n) - 1n },
    'with a high s, as half of all have it [S36]': { highS: true },
  };
  for (const [what, parts] of Object.entries(accepted)) {
    it(`accepts one ${what}`, async () => {
      await expect(submit(crl(system.ci.key, parts))).to.emit(system.lists, 'CrlAccepted');
    });
  }

  const refused: Record<string, [CrlParts, Refusal]> = {
    'of version 1 [S48]': [{ version: new Uint8Array() }, 'DerTagRefused'],
    'of version 3 [S48]': [{ version: integer(2n) }, 'CrlVersionRefused'],
    'whose algorithm is another inside [S49]': [{ innerAlgorithm: ecdsaWithSha384 }, 'CrlAlgorithmRefused'],
    'whose algorithm is another outside [S49]': [{ outerAlgorithm: ecdsaWithSha384 }, 'CrlAlgorithmRefused'],
    'whose algorithm is RSA on both sides [S49]': [{ innerAlgorithm: rsa, outerAlgorithm: rsa }, 'CrlAlgorithmRefused'],
    'whose algorithm has parameters [S48] [S49]': [
      { innerAlgorithm: withNull, outerAlgorithm: withNull },
      'CrlAlgorithmRefused',
    ],
    'with an empty name [S48]': [{ issuer: sequence() }, 'DerTruncated'],
    'with an empty RDN [S48]': [{ issuer: sequence(tlv(Tag.Set)) }, 'DerTruncated'],
    'with an RDN of two attributes': [
      {
        issuer: sequence(
          tlv(Tag.Set, ...[1, 2].map((i) => sequence(objectIdentifier(Oid.commonName), text(Tag.Utf8String, `${i}`)))),
        ),
      },
      'DerNotAtEnd',
    ],
    'with more than type and value in an attribute [S48]': [
      {
        issuer: sequence(setOf(sequence(objectIdentifier(Oid.commonName), text(Tag.Utf8String, 'a'), NULL))),
      },
      'DerNotAtEnd',
    ],
    'with a name that is no string [S48]': [{ issuer: name(integer(1n)) }, 'DerTagRefused'],
    'with an empty string in the name [S48]': [{ issuer: utf8('') }, 'DerStringRefused'],
    'with an attribute type that is no OID [S48]': [
      { issuer: sequence(setOf(sequence(octets('06 02 55 80'), text(Tag.Utf8String, 'a')))) },
      'DerObjectIdentifierRefused',
    ],
    'with a PrintableString of "*" [S48]': [{ issuer: name(text(Tag.PrintableString, 'a*')) }, 'DerStringRefused'],
    'with an IA5String above 7f [S48]': [{ issuer: name(tlv(Tag.Ia5String, octets('80'))) }, 'DerStringRefused'],
    'with UTF-8 cut short [S48]': [{ issuer: utf8('41 e282') }, 'DerStringRefused'],
    'with UTF-8 longer than needed, two octets [S48]': [{ issuer: utf8('c1bf') }, 'DerStringRefused'],
    'with UTF-8 longer than needed, three octets [S48]': [{ issuer: utf8('e09fbf') }, 'DerStringRefused'],
    'with UTF-8 longer than needed, four octets [S48]': [{ issuer: utf8('f08fbfbf') }, 'DerStringRefused'],
    'with a surrogate in UTF-8 [S48]': [{ issuer: utf8('eda080') }, 'DerStringRefused'],
    'with UTF-8 above U+10FFFF [S48]': [{ issuer: utf8('f4908080') }, 'DerStringRefused'],
    'with UTF-8 that does not continue [S48]': [{ issuer: utf8('c341') }, 'DerStringRefused'],
    'without nextUpdate': [{ times: time(THIS_UPDATE) }, 'DerTagRefused'],
    'whose nextUpdate is before its thisUpdate': [{ nextUpdate: THIS_UPDATE - 1n }, 'CrlNeverCurrent'],
    'whose revokedCertificates is empty [S48]': [{ revoked: sequence() }, 'DerTruncated'],
    'without extensions': [{ crlExtensions: new Uint8Array() }, 'DerTruncated'],
    'with empty extensions [S48]': [{ extensions: [] }, 'CrlNumberMissing'],
    'without a number': [{ extensions: [scopeOfUri(URI_A)] }, 'CrlNumberMissing'],
    'with a negative number [S48]': [
      { extensions: [extension(Oid.cRLNumber, octets('02 01 80'))] },
      'DerIntegerRefused',
    ],
    'with a number of 21 octets': [{ number: 1n << 160n }, 'DerIntegerRefused'],
    'with octets after the number [S48]': [
      { extensions: [extension(Oid.cRLNumber, octets('02 01 01 00'))] },
      'DerNotAtEnd',
    ],
    'with octets after the extensions [S48]': [{ crlExtensions: explicit(0, sequence(...base), NULL) }, 'DerNotAtEnd'],
    'with octets after the last field [S48]': [{ after: NULL }, 'DerNotAtEnd'],
    'with an extension twice [S48]': [{ extensions: [...base, crlNumber(2n)] }, 'CrlExtensionRepeated'],
    'with an unknown extension twice [S48]': [{ extensions: [unknown, ...base, unknown] }, 'CrlExtensionRepeated'],
    'with an unknown critical extension [S48]': [{ extensions: [...base, unknownCritical] }, 'CrlExtensionRefused'],
    'with critical FALSE, which is left out [S48]': [
      { extensions: [...base, sequence(objectIdentifier('2.999.1'), octets('01 01 00'), octetString(NULL))] },
      'DerBooleanRefused',
    ],
    'with an extension whose value is no OCTET STRING [S48]': [
      { extensions: [...base, sequence(objectIdentifier('2.999.1'), NULL)] },
      'DerTagRefused',
    ],
    'with an extension of four members [S48]': [
      { extensions: [...base, sequence(objectIdentifier('2.999.1'), octetString(NULL), NULL)] },
      'DerNotAtEnd',
    ],
    'that is a delta list': [
      { extensions: [...base, extension(Oid.deltaCRLIndicator, integer(1n), true)] },
      'CrlExtensionRefused',
    ],
    'that is a delta list and does not call it critical': [
      { extensions: [...base, extension(Oid.deltaCRLIndicator, integer(1n))] },
      'CrlExtensionRefused',
    ],
    'that is indirect': [
      { extensions: [crlNumber(1n), scope(uri, booleanTrue(contextPrimitive(4)))] },
      'CrlScopeRefused',
    ],
    'of attribute certificates': [
      { extensions: [crlNumber(1n), scope(booleanTrue(contextPrimitive(5)))] },
      'CrlScopeRefused',
    ],
    'of some reasons': [
      { extensions: [crlNumber(1n), scope(uri, tlv(contextPrimitive(3), octets('07 80')))] },
      'CrlScopeRefused',
    ],
    'of user and of CA certificates only': [
      { extensions: [crlNumber(1n), scope(booleanTrue(contextPrimitive(1)), booleanTrue(contextPrimitive(2)))] },
      'CrlScopeRefused',
    ],
    'whose distribution point says nothing [S48]': [{ extensions: [crlNumber(1n), scope()] }, 'CrlScopeRefused'],
    'whose distribution point has FALSE [S48]': [
      { extensions: [crlNumber(1n), scope(tlv(contextPrimitive(1), octets('00')))] },
      'DerBooleanRefused',
    ],
    'whose distribution point is no URI': [
      {
        extensions: [
          crlNumber(1n),
          scope(explicit(0, tlv(contextConstructed(0), text(contextPrimitive(2), 'ci.example')))),
        ],
      },
      'DerTagRefused',
    ],
    'whose distribution point has no name [S48]': [
      { extensions: [crlNumber(1n), scope(explicit(0, tlv(contextConstructed(0))))] },
      'DerTruncated',
    ],
    'whose distribution point is relative to the issuer': [
      { extensions: [crlNumber(1n), scope(explicit(0, tlv(contextConstructed(1))))] },
      'DerTagRefused',
    ],
    'whose distribution point is followed by more [S48]': [
      {
        extensions: [
          crlNumber(1n),
          scope(explicit(0, tlv(contextConstructed(0), text(contextPrimitive(6), 'a')), NULL)),
        ],
      },
      'DerNotAtEnd',
    ],
    'whose key identifier is empty': [
      { extensions: [...base, authorityKeyIdentifier(new Uint8Array())] },
      'CrlExtensionRefused',
    ],
    'whose key identifier is another structure': [
      { extensions: [...base, extension(Oid.authorityKeyIdentifier, sequence(octetString(NULL)))] },
      'DerTagRefused',
    ],
    'with a critical extension of certificates': [
      { extensions: [...base, extension(Oid.keyUsage, octets('03 02 01 06'), true)] },
      'CrlExtensionRefused',
    ],
    'with an entry that names another issuer': [
      { revoked: sequence(entry(1n, extension(Oid.certificateIssuer, sequence(), true))) },
      'CrlExtensionRefused',
    ],
    'with an entry that names another issuer and does not call it critical': [
      { revoked: sequence(entry(1n, extension(Oid.certificateIssuer, sequence()))) },
      'CrlExtensionRefused',
    ],
    'with an unknown critical extension of an entry [S48]': [
      { revoked: sequence(entry(1n, unknownCritical)) },
      'CrlExtensionRefused',
    ],
    'with an extension of an entry twice [S48]': [
      { revoked: sequence(entry(1n, reason('01'), reason('01'))) },
      'CrlExtensionRepeated',
    ],
    'with an entry taken back (removeFromCRL)': [{ revoked: sequence(entry(1n, reason('08'))) }, 'CrlReasonRefused'],
    'with the unused reason 7': [{ revoked: sequence(entry(1n, reason('07'))) }, 'CrlReasonRefused'],
    'with reason 11': [{ revoked: sequence(entry(1n, reason('0b'))) }, 'CrlReasonRefused'],
    'with reason 255': [{ revoked: sequence(entry(1n, reason('ff'))) }, 'CrlReasonRefused'],
    'with a reason in two octets [S48]': [{ revoked: sequence(entry(1n, reason('00 01'))) }, 'CrlExtensionRefused'],
    'with a reason that is an INTEGER [S48]': [
      { revoked: sequence(entry(1n, reason('01', Tag.Integer))) },
      'CrlExtensionRefused',
    ],
    'with an entry whose extensions are empty [S48]': [
      { revoked: sequence(sequence(integer(1n), time(THIS_UPDATE), sequence())) },
      'DerTruncated',
    ],
    'with an entry that goes on after its extensions [S48]': [
      { revoked: sequence(sequence(integer(1n), time(THIS_UPDATE), sequence(unknown), NULL)) },
      'DerNotAtEnd',
    ],
    'with a serial number of 0 [S48]': [{ serialNumbers: [0n] }, 'DerIntegerRefused'],
    'with a negative serial number [S48]': [
      { revoked: sequence(sequence(octets('02 01 ff'), time(THIS_UPDATE))) },
      'DerIntegerRefused',
    ],
    'with a serial number of 21 octets [S48]': [{ serialNumbers: [1n << 160n] }, 'DerIntegerRefused'],
    'with an entry without a date [S48]': [{ revoked: sequence(sequence(integer(1n))) }, 'DerTruncated'],
    'with an entry on 30 February [S48]': [
      { revoked: sequence(sequence(integer(1n), text(Tag.UtcTime, '250230000000Z'))) },
      'DerTimeRefused',
    ],
  };
  for (const [what, [parts, error]] of Object.entries(refused)) {
    it(`refuses one ${what}`, async () => refuses(crl(system.ci.key, parts), error));
  }

  it('refuses octets after it, BER lengths and what is no list [S48]', async () => {
    const good = crl(system.ci.key);
    await refuses(Buffer.concat([good, octets('00')]), 'DerNotAtEnd');
    await refuses(good.subarray(0, -1), 'DerTruncated');
    await refuses(Buffer.concat([octets('30 80'), good.subarray(4), octets('00 00')]), 'DerLengthRefused');
    await refuses(octets('04 00'), 'DerTagRefused');
    await refuses(new Uint8Array(), 'DerTruncated');
    await refuses(wrap(subjectKeyIdentifier(octets('01')), system.ci.key), 'DerTagRefused');
  });

  it('refuses unused bits and other forms of the signature [S36] [S48]', async () => {
    const good = crl(system.ci.key);
    const at = (offset: number, octet: number): Uint8Array => {
      const copy = Uint8Array.from(good);
      copy[offset] = octet;
      return copy;
    };
    const bits = Buffer.from(good).indexOf(Buffer.concat([ecdsaWithSha256(), octets('03')]), good.length - 90) + 12;
    await refuses(at(bits + 2, 1), 'DerSignatureRefused');
    await refuses(at(bits, 4), 'DerTagRefused');
  });

  it('refuses each single bit that is changed [S48] [S36]', async function () {
    this.timeout(300_000);
    const good = crl(system.ci.key, { serialNumbers: [5n] });
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bad = Uint8Array.from(good);
      bad[bit >> 3] = bad[bit >> 3]! ^ (1 << (bit & 7));
      const accepted = await system.lists.submitCrl.staticCall(system.issuer, bad, 100, []).catch(() => undefined);
      expect(accepted, `bit ${bit}`).to.equal(undefined);
    }
  });
});
