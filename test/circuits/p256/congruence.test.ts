import { expect } from 'chai';
import { RANGES } from '../../../src/zk/p256/budget.ts';
import { floorDivide, fold, quotientLimbs, reduceModOrder, reduceModPrime } from '../../../src/zk/p256/congruences.ts';
import { FIELD_PRIME, inverse, modulo, ORDER } from '../../../src/zk/p256/curve.ts';
import { fromLimbs, toLimbs } from '../../../src/zk/p256/limbs.ts';
import { LIMB_BITS, ORDER_LIMB_BITS } from '../../../src/zk/p256/parameters.ts';
import { toFieldElement } from '../../../src/zk/p256/transcript.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { scalar } from '../../zk/p256/sign.ts';
import { templateCircuit, type Inputs, type TemplateCircuit } from '../harness/template.ts';
import { expectExploitRefused, without } from '../known-bugs/exploit.ts';

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

/** One range check of a template, and numbers that it takes and does not. */
interface RangeRow {
  readonly name: string;
  readonly line: string;
  /** Place in the array of components that a loop makes of the line. */
  readonly index?: number;
  readonly bits: number;
  /** The signal that is decomposed, where it is not one of the component's own. */
  readonly signal?: string;
  /** The number is decomposed plus this. */
  readonly offset: bigint;
  /** Inputs with the number, of which everything but the range holds whatever it is. */
  readonly inputs: (value: bigint) => Inputs;
}

/** Asserts that one row stands against the inputs, the sum of the range's bits, and that without the line nothing does. */
async function expectRefusedByRange(file: string, template: string, range: RangeRow, inputs: Inputs): Promise<void> {
  const { name, line, index, bits, signal } = range;
  const at = `${template.slice(0, template.indexOf('('))}: ${line}`;
  await expectExploitRefused({ file, template, inputs, at, bug: without(file, line) });

  const circuit = await templateCircuit(file, template, 'O1');
  const names = new Map([...circuit.wires].map(([wire, number]) => [number, wire]));
  const violated = circuit.r1cs.violated(await circuit.assignment(inputs));
  expect(violated, name).to.have.lengthOf(1);
  const wires = circuit.r1cs.wiresOf(violated[0]!).map((wire) => names.get(wire)!);
  const component = wires.find((wire) => wire.endsWith('.out[0]'))!.replace(/\.out\[0\]$/, '');
  expect(component.replace(/^Num2Bits_\d+_\d+/, ''), name).to.equal(index === undefined ? '' : `[${index}]`);
  const sum = Array.from({ length: bits }, (_, i) => `${component}.out[${i}]`);
  expect(wires, name).to.have.members([...sum, signal ?? `${component}.in`]);
}

/** Asserts that a range takes its first and last number, and refuses their neighbours by itself. */
async function expectEnds(file: string, template: string, range: RangeRow): Promise<void> {
  const [first, last] = [-range.offset, (1n << BigInt(range.bits)) - 1n - range.offset];
  const circuit = await templateCircuit(file, template);
  for (const value of [first, last]) await circuit.witness(range.inputs(value));
  for (const value of [first - 1n, last + 1n]) {
    await expectRefusedByRange(file, template, range, range.inputs(value));
  }
}

/** The quotient with which multiple·order of the scalar field, and a little, is one of the modulus. */
const quotientBeyond = (multiple: bigint, modulus: bigint): bigint => (multiple * FIELD_MODULUS) / modulus + 1n;

describe('ProductDifferenceModOrder', () => {
  interface Product {
    readonly a: bigint;
    readonly b: bigint;
    readonly c: bigint;
    readonly d: bigint;
  }
  /** Signed numbers as the circuit has them: all but the top limb in 0..2^88 - 1. */
  const limbs = (value: bigint, count: number): bigint[] => quotientLimbs(value, count);

  for (const [name, count, { quotientBits, carryBits }] of [
    ['v·r - w·s', 2, RANGES.lattice],
    ['K·s - v·z', 3, RANGES.scalar],
  ] as const) {
    describe(`for ${name}`, () => {
      const file = 'lib/p256/congruence.circom';
      const template = `ProductDifferenceModOrder(${count}, ${quotientBits}, ${carryBits})`;
      let circuit: TemplateCircuit;
      before(async () => (circuit = await templateCircuit(file, template)));

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

      const orderLimbs = toLimbs(ORDER, ORDER_LIMB_BITS, 3);
      const topBits = quotientBits - ORDER_LIMB_BITS * (count - 1);
      const topOffset = 1n << BigInt(topBits - 1);
      /** `value` in place i, elsewhere 0. */
      const only = (i: number, value: bigint): bigint[] => new Array<bigint>(count).fill(0n).with(i, value);
      const zero = { c: [0n, 0n], d: [0n, 0n, 0n] };

      /** a is the quotient and b is n, limb by limb: nothing is left to carry. */
      const quotientLimb = (i: number): RangeRow => ({
        name: `limb ${i} of the quotient`,
        line: i < count - 1 ? '_ <== Num2Bits(88)(quotient[i]);' : '_ <== Num2Bits(topBits)(quotient[i]);',
        index: i,
        bits: i < count - 1 ? ORDER_LIMB_BITS : topBits,
        signal: `quotient[${i}]`,
        offset: 0n,
        inputs: (value) => {
          const quotient = only(i, value);
          const a = quotient.with(-1, quotient.at(-1)! - topOffset).map(toFieldElement);
          return { ...zero, a, b: orderLimbs, quotient: quotient.map(toFieldElement), carries: only(0, 0n) };
        },
      });
      /** a·b has 2^88 times the carry in limb i, and its negative in the next. */
      const carry = (i: number): RangeRow => ({
        name: `carry ${i}`,
        line: '_ <== Num2Bits(carryBits)(carries[i] + (1 << (carryBits - 1)));',
        index: i,
        bits: carryBits,
        offset: 1n << BigInt(carryBits - 1),
        inputs: (value) => ({
          ...zero,
          a: only(i, 1n),
          b: [value << BigInt(ORDER_LIMB_BITS), -value, 0n].map(toFieldElement),
          quotient: only(count - 1, topOffset),
          carries: only(i, value).map(toFieldElement),
        }),
      });
      const places = Array.from({ length: count }, (_, i) => i);

      for (const range of [...places.map(quotientLimb), ...places.map(carry)]) {
        it(`gives ${range.name} the numbers of ${range.bits} bits and no other, by one row [S5]`, async () => {
          await expectEnds(file, template, range);
        });
      }

      // What the ranges are for. The statement is false, a·b - c·d = q·n - 2^(88i)·order with a = 1 and c = d = 0: right in the scalar field, and modulo
      // 2^(88i), so that carries below i are integers. Carry i is one in the field only, those above are small again. With as many limbs as there
      // are carries all are integers, and q is too large by its top limb.
      for (const i of [...places, count]) {
        const range = i < count ? carry(i) : quotientLimb(count - 1);
        it(`refuses a false statement by the range of ${range.name} alone [S2] [S5]`, async () => {
          const multiple = 1n << BigInt(ORDER_LIMB_BITS * i);
          const quotient = quotientBeyond(multiple, ORDER);
          const b = quotient * ORDER - multiple * FIELD_MODULUS;
          expect(b > 0n && b < ORDER).to.equal(true);
          const inputs = withQuotient({ a: 1n, b, c: 0n, d: 0n }, quotient, fieldQuotient);
          await expectRefusedByRange(file, template, range, inputs);
        });
      }

      // For the lower limbs less than a false statement is shown: without the range a quotient has a second representation. No integer in such a limb's
      // place makes a false statement as above, since a quotient that long needs a carry of nearly its length; the limb would have to wrap in the field.
      for (const i of places.slice(0, -1)) {
        it(`refuses a second representation by the range of limb ${i} of the quotient alone [S5]`, async () => {
          const inputs = honest(congruent(3)) as Record<'quotient' | 'carries', bigint[]>;
          const quotient = [...inputs.quotient];
          quotient[i]! += 1n << BigInt(ORDER_LIMB_BITS);
          quotient[i + 1]! -= 1n;
          const carries = inputs.carries.map((own, j) => toFieldElement(own - (orderLimbs[j - i] ?? 0n)));
          await expectRefusedByRange(file, template, quotientLimb(i), { ...inputs, quotient, carries });
        });
      }

      it('pins every hint [S2]', async () => {
        const witness = await circuit.witness(honest(congruent(4)));
        const hints = circuit.unpinned(witness).filter((wire) => /^(?:quotient|carries)|Num2Bits/.test(wire));
        expect(hints).to.deep.equal([]);
      });
    });
  }
});

describe('FoldReduceP256', () => {
  const file = 'lib/p256/fold.circom';
  const template = 'FoldReduceP256()';
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit(file, template)));

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

  it('refuses an honest quotient, or one of the carries, changed alone [S5]', async () => {
    const honest = inputs(multiple(3));
    for (const change of [1n, -1n, 1n << 213n, 1n << 250n]) {
      await circuit.refusal({ ...honest, quotient: toFieldElement(honest.quotient + change) });
      for (const [j, carry] of honest.carries.entries()) {
        await circuit.refusal({ ...honest, carries: honest.carries.with(j, toFieldElement(carry + change)) });
      }
    }
  });

  const { quotientBits, carryBits } = RANGES.fold;
  /** Some coefficients, the others 0. */
  const padded = (coefficients: readonly bigint[]): bigint[] =>
    Array.from({ length: 22 }, (_, e) => coefficients[e] ?? 0n);
  const base = 1n << BigInt(LIMB_BITS);

  /** The coefficients are q·p's, X^8 taken into X^7: nothing is left to carry. */
  const quotientRange: RangeRow = {
    name: 'the quotient',
    line: '_ <== Num2Bits(quotientBits)(quotient + (1 << (quotientBits - 1)));',
    bits: quotientBits,
    offset: 1n << BigInt(quotientBits - 1),
    inputs: (value) => ({
      coefficients: padded([-1n, 0n, 0n, 1n, 0n, 0n, 1n, base - 1n].map((one) => toFieldElement(one * value))),
      quotient: toFieldElement(value),
      carries: new Array<bigint>(7).fill(0n),
    }),
  };
  /** 2^32 times the carry in coefficient j, and its negative in the next. */
  const carryRange = (j: number): RangeRow => ({
    name: `carry ${j}`,
    line: '_ <== Num2Bits(carryBits)(carries[j] + (1 << (carryBits - 1)));',
    index: j,
    bits: carryBits,
    offset: 1n << BigInt(carryBits - 1),
    inputs: (value) => ({
      coefficients: padded([])
        .with(j, toFieldElement(value * base))
        .with(j + 1, toFieldElement(-value)),
      quotient: 0n,
      carries: new Array<bigint>(7).fill(0n).with(j, toFieldElement(value)),
    }),
  });
  const carryRanges = Array.from({ length: 7 }, (_, j) => carryRange(j));

  for (const range of [quotientRange, ...carryRanges]) {
    it(`gives ${range.name} the numbers of ${range.bits} bits and no other, by one row [S5]`, async () => {
      await expectEnds(file, template, range);
    });
  }

  // What the ranges are for. The coefficients' value is q·p - 2^(32j)·order, no multiple of p: right in the scalar field, and modulo 2^(32j), so that
  // carries below j are integers. Carry j is one in the field only, those above are small again. With j = 7 all are integers, and q is too large.
  for (const [j, range] of [...carryRanges, quotientRange].entries()) {
    it(`refuses what is no multiple of p by the range of ${range.name} alone [S2] [S5]`, async () => {
      const multipleOfOrder = 1n << BigInt(LIMB_BITS * j);
      const quotient = quotientBeyond(multipleOfOrder, FIELD_PRIME);
      const value = quotient * FIELD_PRIME - multipleOfOrder * FIELD_MODULUS;
      expect(value > 0n && value < FIELD_PRIME).to.equal(true);
      const coefficients = padded(toLimbs(value, LIMB_BITS, 8));
      await expectRefusedByRange(file, template, range, withQuotient(coefficients, quotient, fieldQuotient));
    });
  }
});
