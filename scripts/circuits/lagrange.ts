import { invertAll, ORDER, power, rootOfUnity } from './scalar-field.ts';

/**
 * Values at tau of Lagrange polynomials of the domain of 2^log2 roots of unity: L_i(tau) = (tau^N - 1)/N · w^i/(tau - w^i).
 * @param step 1 for all of them, 2 for those of odd index only
 */
export function lagrangeAt(tau: bigint, log2: number, step: 1 | 2): bigint[] {
  const size = 1 << log2;
  const root = rootOfUnity(log2);
  const factor = (((power(tau, BigInt(size)) - 1n + ORDER) % ORDER) * power(BigInt(size), ORDER - 2n)) % ORDER;
  if (factor === 0n) throw new RangeError('tau is a root of unity of the domain');
  const stride = step === 1 ? root : (root * root) % ORDER;
  const roots: bigint[] = [];
  for (let i = 0, point = step === 1 ? 1n : root; i < size; i += step) {
    roots.push(point);
    point = (point * stride) % ORDER;
  }
  const values = roots.map((point) => (tau - point + ORDER) % ORDER);
  invertAll(values);
  return values.map((inverse, i) => (((inverse * roots[i]!) % ORDER) * factor) % ORDER);
}
