import { createHash } from 'node:crypto';
import { ecdsaHints, type HintOptions } from '../../../src/zk/p256/hints.ts';
import { ecdsaInputs, type EcdsaStatement } from '../../../src/zk/p256/statement.ts';
import { multiple, scalar, sign } from '../../zk/p256/sign.ts';
import type { Inputs } from '../harness/template.ts';

/** Some point for the statement's additional one. */
export const EXTRA = multiple(5n);

export const toNumber = (octets: Uint8Array): bigint => BigInt(`0x${Buffer.from(octets).toString('hex')}`);
export const sha256 = (message: Uint8Array): bigint => toNumber(createHash('sha256').update(message).digest());

/** A signature with the chosen parts; the others are always the same. */
export function signatureWith({ z, key, nonce }: { z?: bigint; key?: bigint; nonce?: bigint }): EcdsaStatement {
  return sign({ z: z ?? scalar('z'), key: key ?? scalar('key'), nonce: nonce ?? scalar('nonce'), extra: [EXTRA] });
}

/** All inputs of EcdsaP256Verify. */
export function inputsOf(statement: EcdsaStatement, options?: HintOptions): Inputs {
  return { ...ecdsaInputs(statement), ...ecdsaHints(statement, options) };
}
