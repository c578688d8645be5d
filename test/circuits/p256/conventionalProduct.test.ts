import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { invert, N, P, residue } from '../../zk/p256/conventional.ts';
import { scalar } from '../../zk/p256/sign.ts';
import { type Inputs, templateCircuit, type TemplateCircuit } from '../harness/template.ts';
import { modulo } from '../harness/r1cs.ts';
import { limbsOf, productInputs } from './conventionalProduct.ts';

const FILE = '../test/circuits/p256/conventionalProduct.circom';
/** What the three carries check. */
const POWER = 1n << 264n;
const TOP = (1n << 256n) - 1n;
const EDGES = [0n, 1n, P - 1n, P, P + 1n, 1n << 255n, TOP - 1n, TOP];

describe('ConventionalProduct', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit(FILE, 'ConventionalProduct()')));

  /** Numbers of up to 256 bits whose quotient and product are neither 0 nor next to a bound. */
  const [a, b] = [scalar('a') | 1n, scalar('b')];
  const [quotient, product] = [(a * b) / P, (a * b) % P];

  it('has 1,560 rows, which the witness satisfies', async () => {
    expect(circuit.r1cs.constraints).to.have.lengthOf(1_560);
    expect(circuit.r1cs.accepts(await circuit.witness(productInputs(a, b)))).to.equal(true);
  });

  it('accepts the remainder of each product, of the edges too', async () => {
    for (const x of EDGES) for (const y of EDGES) await circuit.witness(productInputs(x, y));
    for (let i = 0; i < 40; i++) await circuit.witness(productInputs(scalar(`a ${i}`), scalar(`b ${i}`)));
  });

  it('accepts remainders next to 0 and p, where each borrow comes and goes', async () => {
    const remainders = [0n, 1n, P - 1n, P - 2n];
    for (const bit of [87n, 88n, 95n, 96n, 175n, 176n, 192n, 224n]) {
      const power = 1n << bit;
      remainders.push(power - 1n, power, power + 1n, P - power - 1n, P - power, P - power + 1n);
    }
    for (const remainder of remainders) await circuit.witness(productInputs(a, residue(remainder * invert(a))));
  });

  describe('its budget', () => {
    const [limb, short, quotientTop] = [88, 80, 81].map((bits) => (1n << BigInt(bits)) - 1n) as [
      bigint,
      bigint,
      bigint,
    ];
    const prime = limbsOf(P);
    const largest = { operand: [limb, limb, short], quotient: [limb, limb, quotientTop] };

    /** Least and greatest value of limb i of A·B - Q·p - C. */
    function bounds(i: number): { low: bigint; high: bigint } {
      let [low, high] = [-largest.operand[i]!, 0n];
      for (let j = 0; j <= i; j++) {
        high += largest.operand[j]! * largest.operand[i - j]!;
        low -= largest.quotient[j]! * prime[i - j]!;
      }
      return { low, high };
    }

    it('has the limbs of p', () => {
      expect(prime).to.deep.equal([limb, 255n, (1n << 80n) - (1n << 48n) + (1n << 16n)]);
    });

    it('has room for the quotient of the largest operands, and for every honest carry', () => {
      expect((TOP * TOP) / P < 1n << 257n).to.equal(true);
      let [low, high] = [0n, 0n];
      for (let i = 0; i < 3; i++) {
        low = (low + bounds(i).low) >> 88n;
        high = (high + bounds(i).high) >> 88n;
        expect(low >= -(1n << 89n) && high < 1n << 89n, `carry ${i}`).to.equal(true);
      }
    });

    it('lets no limb with its carries wrap', () => {
      const carry = 1n << 89n;
      for (let i = 0; i < 3; i++) {
        const { low, high } = bounds(i);
        expect(-low < 1n << 177n && high < 1n << 177n, `limb ${i}`).to.equal(true);
        expect(high + carry + (carry << 88n) < 1n << 179n).to.equal(true);
        expect(-low + carry + (carry << 88n) < 1n << 179n).to.equal(true);
      }
      expect(1n << 180n < FIELD_MODULUS).to.equal(true);
    });

    it('covers the whole integer by its two moduli, with more than three bits to spare', () => {
      const [high, low] = [TOP * TOP, ((1n << 257n) - 1n) * P + TOP];
      expect(FIELD_MODULUS % 2n).to.equal(1n);
      expect((high > low ? high : low) << 3n < FIELD_MODULUS * POWER).to.equal(true);
    });
  });

  describe('refuses', () => {
    const refusal = async (hints: { quotient?: bigint; product?: bigint }): Promise<string> =>
      await circuit.refusal(productInputs(a, b, hints));

    it('another product or another quotient, alone and together', async () => {
      for (const change of [1n, 1n << 87n, 1n << 88n, 1n << 176n, 1n << 200n]) {
        await refusal({ product: product ^ change });
        await refusal({ quotient: quotient ^ change });
        await refusal({ quotient: quotient ^ change, product: product ^ change });
      }
      for (const operand of [a ^ 1n, a ^ (1n << 255n)]) {
        await circuit.refusal(productInputs(operand, b, { quotient, product }));
      }
    });

    describe('a remainder shifted by p, though the identity of integers holds,', () => {
      /** Operands with this small remainder, and their quotient and remainder in the other representation of 256 bits. */
      function shifted(remainder: bigint): Inputs {
        const operand = residue(remainder * invert(a));
        const hints = { quotient: (a * operand) / P - 1n, product: remainder + P };
        expect(a * operand).to.equal(hints.quotient * P + hints.product);
        expect(hints.quotient >= 0n && hints.product <= TOP).to.equal(true);
        return productInputs(a, operand, hints);
      }

      it('with any borrows', async () => {
        for (const remainder of [1n, 5n, 1n << 90n, 1n << 180n, TOP - P]) {
          for (const borrow of [0n, 1n, 2n, 3n].map((bits) => [bits & 1n, bits >> 1n])) {
            expect(await circuit.refusal({ ...shifted(remainder), borrow })).to.include('Num2Bits');
          }
        }
      });

      it('p itself for 0 with any borrows', async () => {
        for (const borrow of [0n, 1n, 2n, 3n].map((bits) => [bits & 1n, bits >> 1n])) {
          const zero = productInputs(P, 7n, { quotient: 6n, product: P });
          expect(await circuit.refusal({ ...zero, borrow })).to.include('Num2Bits');
        }
      });

      it('with borrows that wrap in the field and pass every range: they are no bits', async () => {
        const inputs = shifted(1n + (1n << 200n)) as Record<string, bigint[]>;
        const [last, product] = [limbsOf(P - 1n), inputs['product']!];
        // 2^88·first is just above the field's order, and so next to nothing.
        const first = (FIELD_MODULUS >> 88n) + 1n;
        const second = (last[1]! + first - product[1]!) >> 88n;
        const borrow = [-first, -second].map(modulo);
        const message = await circuit.refusal({ ...inputs, borrow });
        expect(message).to.include('ConventionalProduct').and.not.include('Num2Bits');
      });
    });

    it('a negative remainder', async () => {
      const hints = { quotient: limbsOf(quotient + 1n), product: limbsOf(product - P).map(modulo) };
      expect(await circuit.refusal({ ...productInputs(a, b), ...hints })).to.include('Num2Bits');
    });

    it('quotient and remainder shifted by one of the moduli, alone or so that the integers still agree', async () => {
      const inField = (value: bigint): bigint[] => limbsOf(value).map(modulo);
      for (const modulus of [FIELD_MODULUS, POWER]) {
        for (const wrap of [modulus, -modulus]) {
          const inputs = productInputs(a, b);
          await circuit.refusal({ ...inputs, quotient: inField(quotient + wrap) });
          await circuit.refusal({ ...inputs, product: inField(product + wrap) });
          const both = { quotient: inField(quotient - wrap), product: inField(product + wrap * P) };
          expect(await circuit.refusal({ ...inputs, ...both })).to.include('Num2Bits');
        }
      }
    });

    it('limbs beyond their ranges, though they spell the same number', async () => {
      const inputs = productInputs(a, b) as Record<string, bigint[]>;
      for (const name of ['a', 'b', 'quotient', 'product']) {
        const limbs = inputs[name]!;
        for (const borrowed of [0, 1]) {
          const moved = limbs
            .with(borrowed, limbs[borrowed]! + (1n << 88n))
            .with(borrowed + 1, limbs[borrowed + 1]! - 1n);
          expect(await circuit.refusal({ ...inputs, [name]: moved }), name).to.include('Num2Bits');
        }
      }
    });

    it('a quotient that is right in the scalar field only: the carries are no integers', async () => {
      for (let i = 0; i < 10; i++) {
        const wrong = scalar(`product ${i}`);
        const fits = modulo((a * b - wrong) * invert(P, FIELD_MODULUS));
        const difference = a * b - fits * P - wrong;
        expect(difference).to.not.equal(0n);
        expect(difference % FIELD_MODULUS).to.equal(0n);
        expect(await refusal({ quotient: fits, product: wrong })).to.include('Num2Bits');
      }
    });

    it('a quotient that is right modulo 2^264 only, by the scalar field alone', async () => {
      let found = 0;
      for (let i = 0; found < 5; i++) {
        const wrong = scalar(`product ${i}`);
        // One in 128 of the quotients modulo 2^264 has 257 bits, as the range asks.
        const fits = residue((a * b - wrong) * inverseModuloPower(P), POWER);
        if (fits >> 257n !== 0n) continue;
        found++;
        const difference = a * b - fits * P - wrong;
        expect(difference).to.not.equal(0n);
        expect(difference % POWER).to.equal(0n);
        const message = await refusal({ quotient: fits, product: wrong });
        expect(message).to.include('ConventionalProduct').and.not.include('Num2Bits');
      }
    });
  });

  for (const optimisation of ['O0', 'O2'] as const) {
    it(`pins every wire of ${optimisation}`, async () => {
      const compiled = await templateCircuit(FILE, 'ConventionalProduct()', optimisation);
      for (const [x, y] of [
        [a, b],
        [TOP, TOP],
        [P, N],
        [P - 1n, 1n],
      ] as const) {
        expect(compiled.unpinned(await compiled.witness(productInputs(x, y)))).to.deep.equal([]);
      }
    });
  }
});

/** Newton's iteration doubles the number of right bits. */
function inverseModuloPower(value: bigint): bigint {
  let result = 1n;
  for (let bits = 1; bits < 264; bits *= 2) result = residue(result * (2n - value * result), POWER);
  return result;
}
