import {
  BASE_WINDOWS,
  CHALLENGE_SETS,
  RELATION_COEFFICIENTS,
  SLOPES,
  STEPS,
  VALUE_BITS,
  WINDOW_BITS,
} from './parameters.ts';

/** An input of EcdsaP256Verify that the transcript absorbs, row by row: a signal of this shape. */
export interface Part {
  readonly name: string;
  /** Lengths of the array's dimensions, outermost first; [] for a single signal. */
  readonly shape: readonly number[];
}

/** What a round absorbs: parts in order; of several in one entry, one of each for every additional point in turn. */
export type Order = readonly (Part | { readonly forEachExtraPoint: readonly Part[] })[];

/**
 * The order in which the transcript absorbs its three rounds: src/zk/p256/hints.ts follows it, and circuits/lib/p256/generated/transcript.circom
 * is made of it. Each round holds everything that what is drawn after it must not depend on.
 */
export const TRANSCRIPT_ORDER = {
  /** Before the offset c is drawn. */
  Statement: [
    { name: 'z', shape: [VALUE_BITS] },
    { name: 'r', shape: [VALUE_BITS] },
    { name: 's', shape: [VALUE_BITS] },
    { name: 'qx', shape: [VALUE_BITS] },
    { name: 'qy', shape: [VALUE_BITS] },
    {
      forEachExtraPoint: [
        { name: 'extraX', shape: [VALUE_BITS] },
        { name: 'extraY', shape: [VALUE_BITS] },
      ],
    },
    { name: 'ry', shape: [VALUE_BITS] },
    { name: 'vDigits', shape: [STEPS] },
    { name: 'wDigits', shape: [STEPS] },
    { name: 'vIsEven', shape: [] },
    { name: 'wIsEven', shape: [] },
  ],
  /** Before alphas and betas are drawn. */
  Witness: [
    { name: 'kDigits', shape: [BASE_WINDOWS, WINDOW_BITS] },
    { name: 'slopes', shape: [SLOPES, VALUE_BITS] },
  ],
  /** Before tau is drawn: field elements, not bits. No hint depends on tau, so only the circuit draws it. */
  Batch: [{ name: 'coefficients', shape: [CHALLENGE_SETS, RELATION_COEFFICIENTS] }],
} as const satisfies Readonly<Record<string, Order>>;

/** Values of the parts by name, with a further outermost dimension for those of additional points. */
export type PartValues = Readonly<Record<string, bigint | readonly bigint[] | readonly (readonly bigint[])[]>>;

/** The values in the order in which they are absorbed. */
export function inOrder(order: Order, values: PartValues, extraPoints: number): bigint[] {
  return order.flatMap((entry) => {
    if ('name' in entry) return flat(values[entry.name]!);
    return Array.from({ length: extraPoints }, (_, e) =>
      entry.forEachExtraPoint.flatMap(({ name }) => flat((values[name] as readonly (readonly bigint[])[])[e]!)),
    ).flat();
  });
}

function flat(value: PartValues[string]): bigint[] {
  return typeof value === 'bigint' ? [value] : (value as readonly (bigint | readonly bigint[])[]).flat();
}
