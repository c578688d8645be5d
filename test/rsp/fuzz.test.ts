import { expect } from 'chai';
import fc from 'fast-check';
import { decode, encode } from '../../src/rsp/asn1/codec.ts';
import { valuesOf } from './support/arbitrary.ts';
import { refusalOf } from './support/refusal.ts';
import { structures } from './support/structures.ts';

const MUTATIONS = process.env.OPENRSP_LONG === '1' ? 1_000_000 : 20_000;
const SEED = 9;
/** Far above what any input takes, so that only a real blow-up fails on a busy machine. */
const MAX_MILLISECONDS = 1_000;

const octet = fc.oneof(
  fc.nat({ max: 255 }),
  fc.constantFrom(0x00, 0x01, 0x1f, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0xa0, 0xbf, 0xff),
);
const edits = fc.array(fc.record({ at: fc.nat(), kind: fc.constantFrom('set', 'insert', 'delete', 'repeat'), octet }), {
  minLength: 1,
  maxLength: 5,
});

function apply(encoding: Uint8Array, changes: typeof edits extends fc.Arbitrary<infer E> ? E : never): Uint8Array {
  const octets = [...encoding];
  for (const { at, kind, octet: value } of changes) {
    const position = octets.length === 0 ? 0 : at % octets.length;
    if (kind === 'repeat') octets.splice(position, 0, ...octets.slice(position, position + (value % 24)));
    else octets.splice(position, kind === 'insert' ? 0 : 1, ...(kind === 'delete' ? [] : [value]));
  }
  return Uint8Array.from(octets);
}

/** Decodes or refuses with an RspError in bounded time; what decodes can be encoded, and then means the same. */
function decide([, codec]: (typeof structures)[number], input: Uint8Array): void {
  const started = performance.now();
  const refusal = refusalOf(() => {
    const value = decode(codec, input);
    expect(decode(codec, encode(codec, value))).to.deep.equal(value);
  });
  expect(refusal?.message ?? 'x.').to.match(/\.$/);
  expect(performance.now() - started).to.be.below(MAX_MILLISECONDS);
}

describe('fuzzed messages', () => {
  it('altered ones are refused with an RspError, or taken for what they now say', function () {
    this.timeout(3_600_000);
    const perStructure = Math.ceil(MUTATIONS / structures.length);
    for (const structure of structures) {
      const encodings = fc
        .sample(valuesOf(structure[1]), { seed: SEED, numRuns: 8 })
        .map((value) => encode(structure[1], value));
      fc.assert(
        fc.property(fc.constantFrom(...encodings), edits, (encoding, changes) =>
          decide(structure, apply(encoding, changes)),
        ),
        { seed: SEED, numRuns: perStructure },
      );
    }
  });

  it('random octets, and encodings of other structures, are refused with an RspError or decode', () => {
    const encodings = structures.map(([, codec]) =>
      encode(codec, fc.sample(valuesOf(codec), { seed: SEED, numRuns: 1 })[0]),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...structures),
        fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...encodings)),
        decide,
      ),
      { seed: SEED, numRuns: 3_000 },
    );
  });
});
