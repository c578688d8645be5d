/** A proof's points as Solidity's uint256[8]. */
export type SolidityPoints = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** a[2], b[2][2] (imaginary part first), c[2]. */
export function solidityPoints(points: readonly bigint[]): SolidityPoints {
  if (points.length !== 8) throw new RangeError(`a proof has 8 coordinates, not ${points.length}`);
  return [...points] as SolidityPoints;
}
