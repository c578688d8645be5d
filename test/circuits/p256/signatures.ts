import { createHash, randomBytes } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { ecdsaHints, type HintOptions } from '../../../src/zk/p256/hints.ts';
import { ecdsaInputs, type EcdsaStatement } from '../../../src/zk/p256/statement.ts';
import type { Inputs } from '../harness/template.ts';

export const generator = p256.Point.BASE;
/** Some point for the statement's additional one. */
const EXTRA = generator.multiply(5n).toAffine();

export const toNumber = (octets: Uint8Array): bigint => BigInt(`0x${Buffer.from(octets).toString('hex') || '0'}`);
export const sha256 = (message: Uint8Array): bigint => toNumber(createHash('sha256').update(message).digest());
const modulo = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;
const order = p256.Point.Fn.ORDER;

/** A signature of `z` by the secret key `d` with the nonce `k`: any of the three may be chosen, the rest is random. */
export function sign({ d, k, z }: { d?: bigint; k?: bigint; z?: bigint } = {}): EcdsaStatement {
  const random = (): bigint => (toNumber(randomBytes(40)) % (order - 1n)) + 1n;
  const [secret, nonce, hash] = [d ?? random(), k ?? random(), z ?? toNumber(randomBytes(32))];
  const r = generator.multiply(nonce).toAffine().x % order;
  const s = modulo(p256.Point.Fn.inv(nonce) * (hash + r * secret), order);
  return { z: hash, r, s, q: generator.multiply(secret).toAffine(), extra: [EXTRA] };
}

/** The same signature's other half. */
export const twin = (statement: EcdsaStatement): EcdsaStatement => ({ ...statement, s: order - statement.s });

export function inputsOf(statement: EcdsaStatement, options?: HintOptions): Inputs {
  return { ...ecdsaInputs(statement), ...ecdsaHints(statement, options) };
}

export { EXTRA, order };
