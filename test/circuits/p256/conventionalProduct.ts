import { P } from '../../zk/p256/conventional.ts';
import type { Inputs } from '../harness/template.ts';

const LIMB_BITS = 88n;

/** Three limbs of 88 bits, the top one with all that is left. */
export function limbsOf(value: bigint): bigint[] {
  return [0n, 1n, 2n].map((i) =>
    i === 2n ? value >> 176n : BigInt.asUintN(Number(LIMB_BITS), value >> (LIMB_BITS * i)),
  );
}

/** What the two low limbs of p − 1 − product borrow of the next. */
function borrowsOf(product: bigint): bigint[] {
  const [last, limbs] = [limbsOf(P - 1n), limbsOf(product)];
  const first = limbs[0]! > last[0]! ? 1n : 0n;
  return [first, limbs[1]! + first > last[1]! ? 1n : 0n];
}

/** Inputs of ConventionalProduct() for a·b = quotient·p + product; the hints follow from a and b unless they are given. */
export function productInputs(
  a: bigint,
  b: bigint,
  { quotient = (a * b) / P, product = (a * b) % P }: { quotient?: bigint; product?: bigint } = {},
): Inputs {
  const limbs = { a: limbsOf(a), b: limbsOf(b), quotient: limbsOf(quotient), product: limbsOf(product) };
  return { ...limbs, borrow: borrowsOf(product) };
}
