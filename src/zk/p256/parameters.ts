/** Shape of the verification circuit: the numbers that TypeScript and circom share (circuits/lib/p256/generated/constants.circom). */

/** Values of 256 bits are polynomials in X with coefficients of this many bits; X = 2^32 gives the integer back. */
export const LIMB_BITS = 32;
export const LIMBS = 8;
export const VALUE_BITS = LIMB_BITS * LIMBS;

/** Signed digits of v and w, and double-and-add steps. */
export const STEPS = 128;

/** Fixed-base windows: 7 index bits and a sign give the odd numbers in ±255. */
export const WINDOW_BITS = 8;
export const OFFSET_WINDOWS = 16;
export const BASE_WINDOWS = 32;

/** 2 for Q ± R, 15 for c·G, 2 for each step, 1 for the correction, 31 for k·G. */
export const SLOPES = 2 + (OFFSET_WINDOWS - 1) + 2 * STEPS + 1 + (BASE_WINDOWS - 1);

/** One relation for each slope, the curve equations of Q and R, two equalities at the end. Each additional point brings one more. */
export const RELATIONS = SLOPES + 2 + 2;

/** Coefficients of a relation: degree 21 in X. */
export const RELATION_COEFFICIENTS = 22;

/** Relation number ALPHAS·j + i is weighted with alpha_i·beta_j; alpha_0 = beta_0 = 1, the rest are challenges. */
export const ALPHAS = 17;
export const BETAS = 19;
export const CHALLENGE_BITS = 63;
/** Independent sets of challenges: a false relation must survive each. */
export const CHALLENGE_SETS = 2;

/** Most points beside Q whose curve equation is proven along; the bit budget covers them. */
export const MAX_EXTRA_POINTS = 4;

/** Bits packed into one field element of the transcript: the scalar field's order is above 2^253, so packing is injective. */
export const PACKED_BITS = 253;
/** Poseidon of 16 inputs: the chain value and this many lanes of message. */
export const MESSAGE_LANES = 15;
/** Lanes that one permutation gives out. */
export const STATE_LANES = 17;

/** Limbs of the two congruences modulo the group order. */
export const ORDER_LIMB_BITS = 88;

/** First chain value of the transcript: names construction, version and number of additional points. */
export function transcriptDomain(extraPoints: number): bigint {
  const name = Buffer.from('openrsp p256 ecdsa 1', 'ascii');
  return (BigInt(`0x${name.toString('hex')}`) << 8n) | BigInt(extraPoints);
}

/** v·r - w·s = q·n: q + 2^130 has 131 bits, in limbs of 88 and 43. */
export const LATTICE_QUOTIENT_OFFSET_BITS = 130;
/** K·s - v·z = q·n: q + 2^259 has 260 bits, in limbs of 88, 88 and 84. */
export const SCALAR_QUOTIENT_OFFSET_BITS = 259;
