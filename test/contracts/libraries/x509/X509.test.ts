import { expect } from 'chai';
import { bitString, explicit, integer, octetString, sequence, time, tlv } from '../../../../src/pki/der/writer.ts';
import { contextPrimitive, Tag } from '../../../../src/pki/der/tag.ts';
import { extension } from '../../../../src/pki/mint/extension.ts';
import { ecdsaWithSha256, sign } from '../../../../src/pki/mint/sign.ts';
import { subjectPublicKeyInfo } from '../../../../src/pki/mint/key.ts';
import { name } from '../../../../src/pki/mint/name.ts';
import { serverProfile } from '../../../../src/pki/mint/profile.ts';
import { derWith, extensionsOf, NOT_BEFORE, pki } from '../../../pki/support/fixture.ts';
import { Member, nodeAt, replaceAt, type Path } from '../../../pki/support/surgery.ts';
import { positionOf, reading } from '../../support/reading.ts';

const valid = (): Uint8Array => derWith({});

/** The certificate with a member of its TBSCertificate replaced, signed anew: what is refused is the member, not the signature. */
function resigned(path: Path, replacement: Uint8Array): Uint8Array {
  const tbs = nodeAt(replaceAt(valid(), path, replacement), Member.tbs).bytes;
  return sign(tbs, pki().ci.secretKey, 'low');
}

describe('X509', () => {
  it('reads a certificate from its first octet to its exact end, and no octet more [S48]', async () => {
    const { transparent, read, leafOf } = await reading();
    expect(await read(valid())).to.equal(leafOf(valid()));
    await expect(read(Uint8Array.from([...valid(), 0])))
      .to.be.revertedWithCustomError(transparent, 'DerNotAtEnd')
      .withArgs(valid().length);
    await expect(read(valid().subarray(0, -1)))
      .to.be.revertedWithCustomError(transparent, 'DerTruncated')
      .withArgs(0);
    await expect(read(new Uint8Array())).to.be.revertedWithCustomError(transparent, 'DerTruncated');
  });

  it('refuses what is larger than any certificate [S54]', async () => {
    const { transparent, read } = await reading();
    await expect(read(new Uint8Array(16_385)))
      .to.be.revertedWithCustomError(transparent, 'CertificateTooLarge')
      .withArgs(16_385);
    await expect(read(tlv(Tag.Sequence, new Uint8Array(16_380)))).to.be.revertedWithCustomError(
      transparent,
      'DerTagRefused',
    );
  });

  it('refuses every version but 3', async () => {
    const { transparent, read } = await reading();
    const refused = [
      resigned(Member.version, explicit(0, integer(1n))),
      resigned(Member.version, explicit(0, integer(3n))),
      resigned(Member.version, new Uint8Array()),
    ];
    for (const der of refused) {
      await expect(read(der))
        .to.be.revertedWithCustomError(transparent, 'VersionRefused')
        .withArgs(positionOf(valid(), Member.version));
    }
  });

  it('refuses a serial number that is 0, negative, not minimal or above 20 octets [S48]', async () => {
    const { transparent, read } = await reading();
    const octets = (...content: number[]) => tlv(Tag.Integer, Uint8Array.from(content));
    const refused = [octets(0), octets(0x80), octets(0, 1), octets(), octets(1, ...Array<number>(20).fill(0))];
    for (const serial of refused) {
      // Not by `resigned`: the project's own reader, which takes the certificate apart for it, refuses some of these itself.
      const der = withSerial(serial);
      await expect(read(der))
        .to.be.revertedWithCustomError(transparent, 'DerIntegerRefused')
        .withArgs(positionOf(valid(), Member.serialNumber));
    }
    expect(await read(withSerial(octets(0x7f, ...Array<number>(19).fill(0xff))))).to.not.equal(0n);
  });

  it('refuses every signature algorithm but ecdsa-with-SHA256 without parameters, inside and outside [S49]', async () => {
    const { transparent, read } = await reading();
    const sha384 = sequence(tlv(Tag.ObjectIdentifier, Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03)));
    const withNull = sequence(...nodeAt(ecdsaWithSha256(), []).children.map(({ bytes }) => bytes), tlv(Tag.Null));
    for (const algorithm of [sha384, withNull, sequence()]) {
      await expect(read(resigned(Member.innerAlgorithm, algorithm)))
        .to.be.revertedWithCustomError(transparent, 'SignatureAlgorithmRefused')
        .withArgs(positionOf(valid(), Member.innerAlgorithm));
      await expect(read(replaceAt(valid(), Member.outerAlgorithm, algorithm)))
        .to.be.revertedWithCustomError(transparent, 'SignatureAlgorithmRefused')
        .withArgs(positionOf(valid(), Member.outerAlgorithm));
    }
  });

  it('refuses a signature that is not two numbers below the order of the curve [S12] [S48]', async () => {
    const { transparent, read } = await reading();
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const refused = [
      bitString(sequence(integer(0n), integer(1n))),
      bitString(sequence(integer(1n), integer(0n))),
      bitString(sequence(integer(order), integer(1n))),
      bitString(sequence(integer(1n), integer(order))),
      bitString(sequence(tlv(Tag.Integer, Uint8Array.of(0xff)), integer(1n))),
      // 33 octets, of which the last 32 would do.
      bitString(sequence(integer((1n << 256n) + 1n), integer(1n))),
    ];
    for (const signature of refused) {
      await expect(read(replaceAt(valid(), Member.signature, signature))).to.be.revertedWithCustomError(
        transparent,
        'DerSignatureRefused',
      );
    }
    const three = bitString(sequence(integer(1n), integer(1n), integer(1n)));
    await expect(read(replaceAt(valid(), Member.signature, three))).to.be.revertedWithCustomError(
      transparent,
      'DerNotAtEnd',
    );
  });

  it('refuses a period that ends before it begins, and times that are none [S13]', async () => {
    const { transparent, read, leafOf } = await reading();
    const [later, earlier] = [NOT_BEFORE + 86_400n, NOT_BEFORE + 86_399n];
    await expect(read(derWith({ notBefore: later, notAfter: earlier })))
      .to.be.revertedWithCustomError(transparent, 'ValidityRefused')
      .withArgs(later, earlier);
    const offset = tlv(Tag.UtcTime, Buffer.from('3001010000+0000'));
    const february = tlv(Tag.UtcTime, Buffer.from('300230000000Z'));
    const early = tlv(Tag.GeneralizedTime, Buffer.from('20300101000000Z'));
    for (const notAfter of [offset, february, early]) {
      await expect(read(withTimes(time(NOT_BEFORE), notAfter))).to.be.revertedWithCustomError(
        transparent,
        'DerTimeRefused',
      );
    }
    const third = sequence(time(NOT_BEFORE), time(later), time(later));
    await expect(read(resigned(Member.validity, third))).to.be.revertedWithCustomError(transparent, 'DerNotAtEnd');
    const far = derWith({ notAfter: 253_402_300_799n });
    expect(await read(far)).to.equal(leafOf(far));
  });

  it('refuses unique identifiers, and a certificate without extensions', async () => {
    const { transparent, read } = await reading();
    const key = nodeAt(valid(), Member.publicKey).bytes;
    for (const number of [1, 2]) {
      const both = Uint8Array.from([...key, ...tlv(contextPrimitive(number), Uint8Array.of(0, 1))]);
      await expect(read(resigned(Member.publicKey, both))).to.be.revertedWithCustomError(transparent, 'DerTagRefused');
    }
    await expect(read(derWith({ extensions: [] })))
      .to.be.revertedWithCustomError(transparent, 'ExtensionCountRefused')
      .withArgs(positionOf(valid(), [0, 7]));
  });

  it('takes the field itself where a name or an extension holds a perfect copy of it [S11]', async () => {
    const { read, leafOf } = await reading();
    const stranger = subjectPublicKeyInfo(pki().authority.keyPair('copied').point);
    const period = sequence(time(NOT_BEFORE), time(NOT_BEFORE + 99n * 365n * 86_400n));
    const asText = (octets: Uint8Array) =>
      sequence(
        tlv(Tag.Set, sequence(OU, tlv(Tag.TeletexString, octets))),
        ...nodeAt(name(['CN', 'copies']), []).children.map(({ bytes }) => bytes),
      );
    const inExtension = (octets: Uint8Array) =>
      derWith({ extensions: [extension('2.999.1', octetString(octets)), ...extensionsOf(serverProfile('DpAuth'))] });
    for (const copy of [stranger, period, serialAndAlgorithm()]) {
      for (const der of [derWith({ subject: asText(copy) }), derWith({ issuer: asText(copy) }), inExtension(copy)]) {
        expect(await read(der)).to.equal(leafOf(der));
      }
    }
  });
});

const OU = Uint8Array.of(0x06, 0x03, 0x55, 0x04, 0x0b);
const serialAndAlgorithm = (): Uint8Array => Uint8Array.from([...integer(1n), ...ecdsaWithSha256()]);

/** A certificate with another encoding in the serial number's place. */
function withSerial(encoding: Uint8Array): Uint8Array {
  return withMember(1, encoding);
}

function withTimes(notBefore: Uint8Array, notAfter: Uint8Array): Uint8Array {
  return withMember(4, sequence(notBefore, notAfter));
}

function withMember(index: number, encoding: Uint8Array): Uint8Array {
  const members = nodeAt(valid(), Member.tbs).children.map(({ bytes }, i) => (i === index ? encoding : bytes));
  return sign(sequence(...members), pki().ci.secretKey, 'low');
}
