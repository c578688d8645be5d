/** NIST P-256 (SP 800-186 3.2.1.3): y² = x³ − 3x + b over the integers mod {@link FIELD_PRIME}, a group of prime order {@link ORDER}. */

export const FIELD_PRIME = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
export const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
export const COEFFICIENT_B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

export interface AffinePoint {
  readonly x: bigint;
  readonly y: bigint;
}

export const GENERATOR: AffinePoint = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};

/** Least non-negative residue. */
export function modulo(value: bigint, modulus: bigint): bigint {
  const residue = value % modulus;
  return residue < 0n ? residue + modulus : residue;
}

/** Inverse modulo a prime; 0 for 0, so that hints for false statements stay defined. */
export function inverse(value: bigint, prime: bigint): bigint {
  let [previous, current] = [prime, modulo(value, prime)];
  let [previousFactor, factor] = [0n, 1n];
  if (current === 0n) return 0n;
  while (current > 1n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  return modulo(factor, prime);
}

function curvePolynomial(x: bigint): bigint {
  return modulo(x * x * x - 3n * x + COEFFICIENT_B, FIELD_PRIME);
}

/** Whether both coordinates are canonical and the point is on the curve. */
export function isOnCurve({ x, y }: AffinePoint): boolean {
  const isCanonical = x >= 0n && x < FIELD_PRIME && y >= 0n && y < FIELD_PRIME;
  return isCanonical && (y * y - curvePolynomial(x)) % FIELD_PRIME === 0n;
}

/** The even-exponent square root of x's curve polynomial (p = 3 mod 4), or undefined when x is no point's abscissa. */
export function ordinateOf(x: bigint): bigint | undefined {
  const square = curvePolynomial(x);
  let [root, base] = [1n, square];
  for (let exponent = (FIELD_PRIME + 1n) / 4n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) root = (root * base) % FIELD_PRIME;
    base = (base * base) % FIELD_PRIME;
  }
  return (root * root) % FIELD_PRIME === square ? root : undefined;
}
