import { bn254 } from '@noble/curves/bn254.js';

/** x, y, z of a point as snarkjs writes it: decimal text, z = 1. */
type G1Text = readonly [x: string, y: string, z: string];
/** Each coordinate as real and imaginary part. */
type G2Text = readonly [x: readonly [string, string], y: readonly [string, string], z: readonly [string, string]];

/** A Groth16 verifying key over BN254, as snarkjs exports it (verification_key.json). */
export interface VerificationKey {
  readonly protocol: 'groth16';
  readonly curve: 'bn128';
  /** Number of public signals. */
  readonly nPublic: number;
  readonly vk_alpha_1: G1Text;
  readonly vk_beta_2: G2Text;
  readonly vk_gamma_2: G2Text;
  readonly vk_delta_2: G2Text;
  /** One point more than there are public signals. */
  readonly IC: readonly G1Text[];
}

/** A verifying key under which false statements can be proven, or none at all. */
export class VerificationKeyError extends Error {
  override readonly name = 'VerificationKeyError';
}

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
const BASE_FIELD_MODULUS = bn254.fields.Fp.ORDER;

/**
 * Refuses a verifying key that is unsound whatever the circuit.
 *
 * gamma = delta is what `groth16 setup` leaves when nobody contributed: then A = alpha, B = beta, C = -vk_x verifies for any public
 * signals. A point at infinity takes away what it stands for: in IC, a public signal. Points off the curve or outside the subgroup
 * make the pairing's answer meaningless.
 * @throws VerificationKeyError that names the point
 */
export function assertSoundVerificationKey(key: unknown): asserts key is VerificationKey {
  if (!hasShape(key)) {
    throw new VerificationKeyError(
      'This is no Groth16 verifying key over bn128 as snarkjs exports it; export it again',
    );
  }
  const alpha = readG1('alpha', key.vk_alpha_1);
  readG2('beta', key.vk_beta_2);
  const gamma = readG2('gamma', key.vk_gamma_2);
  const delta = readG2('delta', key.vk_delta_2);
  if (gamma.equals(delta) || gamma.equals(delta.negate())) {
    throw new VerificationKeyError(
      'gamma equals delta (up to sign): nobody contributed to this key, and anybody can forge proofs; contribute (snarkjs zkey contribute) or make a development key',
    );
  }
  if (key.IC.length !== key.nPublic + 1) {
    throw new VerificationKeyError(
      `The key has ${key.IC.length} IC points for ${key.nPublic} public signals; export it again`,
    );
  }
  const points = key.IC.map((point, index) => readG1(`IC[${index}]`, point));
  for (const [index, point] of points.entries()) {
    const twin = points.findIndex((other, i) => i < index && (other.equals(point) || other.equals(point.negate())));
    if (twin !== -1) {
      throw new VerificationKeyError(
        `IC[${twin}] and IC[${index}] are one point: one public signal can stand for the other`,
      );
    }
    if (point.equals(alpha))
      throw new VerificationKeyError(`IC[${index}] equals alpha: the key was not made at random`);
  }
}

function readG1(name: string, [x, y, z]: G1Text): InstanceType<typeof G1> {
  refuseInfinity(name, [z], ['1']);
  return onCurve(name, () => G1.fromAffine({ x: coordinate(name, x), y: coordinate(name, y) }));
}

function readG2(name: string, [x, y, z]: G2Text): InstanceType<typeof G2> {
  refuseInfinity(name, z, ['1', '0']);
  const element = ([c0, c1]: readonly [string, string]): { c0: bigint; c1: bigint } => ({
    c0: coordinate(name, c0),
    c1: coordinate(name, c1),
  });
  return onCurve(name, () => G2.fromAffine({ x: element(x), y: element(y) }));
}

function refuseInfinity(name: string, z: readonly string[], one: readonly string[]): void {
  if (z.every((part, i) => part === one[i])) return;
  const what = z.every((part) => part === '0') ? 'is the point at infinity' : 'is not in affine coordinates';
  throw new VerificationKeyError(`${name} ${what}; this key must not be used`);
}

function coordinate(name: string, text: string): bigint {
  const value = BigInt(text);
  if (value >= BASE_FIELD_MODULUS) {
    throw new VerificationKeyError(`${name} has the coordinate ${text}, which is not below the base field's modulus`);
  }
  return value;
}

function onCurve<Point extends { assertValidity(): void; isTorsionFree(): boolean; is0(): boolean }>(
  name: string,
  make: () => Point,
): Point {
  let point: Point;
  try {
    point = make();
    point.assertValidity();
  } catch (error) {
    if (error instanceof VerificationKeyError) throw error;
    throw new VerificationKeyError(`${name} is not on the curve, or not in the subgroup; this key must not be used`);
  }
  if (point.is0() || !point.isTorsionFree()) {
    throw new VerificationKeyError(`${name} is at infinity or outside the subgroup; this key must not be used`);
  }
  return point;
}

const isNumber = (value: unknown): value is string => typeof value === 'string' && /^(0|[1-9][0-9]{0,77})$/.test(value);
const isG1 = (value: unknown): value is G1Text => Array.isArray(value) && value.length === 3 && value.every(isNumber);
const isG2 = (value: unknown): value is G2Text =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isNumber));

function hasShape(value: unknown): value is VerificationKey {
  if (typeof value !== 'object' || value === null) return false;
  const key = value as Partial<Record<keyof VerificationKey, unknown>>;
  return (
    key.protocol === 'groth16' &&
    key.curve === 'bn128' &&
    Number.isSafeInteger(key.nPublic) &&
    isG1(key.vk_alpha_1) &&
    [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].every(isG2) &&
    Array.isArray(key.IC) &&
    key.IC.every(isG1)
  );
}
