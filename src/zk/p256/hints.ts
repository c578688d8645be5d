import { p256 } from '@noble/curves/nist.js';
import { polynomialAlgebra, ResidueAlgebra } from './algebra.ts';
import type { Polynomial } from './algebra.ts';
import { baseScalarLimbs, quotientLimbs, reduceModOrder, reduceModPrime, signedLimbs } from './congruences.ts';
import { FIELD_PRIME, inverse, isOnCurve, modulo, ORDER, ordinateOf } from './curve.ts';
import { P256Error } from './error.ts';
import { halfScalars, signedDigits } from './lattice.ts';
import type { HalfScalars } from './lattice.ts';
import { toBits, toLimbs } from './limbs.ts';
import * as Shape from './parameters.ts';
import { relationPoints } from './points.ts';
import type { Selection } from './points.ts';
import { relations } from './relations.ts';
import { assertWellFormed, ecdsaInputs } from './statement.ts';
import type { EcdsaStatement } from './statement.ts';
import { inOrder, TRANSCRIPT_ORDER } from './transcript-order.ts';
import { toFieldElement, Transcript } from './transcript.ts';
import { windowBits, windowDigits, windowFromBits } from './windows.ts';
import type { WindowDigit } from './windows.ts';

/** Hint inputs of EcdsaP256Verify (circuits/lib/p256/ecdsa.circom), in its names and shapes. Nothing may be derived from them: one signature has many. */
export interface EcdsaHints {
  readonly ry: bigint[];
  readonly vDigits: bigint[];
  readonly wDigits: bigint[];
  readonly vIsEven: bigint;
  readonly wIsEven: bigint;
  readonly kDigits: bigint[][];
  readonly slopes: bigint[][];
  readonly coefficients: bigint[][];
  readonly foldQuotients: bigint[];
  readonly foldCarries: bigint[][];
  readonly latticeQuotient: bigint[];
  readonly latticeCarries: bigint[];
  readonly scalarQuotient: bigint[];
  readonly scalarCarries: bigint[];
}

/** What a prover is free to choose. Honest provers leave it alone; tests cheat with it, the transcript follows. */
export interface Choices {
  readonly ry?: bigint;
  readonly halfScalars?: (honest: HalfScalars) => HalfScalars;
  /** The number whose bits the offset's lane is said to have. */
  readonly lane?: (squeezed: bigint) => bigint;
  /** The offset that the additions are made for; k and the congruences keep the one that is drawn. */
  readonly offset?: (drawn: readonly WindowDigit[]) => readonly WindowDigit[];
  readonly k?: (honest: bigint) => bigint;
  readonly slope?: (honest: bigint, index: number) => bigint;
  readonly coefficients?: (honest: readonly bigint[], set: number) => bigint[];
}

export interface HintOptions {
  /** Gives the best assignment there is also for a statement that is false or out of range: the circuit has to refuse it. */
  readonly force?: boolean;
  readonly choices?: Choices;
  /** Width of the challenges, for a circuit built with others than P256_CHALLENGE_BITS. */
  readonly challengeBits?: number;
}

/**
 * The witness of an ECDSA signature that the circuit only checks: half-size scalars, slopes, batched polynomials, quotients and carries.
 * @throws P256Error when the statement is false, or one of the few true ones that the circuit leaves out; the message says which
 */
export function ecdsaHints(statement: EcdsaStatement, options: HintOptions = {}): EcdsaHints {
  const { force = false, choices = {}, challengeBits = Shape.CHALLENGE_BITS } = options;
  if (!force) assertWellFormed(statement);
  const { z, r, s, q, extra } = statement;
  const ry = choices.ry ?? signaturePointOrdinate(statement, force);

  const honestHalves = halfScalars(r, s);
  const { v, w } = choices.halfScalars?.(honestHalves) ?? honestHalves;
  const [vDigits, wDigits] = [signedDigits(v), signedDigits(w)];
  const ryBits = toBits(ry, Shape.VALUE_BITS);
  const vIsEven = vDigits.isEven ? 1n : 0n;
  const wIsEven = wDigits.isEven ? 1n : 0n;

  const transcript = new Transcript(Shape.transcriptDomain(extra.length));
  const halves = { vDigits: [...vDigits.bits], wDigits: [...wDigits.bits], vIsEven, wIsEven };
  const first = { ...ecdsaInputs(statement), ry: ryBits, ...halves };
  transcript.absorbBits(inOrder(TRANSCRIPT_ORDER.Statement, first, extra.length));
  const lane = transcript.lane();
  const offsetBits = toBits(choices.lane?.(lane) ?? lane, 254);
  const drawn = Array.from({ length: Shape.OFFSET_WINDOWS }, (_, j) =>
    windowFromBits(offsetBits.slice(j * Shape.WINDOW_BITS, (j + 1) * Shape.WINDOW_BITS)),
  );
  const selection: Selection = {
    q,
    r: { x: r, y: ry },
    extra,
    vDigits: vDigits.bits,
    wDigits: wDigits.bits,
    vIsEven: vDigits.isEven,
    wIsEven: wDigits.isEven,
    offset: choices.offset?.(drawn) ?? drawn,
  };

  const correction = 1n - vIsEven - wIsEven;
  const offsetScalar = baseScalarLimbs([], drawn, 0n).reduceRight(
    (sum, limb) => (sum << BigInt(Shape.ORDER_LIMB_BITS)) + limb,
    0n,
  );
  const residue = modulo(v * z * inverse(s, ORDER) - offsetScalar - correction, ORDER);
  const honestK = (residue & 1n) === 1n ? residue : residue - ORDER;
  const base = windowDigits(choices.k?.(honestK) ?? honestK, Shape.BASE_WINDOWS);

  const slopes = findSlopes(selection, base, choices.slope);
  const slopeBits = slopes.map((slope) => toBits(slope, Shape.VALUE_BITS));
  const second = { kDigits: base.map(windowBits), slopes: slopeBits };
  transcript.absorbBits(inOrder(TRANSCRIPT_ORDER.Witness, second, extra.length));
  const weights = challengeSets(transcript, challengeBits);

  let next = 0;
  const slopeSource = (): Polynomial => toLimbs(slopes[next++]!, Shape.LIMB_BITS, Shape.LIMBS);
  const found = relations(polynomialAlgebra, relationPoints(polynomialAlgebra, selection, base), slopeSource);
  const coefficients = weights.map(({ alphas, betas }, set) => {
    const batch = new Array<bigint>(Shape.RELATION_COEFFICIENTS).fill(0n);
    for (const [number, relation] of found.entries()) {
      const weight = alphas[number % Shape.ALPHAS]! * betas[Math.floor(number / Shape.ALPHAS)]!;
      for (const [degree, coefficient] of relation.entries()) batch[degree]! += weight * coefficient;
    }
    return choices.coefficients?.(batch, set) ?? batch;
  });
  const folds = coefficients.map(reduceModPrime);

  const vLimbs = signedLimbs(vDigits.bits, vIsEven);
  const wLimbs = signedLimbs(wDigits.bits, wIsEven);
  const lattice = reduceModOrder([vLimbs, r], [wLimbs, s], 2);
  const scalar = reduceModOrder([baseScalarLimbs(base, drawn, correction), s], [vLimbs, z], 3);

  return {
    ry: ryBits,
    ...halves,
    ...second,
    coefficients: coefficients.map((batch) => batch.map(toFieldElement)),
    foldQuotients: folds.map(({ quotient }) => toFieldElement(quotient)),
    foldCarries: folds.map(({ carries }) => carries.map(toFieldElement)),
    latticeQuotient: offsetQuotient(lattice.quotient, 2, Shape.LATTICE_QUOTIENT_OFFSET_BITS),
    latticeCarries: lattice.carries.map(toFieldElement),
    scalarQuotient: offsetQuotient(scalar.quotient, 3, Shape.SCALAR_QUOTIENT_OFFSET_BITS),
    scalarCarries: scalar.carries.map(toFieldElement),
  };
}

/** Limbs of quotient + 2^offsetBits, none negative for a true statement. */
function offsetQuotient(quotient: bigint, limbs: number, offsetBits: number): bigint[] {
  return quotientLimbs(quotient + (1n << BigInt(offsetBits)), limbs).map(toFieldElement);
}

/** y of R = u1·G + u2·Q. */
function signaturePointOrdinate({ z, r, s, q }: EcdsaStatement, force: boolean): bigint {
  const fallback = (reason: string): bigint => {
    if (!force) throw new P256Error(reason);
    return ordinateOf(r) ?? 1n;
  };
  if (!isOnCurve(q) || modulo(s, ORDER) === 0n) return fallback('the statement is out of range');
  const inverseS = inverse(s, ORDER);
  const point = p256.Point.BASE.multiplyUnsafe(modulo(z * inverseS, ORDER)).add(
    p256.Point.fromAffine(q).multiplyUnsafe(modulo(r * inverseS, ORDER)),
  );
  if (point.is0()) return fallback('the signature is wrong');
  const { x, y } = point.toAffine();
  if (x === r) return y;
  if (x === r + ORDER) {
    return fallback(
      'R.x = r + n, which the circuit leaves out: one signature in 2^130 is like that; have the message signed again',
    );
  }
  return fallback('the signature is wrong');
}

/** Solves relation after relation modulo p; where a denominator vanishes there is no slope and 0 stands in. */
function findSlopes(selection: Selection, base: ReturnType<typeof windowDigits>, choose: Choices['slope']): bigint[] {
  const field = new ResidueAlgebra(FIELD_PRIME, 1n << BigInt(Shape.LIMB_BITS));
  const slopes: bigint[] = [];
  relations(field, relationPoints(field, selection, base), (first, numerator, denominator) => {
    const honest = modulo(numerator * inverse(denominator, FIELD_PRIME) - first, FIELD_PRIME);
    const slope = choose?.(honest, slopes.length) ?? honest;
    slopes.push(slope);
    return slope;
  });
  return slopes;
}

/** Weights of the relations in one batch, each first one 1. */
export interface ChallengeSet {
  readonly alphas: bigint[];
  readonly betas: bigint[];
}

export function challengeSets(transcript: Transcript, bits: number): ChallengeSet[] {
  const each = Shape.ALPHAS - 1 + Shape.BETAS - 1;
  const challenges = transcript.shortChallenges(each * Shape.CHALLENGE_SETS, bits);
  return Array.from({ length: Shape.CHALLENGE_SETS }, (_, set) => {
    const own = challenges.slice(set * each, (set + 1) * each);
    return { alphas: [1n, ...own.slice(0, Shape.ALPHAS - 1)], betas: [1n, ...own.slice(Shape.ALPHAS - 1)] };
  });
}
