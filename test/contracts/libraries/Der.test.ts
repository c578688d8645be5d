import { expect } from 'chai';
import fc from 'fast-check';
import { p256 } from '@noble/curves/nist.js';
import { readDer } from '../../../src/pki/der/node.ts';
import { objectIdentifierOctets } from '../../../src/pki/der/objectIdentifier.ts';
import { Tag } from '../../../src/pki/der/tag.ts';
import { decodeTime } from '../../../src/pki/der/time.ts';
import { bitString, integer, sequence, text, time, tlv } from '../../../src/pki/der/writer.ts';
import { PkiError } from '../../../src/pki/error.ts';
import type { DerHarness } from '../../../types/ethers-contracts/index.ts';
import { loadFixture } from '../support/chain.ts';
import { deploy } from '../support/deploy.ts';

const runs = { numRuns: 150, seed: 20260115 };
const ORDER = p256.Point.Fn.ORDER;
const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** What the reader in TypeScript makes of the same octets; undefined: it refuses them. */
function orRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

describe('Der', () => {
  const fixture = async () => deploy<DerHarness>('DerHarness');
  let der: DerHarness;
  beforeEach(async () => (der = await loadFixture(fixture)));

  describe('header', () => {
    for (const [length, header] of [
      [0, '04 00'],
      [127, '04 7f'],
      [128, '04 81 80'],
      [255, '04 81 ff'],
      [256, '04 82 01 00'],
      [65_536, '04 83 01 00 00'],
    ] as const) {
      it(`reads a length of ${length}`, async () => {
        const start = octets(header).length;
        expect(await der.header(tlv(Tag.OctetString, new Uint8Array(length)), 0)).to.deep.equal([
          4n,
          BigInt(start),
          BigInt(start + length),
        ]);
      });
    }

    for (const [what, encoding] of [
      ['an indefinite length', '30 80 00 00'],
      ['a length in more octets than needed', '04 81 7f'],
      ['a length with a leading zero', '04 82 00 80'],
      ['a length of five octets', '04 85 01 00 00 00 00'],
      ['the reserved first octet ff', '04 ff 00'],
    ] as const) {
      it(`refuses ${what} [S48]`, async () => {
        const padded = Buffer.concat([octets(encoding), new Uint8Array(300)]);
        await expect(der.header(padded, 0)).to.be.revertedWithCustomError(der, 'DerLengthRefused').withArgs(0);
      });
    }

    for (const [what, encoding] of [
      ['nothing', ''],
      ['a tag alone', '30'],
      ['a length that is cut', '30 82 01'],
      ['content that is cut', '30 03 02 01'],
    ] as const) {
      it(`refuses ${what} [S48]`, async () => {
        await expect(der.header(octets(encoding), 0))
          .to.be.revertedWithCustomError(der, 'DerTruncated')
          .withArgs(0);
      });
    }

    it('refuses a tag of several octets [S48]', async () => {
      await expect(der.header(octets('00 1f 81 00'), 1))
        .to.be.revertedWithCustomError(der, 'DerTagRefused')
        .withArgs(1, 0x1f);
    });

    it('accepts nothing that the reader in TypeScript refuses', async () => {
      const first = fc.constantFrom(0x00, 0x05, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0xff);
      const input = fc.tuple(first, fc.uint8Array({ minLength: 0, maxLength: 8 }), fc.nat({ max: 300 }));
      await fc.assert(
        fc.asyncProperty(input, async ([length, rest, padding]) => {
          const encoding = Buffer.concat([Uint8Array.of(Tag.OctetString, length), rest, new Uint8Array(padding)]);
          const mine = await der.header(encoding, 0).catch(() => undefined);
          const [, start, next] = mine ?? [0n, 0n, 0n];
          const model = orRefused(() => readDer(encoding.subarray(0, mine === undefined ? undefined : Number(next))));
          if (mine !== undefined) expect(model?.content).to.deep.equal(encoding.subarray(Number(start), Number(next)));
          else expect(model).to.equal(undefined);
        }),
        runs,
      );
    });
  });

  describe('serialNumber', () => {
    for (const value of [1n, 0x7fn, 0x80n, 0xffffn, (1n << 159n) - 1n]) {
      it(`reads ${value}`, async () => {
        const encoding = integer(value);
        expect(await der.serialNumber(encoding)).to.deep.equal([value, BigInt(encoding.length)]);
      });
    }

    for (const [what, encoding] of [
      ['no content', '02 00'],
      ['zero', '02 01 00'],
      ['a negative number', '02 01 80'],
      ['a needless zero octet', '02 02 00 7f'],
      ['21 octets', `02 15 00 ff ${'00'.repeat(19)}`],
    ] as const) {
      it(`refuses ${what} [S48]`, async () => {
        await expect(der.serialNumber(octets(encoding)))
          .to.be.revertedWithCustomError(der, 'DerIntegerRefused')
          .withArgs(0);
      });
    }

    it('refuses another type [S48]', async () => {
      await expect(der.serialNumber(octets('0a 01 01')))
        .to.be.revertedWithCustomError(der, 'DerTagRefused')
        .withArgs(0, 0x0a);
    });

    it('is not needed to be positive where the number is none of a certificate', async () => {
      expect(await der.unsigned160(octets('02 01 00'))).to.deep.equal([0n, 3n]);
    });
  });

  describe('trueOnly', () => {
    it('reads TRUE', async () => expect(await der.trueOnly(octets('01 01 ff'))).to.equal(3n));

    for (const [what, encoding] of [
      ['FALSE, which is left out', '01 01 00'],
      ['another TRUE than ff', '01 01 01'],
      ['two octets', '01 02 ff ff'],
      ['none', '01 00'],
    ] as const) {
      it(`refuses ${what} [S48]`, async () => {
        await expect(der.trueOnly(octets(encoding)))
          .to.be.revertedWithCustomError(der, 'DerBooleanRefused')
          .withArgs(0);
      });
    }
  });

  describe('readTime', () => {
    const dates = fc.bigInt({ min: 0n, max: 253_402_300_799n });

    it('is the second that the reader in TypeScript says, from 1970 to 9999', async () => {
      await fc.assert(
        fc.asyncProperty(dates, async (seconds) => {
          expect((await der.readTime(time(seconds)))[0]).to.equal(seconds);
        }),
        { ...runs, examples: [[0n], [2_524_607_999n], [2_524_608_000n], [253_402_300_799n], [951_782_400n]] },
      );
    });

    it('refuses what the reader in TypeScript refuses, whatever one octet is', async () => {
      const mutated = fc.tuple(dates, fc.nat({ max: 14 }), fc.integer({ min: 0x20, max: 0x7a }));
      await fc.assert(
        fc.asyncProperty(mutated, async ([seconds, place, octet]) => {
          const encoding = Uint8Array.from(time(seconds));
          encoding[2 + (place % (encoding.length - 2))] = octet;
          const [tag, content] = [encoding[0]!, encoding.subarray(2)];
          const model = orRefused(() => decodeTime(tag, content, 0));
          const expected = model !== undefined && model >= 0n ? model : undefined;
          expect((await der.readTime(encoding).catch(() => []))[0]).to.equal(expected);
        }),
        { ...runs, numRuns: 400 },
      );
    });

    for (const written of [
      '250229000000Z',
      '000230000000Z',
      '260431000000Z',
      '260001000000Z',
      '261301000000Z',
      '260100000000Z',
      '260101240000Z',
      '260101006000Z',
      '260101000060Z',
      '2601010000Z',
      '260101000000+0000',
      '260101000000z',
      '691231235959Z',
      '500101000000Z',
    ]) {
      it(`refuses UTCTime ${written} [S48]`, async () => {
        await expect(der.readTime(text(Tag.UtcTime, written)))
          .to.be.revertedWithCustomError(der, 'DerTimeRefused')
          .withArgs(0);
      });
    }

    for (const written of [
      '20260101000000Z',
      '20491231235959Z',
      '21000229000000Z',
      '20500101000000.5Z',
      '205001010000Z',
    ]) {
      it(`refuses GeneralizedTime ${written} [S48]`, async () => {
        await expect(der.readTime(text(Tag.GeneralizedTime, written)))
          .to.be.revertedWithCustomError(der, 'DerTimeRefused')
          .withArgs(0);
      });
    }

    it('refuses another type [S48]', async () => {
      await expect(der.readTime(text(Tag.VisibleString, '260101000000Z')))
        .to.be.revertedWithCustomError(der, 'DerTagRefused')
        .withArgs(0, Tag.VisibleString);
    });
  });

  describe('signature', () => {
    const signature = (r: bigint, s: bigint): Uint8Array => bitString(sequence(integer(r), integer(s)));
    const refused = async (encoding: Uint8Array, error: string) =>
      expect(der.signature(encoding)).to.be.revertedWithCustomError(der, error);

    for (const [r, s] of [
      [1n, 1n],
      [ORDER - 1n, ORDER - 1n],
      [0x80n, ORDER >> 1n],
    ] as const) {
      it(`reads r = ${r}, s = ${s}`, async () => {
        expect((await der.signature(signature(r, s))).map(BigInt)).to.deep.equal([r, s]);
      });
    }

    it('refuses r and s of 0 and of the order [S36]', async () => {
      for (const bad of [0n, ORDER, ORDER + 1n, (1n << 256n) - 1n, 1n << 256n]) {
        await refused(signature(bad, 1n), 'DerSignatureRefused');
        await refused(signature(1n, bad), 'DerSignatureRefused');
      }
    });

    it('refuses a number of 33 octets whose first is not 0 [S36]', async () => {
      for (const first of ['01', '40', '7f']) {
        await refused(
          bitString(sequence(octets(`02 21 ${first} ${'11'.repeat(32)}`), integer(1n))),
          'DerSignatureRefused',
        );
      }
    });

    it('refuses numbers that are negative or not minimal [S48]', async () => {
      for (const bad of ['02 01 80', '02 02 00 7f', '02 00']) {
        await refused(bitString(sequence(octets(bad), integer(1n))), 'DerSignatureRefused');
      }
    });

    it('refuses unused bits and no content [S48]', async () => {
      await refused(bitString(sequence(integer(1n), integer(2n)), 1), 'DerSignatureRefused');
      await refused(octets('03 00'), 'DerSignatureRefused');
    });

    it('refuses octets after it, at each level [S48]', async () => {
      const whole = signature(1n, 2n);
      await refused(Buffer.concat([whole, Uint8Array.of(0)]), 'DerNotAtEnd');
      await refused(bitString(Buffer.concat([sequence(integer(1n), integer(2n)), Uint8Array.of(0)])), 'DerNotAtEnd');
      await refused(bitString(sequence(integer(1n), integer(2n), integer(3n))), 'DerNotAtEnd');
    });
  });

  describe('checkObjectIdentifier', () => {
    it('accepts arcs of up to 128 bits', async () => {
      for (const name of ['2.5.29.20', '1.2.840.10045.4.3.2', `2.25.${(1n << 128n) - 1n}`]) {
        await der.checkObjectIdentifier(objectIdentifierOctets(name));
      }
    });

    for (const [what, content] of [
      ['nothing', ''],
      ['an end within an arc', '55 81'],
      ['an arc that is not minimal', '55 80 01'],
      ['an arc of 20 octets', `55 ${'81'.repeat(19)} 01`],
    ] as const) {
      it(`refuses ${what} [S48]`, async () => {
        await expect(der.checkObjectIdentifier(octets(content)))
          .to.be.revertedWithCustomError(der, 'DerObjectIdentifierRefused')
          .withArgs(0);
      });
    }
  });
});
