// The part of ffjavascript 0.3.1 that is used here; the package has no types of its own.
declare module 'ffjavascript' {
  /** Points are octets in Montgomery form: affine or Jacobian, by their length. */
  interface Group<Coordinate> {
    fromObject(affine: readonly [x: Coordinate, y: Coordinate]): Uint8Array;
    toJacobian(point: Uint8Array): Uint8Array;
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    neg(a: Uint8Array): Uint8Array;
    timesScalar(a: Uint8Array, scalar: bigint): Uint8Array;
    isZero(a: Uint8Array): boolean;
    /** On the curve; says nothing of the subgroup. */
    isValid(a: Uint8Array): boolean;
  }

  interface Bn128 {
    /** Order of both groups. */
    readonly r: bigint;
    readonly G1: Group<bigint>;
    readonly G2: Group<readonly [bigint, bigint]>;
    readonly Gt: { readonly one: Uint8Array; mul(a: Uint8Array, b: Uint8Array): Uint8Array; eq(a: Uint8Array, b: Uint8Array): boolean };
    prepareG1(jacobian: Uint8Array): Uint8Array;
    prepareG2(jacobian: Uint8Array): Uint8Array;
    millerLoop(preparedG1: Uint8Array, preparedG2: Uint8Array): Uint8Array;
    finalExponentiation(a: Uint8Array): Uint8Array;
    pairing(a: Uint8Array, b: Uint8Array): Uint8Array;
  }

  /** With `singleThread` a curve of its own, without worker threads. */
  export function buildBn128(singleThread: true): Promise<Bn128>;
}
