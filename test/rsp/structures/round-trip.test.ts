import { expect } from 'chai';
import fc from 'fast-check';
import { decode, encode } from '../../../src/rsp/asn1/codec.ts';
import { valuesOf } from '../support/arbitrary.ts';
import { hex, refusalOf } from '../support/refusal.ts';
import { structures } from '../support/structures.ts';

const SEED = 22;
const RUNS = process.env.OPENRSP_LONG === '1' ? 2_000 : 60;

describe('every structure of SGP.22', () => {
  it('is found', () => {
    expect(structures.map(([name]) => name)).to.include.members([
      'AuthenticateServerResponse',
      'BoundProfilePackage',
      'RetrieveNotificationsListResponse',
    ]);
  });

  for (const [name, codec] of structures) {
    it(`${name}: what is encoded decodes to the same value, and encodes to the same octets`, () => {
      fc.assert(
        fc.property(valuesOf(codec), (value) => {
          const encoding = encode(codec, value);
          const decoded = decode(codec, encoding);
          expect(decoded).to.deep.equal(value);
          expect(hex(encode(codec, decoded))).to.equal(hex(encoding));
        }),
        { seed: SEED, numRuns: RUNS },
      );
    });

    it(`${name}: every truncation is refused`, () => {
      for (const value of fc.sample(valuesOf(codec), { seed: SEED, numRuns: 2 })) {
        const encoding = encode(codec, value);
        for (let length = 0; length < encoding.length; length++) {
          const refusal = refusalOf(() => decode(codec, encoding.subarray(0, length)));
          expect(refusal?.code).to.equal('TlvTruncated');
        }
      }
    });
  }
});
