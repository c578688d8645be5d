import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { templateCircuit } from './template-circuit.ts';

/** What TbsCertificate reads, as JavaScript values. */
export interface TbsFields {
  serialNumber: bigint;
  /** Seconds since 1970. */
  notBefore: bigint;
  notAfter: bigint;
  x: bigint;
  y: bigint;
  role: number;
  digitalSignature: bigint;
  keyCertSign: bigint;
  crlSign: bigint;
  isCa: bigint;
  pathLength: bigint;
  organization: Uint8Array;
  prefixes: readonly bigint[];
  eid: bigint;
  registeredId: Uint8Array | undefined;
}

const MESSAGE_BITS = 6144;
const CHUNK_OCTETS = 31;

export const tbsCircuit = templateCircuit('lib/der/tbs.circom', 'TbsCertificate()');

/** The octets' bits, most significant first, as far as there is room. */
export function tbsBits(tbs: Uint8Array): bigint[] {
  return Array.from({ length: MESSAGE_BITS }, (_, i) => BigInt(((tbs[i >> 3] ?? 0) >> (7 - (i & 7))) & 1));
}

export async function readTbs(tbs: Uint8Array): Promise<TbsFields> {
  return readTbsBits(tbsBits(tbs), tbs.length);
}

export async function readTbsBits(bits: readonly bigint[], length: number): Promise<TbsFields> {
  const circuit = await tbsCircuit.circuit();
  const witness = await circuit.witness({ bits, length });
  const value = (name: string): bigint => circuit.value(witness, name);
  const values = (name: string, count: number): bigint[] => circuit.values(witness, name, count);
  const coordinate = (name: string): bigint => values(name, 256).reduceRight((number, bit) => 2n * number + bit, 0n);
  return {
    serialNumber: value('serialNumber'),
    notBefore: signed(value('notBefore')),
    notAfter: signed(value('notAfter')),
    x: coordinate('x'),
    y: coordinate('y'),
    role: Number(value('role')),
    digitalSignature: value('digitalSignature'),
    keyCertSign: value('keyCertSign'),
    crlSign: value('crlSign'),
    isCa: value('isCa'),
    pathLength: value('pathLength'),
    organization: octets(values('organization', 3), value('organizationLength')),
    prefixes: values('prefixes', 4),
    eid: value('eid'),
    registeredId:
      value('registeredIds') === 0n ? undefined : octets([value('registeredId')], value('registeredIdLength')),
  };
}

/** `template`: the constraint that fails is in it, or in a component of it. `length`: the octets the prover says there are. */
export async function expectRefused(tbs: Uint8Array, template?: string, length = tbs.length): Promise<void> {
  await tbsCircuit.expectRefused({ bits: tbsBits(tbs), length }, template);
}

export async function expectRefusedBits(bits: readonly bigint[], length: number, template?: string): Promise<void> {
  await tbsCircuit.expectRefused({ bits, length }, template);
}

function signed(value: bigint): bigint {
  return value > FIELD_MODULUS / 2n ? value - FIELD_MODULUS : value;
}

function octets(chunks: readonly bigint[], length: bigint): Uint8Array {
  const hex = chunks.map((chunk) => chunk.toString(16).padStart(2 * CHUNK_OCTETS, '0')).join('');
  return Uint8Array.from(Buffer.from(hex, 'hex').subarray(0, Number(length)));
}
