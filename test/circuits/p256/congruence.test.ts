import { expect } from 'chai';
import { floorDivide, fold, quotientLimbs, reduceModOrder, reduceModPrime } from '../../../src/zk/p256/congruences.ts';
import { FIELD_PRIME, inverse, modulo, ORDER } from '../../../src/zk/p256/curve.ts';
import { fromLimbs, toLimbs } from '../../../src/zk/p256/limbs.ts';
import { LIMB_BITS, ORDER_LIMB_BITS } from '../../../src/zk/p256/parameters.ts';
import { toFieldElement } from '../../../src/zk/p256/transcript.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { scalar } from '../../zk/p256/sign.ts';
import { templateCircuit, type Inputs, type TemplateCircuit } from '../harness/template.ts';

/** a / b in the scalar field, as a signed integer. */
const fieldQuotient = (a: bigint, b: bigint): bigint => {
  const quotient = toFieldElement(toFieldElement(a) * inverse(b, FIELD_MODULUS));
  return quotient > FIELD_MODULUS / 2n ? quotient - FIELD_MODULUS : quotient;
};

/** Inverse modulo the field's order or a power of two. */
function inverseModulo(value: bigint, modulus: bigint): bigint {
  if (modulus === FIELD_MODULUS) return inverse(value, modulus);
  // Newton's iteration doubles the number of right bits.
  let result = 1n;
  for (let bits = 1; bits < 512; bits *= 2) result = modulo(result * (2n - value * result), modulus);
  return result;
}

describe('ProductDifferenceModOrder', () => {
  interface Product {
    readonly a: bigint;
    readonly b: bigint;
    readonly c: bigint;
    readonly d: bigint;
  }
  /** Signed numbers as the circuit has them: all but the top limb in 0..2^88 - 1. */
  const limbs = (value: bigint, count: number): bigint[] => quotientLimbs(value, count);

  for (const [name, count, quotientBits, carryBits] of [
    ['v·r - w·s', 2, 131, 94],
    ['K·s - v·z', 3, 260, 95],
  ] as const) {
    describe(`for ${name}`, () => {
      let circuit: TemplateCircuit;
      before(async () => {
        const template = `ProductDifferenceModOrder(${count}, ${quotientBits}, ${carryBits})`;
        circuit = await templateCircuit('lib/p256/congruence.circom', template);
      });

      /** a is such that a·b = c·d mod n. */
      function congruent(i: number): Product {
        const half = (label: string): bigint => BigInt.asIntN(128, scalar(`${label} ${i}`));
        const [b, d, c] = [scalar(`b ${i}`), scalar(`d ${i}`), half('c')];
        // With two limbs a is half-size too: b follows from it.
        if (count === 2) {
          const a = half('a');
          return { a, b: modulo(c * d * inverse(a, ORDER), ORDER), c, d };
        }
        return { a: modulo(c * d * inverse(b, ORDER), ORDER), b, c, d };
      }

      const statement = ({ a, b, c, d }: Product): Inputs => ({
        a: limbs(a, count).map(toFieldElement),
        b: toLimbs(b, ORDER_LIMB_BITS, 3),
        c: limbs(c, 2).map(toFieldElement),
        d: toLimbs(d, ORDER_LIMB_BITS, 3),
      });
      const shifted = (quotient: bigint): bigint[] => limbs(quotient + (1n << BigInt(quotientBits - 1)), count);

      function honest(product: Product): Inputs {
        const { a, b, c, d } = product;
        const { quotient, carries } = reduceModOrder([limbs(a, count), b], [limbs(c, 2), d], count);
        return {
          ...statement(product),
          quotient: shifted(quotient).map(toFieldElement),
          carries: carries.map(toFieldElement),
        };
      }

      /** Carries for a chosen quotient, each divided in the field or rounded. */
      function withQuotient(product: Product, quotient: bigint, divide: typeof floorDivide): Inputs {
        const { a, b, c, d } = product;
        const difference = new Array<bigint>(6).fill(0n);
        const accumulate = (x: readonly bigint[], y: bigint, sign: bigint): void => {
          for (const [i, xi] of x.entries()) {
            for (const [j, yj] of toLimbs(y, ORDER_LIMB_BITS, 3).entries()) difference[i + j]! += sign * xi * yj;
          }
        };
        accumulate(limbs(a, count), b, 1n);
        accumulate(limbs(c, 2), d, -1n);
        accumulate(limbs(quotient, count), ORDER, -1n);
        let carry = 0n;
        const carries = difference.slice(0, count).map((limb) => (carry = divide(limb + carry, 1n << 88n)));
        return {
          ...statement(product),
          quotient: shifted(quotient).map(toFieldElement),
          carries: carries.map(toFieldElement),
        };
      }

      it('accepts products that differ by a multiple of n', async () => {
        for (let i = 0; i < 40; i++) await circuit.witness(honest(congruent(i)));
        await circuit.witness(honest({ a: 0n, b: 0n, c: 0n, d: 0n }));
      });

      it('refuses products that do not [S12]', async () => {
        for (let i = 0; i < 10; i++) {
          const product = congruent(i);
          for (const name of ['a', 'b', 'c', 'd'] as const) {
            await circuit.refusal(honest({ ...product, [name]: product[name] ^ 1n }));
          }
        }
      });

      /** b such that a·b - c·d = quotient·n modulo `modulus`, and not otherwise. */
      function onlyModulo(modulus: bigint, quotient: bigint): Product {
        const [a, c, d] = [(scalar('odd') % (1n << 120n)) | 1n, scalar('c') % (1n << 120n), scalar('d')];
        const b = modulo((quotient * ORDER + c * d) * inverseModulo(a, modulus), modulus);
        const difference = a * b - c * d - quotient * ORDER;
        expect(difference).to.not.equal(0n);
        expect(difference % modulus).to.equal(0n);
        return { a, b, c, d };
      }

      it('refuses what is right in the scalar field only: there are no carries [S2]', async () => {
        const product = onlyModulo(FIELD_MODULUS, 12_345n);
        const rounded = await circuit.refusal(withQuotient(product, 12_345n, floorDivide));
        expect(rounded).to.include('ProductDifferenceModOrder').and.not.include('Num2Bits');
        expect(await circuit.refusal(withQuotient(product, 12_345n, fieldQuotient))).to.include('Num2Bits');
      });

      it('refuses what is right modulo the power of two only, by the scalar field alone [S2]', async () => {
        const product = onlyModulo(1n << BigInt(ORDER_LIMB_BITS * count), 12_345n);
        const refusal = await circuit.refusal(withQuotient(product, 12_345n, floorDivide));
        expect(refusal).to.include('ProductDifferenceModOrder').and.not.include('Num2Bits');
      });

      it('refuses a quotient that is right in the scalar field only [S2]', async () => {
        const product = { ...congruent(1), d: congruent(1).d ^ 4n };
        const { a, b, c, d } = product;
        const quotient = fieldQuotient(a * b - c * d, ORDER);
        expect(toFieldElement(a * b - c * d - quotient * ORDER)).to.equal(0n);
        await circuit.refusal(withQuotient(product, quotient, floorDivide));
        await circuit.refusal(withQuotient(product, quotient, fieldQuotient));
      });

      it('refuses quotient limbs and carries beyond their ranges, though the sums are the same [S5]', async () => {
        const inputs = honest(congruent(3)) as Record<string, bigint[]>;
        const [low, next, ...rest] = inputs['quotient']!;
        const moved = [low! + (1n << 88n), next! - 1n, ...rest].map(toFieldElement);
        await circuit.refusal({ ...inputs, quotient: moved });
        const carries = inputs['carries']!.map((carry) => toFieldElement(carry + (1n << BigInt(carryBits - 1))));
        await circuit.refusal({ ...inputs, carries });
      });

      it('pins every hint [S2]', async () => {
        const witness = await circuit.witness(honest(congruent(4)));
        const hints = circuit.unpinned(witness).filter((wire) => /^(?:quotient|carries)|Num2Bits/.test(wire));
        expect(hints).to.deep.equal([]);
      });
    });
  }
});

describe('FoldReduceP256', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/p256/fold.circom', 'FoldReduceP256()')));

  /** 22 signed coefficients of up to 238 bits whose value at 2^32 is a multiple of p. */
  function multiple(i: number): bigint[] {
    const coefficients = Array.from({ length: 22 }, (_, e) => BigInt.asIntN(238, scalar(`coefficient ${i} ${e}`)));
    const rest = modulo(fromLimbs(coefficients, LIMB_BITS), FIELD_PRIME);
    return coefficients.map((coefficient, e) => coefficient - (toLimbs(rest, LIMB_BITS, 8)[e] ?? 0n));
  }

  function inputs(
    coefficients: readonly bigint[],
  ): Inputs & { coefficients: bigint[]; carries: bigint[]; quotient: bigint } {
    const { quotient, carries } = reduceModPrime(coefficients);
    return {
      coefficients: coefficients.map(toFieldElement),
      quotient: toFieldElement(quotient),
      carries: carries.map(toFieldElement),
    };
  }

  it('accepts multiples of p', async () => {
    for (let i = 0; i < 40; i++) await circuit.witness(inputs(multiple(i)));
    await circuit.witness(inputs(new Array<bigint>(22).fill(0n)));
  });

  it('refuses everything else: each coefficient changed by one [S12]', async () => {
    const coefficients = multiple(1);
    for (let e = 0; e < 22; e++) {
      await circuit.refusal(inputs(coefficients.with(e, coefficients[e]! + 1n)));
      await circuit.refusal(inputs(coefficients.with(e, coefficients[e]! - 1n)));
    }
  });

  /** Hints for a chosen quotient, each carry divided in the field or rounded. */
  function withQuotient(coefficients: readonly bigint[], quotient: bigint, divide: typeof floorDivide): Inputs {
    const prime = [-1n, 0n, 0n, 1n, 0n, 0n, 1n];
    let carry = 0n;
    const carries = fold(coefficients)
      .slice(0, 7)
      .map((limb, j) => (carry = divide(limb - quotient * prime[j]! + carry, 1n << BigInt(LIMB_BITS))));
    return { ...inputs(coefficients), quotient: toFieldElement(quotient), carries: carries.map(toFieldElement) };
  }

  /** Coefficients whose value is quotient·p modulo `modulus`, and not otherwise. */
  function onlyModulo(modulus: bigint, quotient: bigint): bigint[] {
    const coefficients = multiple(4);
    const value = (): bigint => fromLimbs(fold(coefficients), LIMB_BITS) - quotient * FIELD_PRIME;
    for (const [e, limb] of toLimbs(modulo(-value(), modulus), LIMB_BITS, 8).entries()) coefficients[e]! += limb;
    expect(value()).to.not.equal(0n);
    expect(value() % modulus).to.equal(0n);
    return coefficients;
  }

  it('refuses what is right in the scalar field only: there are no carries [S2]', async () => {
    const coefficients = onlyModulo(FIELD_MODULUS, 12_345n);
    const rounded = await circuit.refusal(withQuotient(coefficients, 12_345n, floorDivide));
    expect(rounded).to.include('FoldReduceP256').and.not.include('Num2Bits');
    expect(await circuit.refusal(withQuotient(coefficients, 12_345n, fieldQuotient))).to.include('Num2Bits');
  });

  it('refuses what is right modulo 2^224 only, by the scalar field alone [S2]', async () => {
    const refusal = await circuit.refusal(withQuotient(onlyModulo(1n << 224n, 12_345n), 12_345n, floorDivide));
    expect(refusal).to.include('FoldReduceP256').and.not.include('Num2Bits');
  });

  it('refuses quotients and carries beyond 214 bits and their neighbours [S5]', async () => {
    const honest = inputs(multiple(3));
    for (const change of [1n, -1n, 1n << 213n, 1n << 250n]) {
      await circuit.refusal({ ...honest, quotient: toFieldElement(honest.quotient + change) });
      for (const [j, carry] of honest.carries.entries()) {
        await circuit.refusal({ ...honest, carries: honest.carries.with(j, toFieldElement(carry + change)) });
      }
    }
  });
});
