import { bn254 } from '@noble/curves/bn254.js';

/** A proof as Solidity takes it: a[2], b[2][2] with the imaginary part first, c[2]. */
export type Points = readonly bigint[];

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
/** Order of the base field. */
export const BASE_FIELD_MODULUS = bn254.fields.Fp.ORDER;

interface Decoded {
  readonly a: InstanceType<typeof G1>;
  readonly b: InstanceType<typeof G2>;
  readonly c: InstanceType<typeof G1>;
}

function decode(points: Points): Decoded {
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = points as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return {
    a: G1.fromAffine({ x: ax, y: ay }),
    b: G2.fromAffine({ x: { c0: bx0, c1: bx1 }, y: { c0: by0, c1: by1 } }),
    c: G1.fromAffine({ x: cx, y: cy }),
  };
}

function encode({ a, b, c }: Decoded): Points {
  const [pa, pb, pc] = [a.toAffine(), b.toAffine(), c.toAffine()];
  return [pa.x, pa.y, pb.x.c1, pb.x.c0, pb.y.c1, pb.y.c0, pc.x, pc.y];
}

/** (A/r, rB, C): another proof of the same statement, which anybody can make. */
export function rerandomised(points: Points, r: bigint): Points {
  const { a, b, c } = decode(points);
  return encode({ a: a.multiply(bn254.fields.Fr.inv(r)), b: b.multiply(r), c });
}

/** (-A, -B, C): another one. */
export function negated(points: Points): Points {
  const { a, b, c } = decode(points);
  return encode({ a: a.negate(), b: b.negate(), c });
}
