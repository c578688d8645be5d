import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { fold } from '../../../src/zk/p256/congruences.ts';
import { FIELD_PRIME, ORDER } from '../../../src/zk/p256/curve.ts';
import { P256Error } from '../../../src/zk/p256/error.ts';
import { ecdsaHints } from '../../../src/zk/p256/hints.ts';
import { fromBits, fromLimbs } from '../../../src/zk/p256/limbs.ts';
import * as Shape from '../../../src/zk/p256/parameters.ts';
import { ecdsaInputs, type EcdsaStatement } from '../../../src/zk/p256/statement.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { multiple, sign, signature } from './sign.ts';

const source = (name: string): string => readFileSync(`circuits/lib/p256/${name}`, 'utf8');
const signed = (element: bigint): bigint => (element > FIELD_MODULUS / 2n ? element - FIELD_MODULUS : element);

/** Dimensions of a nested array. */
function shape(value: unknown): number[] {
  return Array.isArray(value) ? [value.length, ...(value.length > 0 ? shape(value[0]) : [])] : [];
}

function refusalOf(statement: EcdsaStatement): string {
  try {
    ecdsaHints(statement);
  } catch (error) {
    expect(error).to.be.instanceOf(P256Error);
    return (error as P256Error).message;
  }
  throw new Error('hints were given');
}

describe('ECDSA hints', () => {
  const honest = signature(1);

  it('make both batched polynomials multiples of p, for 20 signatures', () => {
    for (let i = 0; i < 20; i++) {
      const { coefficients, foldQuotients } = ecdsaHints(signature(i));
      for (const [set, batch] of coefficients.entries()) {
        const value = fromLimbs(fold(batch.map(signed)), Shape.LIMB_BITS);
        expect(value).to.equal(signed(foldQuotients[set]!) * FIELD_PRIME);
      }
    }
  });

  it('give the ordinate of the signature point', () => {
    const nonce = 12_345n;
    expect(fromBits(ecdsaHints(sign({ z: 1n, key: 99n, nonce })).ry)).to.equal(multiple(nonce).y);
  });

  it('are the same each time', () => {
    expect(ecdsaHints(honest)).to.deep.equal(ecdsaHints(honest));
  });

  it('and the statement are exactly the inputs of the circuit, in its shapes', () => {
    const dimensions: Readonly<Record<string, number>> = {
      steps: Shape.STEPS,
      baseWindows: Shape.BASE_WINDOWS,
      slopeCount: Shape.SLOPES,
      sets: Shape.CHALLENGE_SETS,
      extraPoints: 1,
    };
    const declared = [...source('ecdsa.circom').matchAll(/signal input (\w+)((?:\[\w+\])*);/g)].map(
      ([, name, sizes]): [string, number[]] => [
        name!,
        [...sizes!.matchAll(/\w+/g)].map(([size]) => dimensions[size] ?? Number(size)),
      ],
    );
    const statement = signature(2, [multiple(5n)]);
    const given = Object.entries({ ...ecdsaInputs(statement), ...ecdsaHints(statement) });
    expect(Object.fromEntries(given.map(([name, value]) => [name, shape(value)]))).to.deep.equal(
      Object.fromEntries(declared),
    );
  });

  it('have the shape that circuits/lib/p256/parameters.circom gives', () => {
    for (const [, name, value] of source('parameters.circom').matchAll(/P256_(\w+)\(\) \{ return (\d+); \}/g)) {
      expect(Shape[name as keyof typeof Shape], name).to.equal(Number(value));
    }
  });

  describe('say why a statement cannot be proven:', () => {
    const wrong: Readonly<Record<string, [EcdsaStatement, string]>> = {
      'another hash': [{ ...honest, z: honest.z + 1n }, 'the signature is wrong'],
      'another key': [{ ...honest, q: multiple(3n) }, 'the signature is wrong'],
      'a hash of more than 256 bits': [{ ...honest, z: 1n << 256n }, 'z is not a 256-bit number'],
      'a negative hash': [{ ...honest, z: -1n }, 'z is not a 256-bit number'],
      'r = 0': [{ ...honest, r: 0n }, 'r is not in 1..n-1'],
      'r = n': [{ ...honest, r: ORDER }, 'r is not in 1..n-1'],
      's = 0': [{ ...honest, s: 0n }, 's is not in 1..n-1'],
      's + n': [{ ...honest, s: honest.s + ORDER }, 's is not in 1..n-1'],
      'a key off the curve': [{ ...honest, q: { x: honest.q.x, y: honest.q.y + 1n } }, 'public key is not a canonical'],
      'a key that is not canonical': [
        { ...honest, q: { x: honest.q.x, y: honest.q.y + FIELD_PRIME } },
        'public key is not a canonical',
      ],
      'the point at infinity as (0, 0)': [{ ...honest, q: { x: 0n, y: 0n } }, 'public key is not a canonical'],
      'an additional point off the curve': [{ ...honest, extra: [{ x: 1n, y: 1n }] }, 'additional point is not'],
      'too many additional points': [
        { ...honest, extra: Array.from({ length: Shape.MAX_EXTRA_POINTS + 1 }, () => multiple(2n)) },
        'at most 4',
      ],
      'R = Q': [sign({ z: 9n, key: 77n, nonce: 77n }), 'equals the public key up to sign'],
      'R = -Q': [sign({ z: 9n, key: 77n, nonce: -77n + ORDER }), 'equals the public key up to sign'],
    };
    for (const [name, [statement, reason]] of Object.entries(wrong)) {
      it(name, () => {
        expect(refusalOf(statement)).to.include(reason);
      });

      it(`${name}, but go on for a test that asks so`, () => {
        expect(Object.keys(ecdsaHints(statement, { force: true }))).to.deep.equal(Object.keys(ecdsaHints(honest)));
      });
    }
  });
});
