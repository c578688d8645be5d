import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../chain/atomic-file.ts';
import { toJson } from '../chain/json.ts';
import { outOfBounds } from './proof-bounds.ts';
import { SdkError } from './sdk-error.ts';

/** What `register` says in the clear about a CA or server (Solidity's CertificateOpening). */
export interface PublicOpening {
  readonly parent: bigint;
  readonly keyHash: bigint;
  readonly serialNumber: bigint;
  readonly role: number;
  readonly flags: number;
  readonly notAfter: bigint;
  readonly attribute: bigint;
}

/** A proof as the contract takes it, with what it is bound to. Holds nothing secret: it is what goes on chain. */
export interface CertificateProof {
  readonly chainId: bigint;
  /** Address of the CertificateRegistry. */
  readonly registry: string;
  /** The only account that can use it. */
  readonly submitter: string;
  readonly version: bigint;
  /** a[2], b[2][2] (imaginary part first), c[2]. */
  readonly points: readonly bigint[];
  readonly caRoot: bigint;
  readonly revRoot: bigint;
  /** Seconds since 1970. */
  readonly now: bigint;
  readonly leaf: bigint;
  /** Of a chip; 0 for CAs and servers. */
  readonly nullifier: bigint;
  /** Of a CA or server; a chip's leaf stays closed. */
  readonly opening?: PublicOpening;
}

const FORMAT = 'openrsp/certificate-proof/1';

/** Writes a proof file, all or nothing. */
export function writeProofFile(file: string, proof: CertificateProof): void {
  writeFileAtomically(file, toJson({ format: FORMAT, ...proof }));
}

/** Reads what {@link writeProofFile} wrote. Throws SdkError for anything else. */
export function readProofFile(file: string): CertificateProof {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SdkError(`${file} is not JSON; give a file that certificate prove wrote`);
  }
  const proof = parse(value);
  if (proof === undefined)
    throw new SdkError(`${file} is not a proof file of format ${FORMAT}; make it anew with certificate prove`);
  const problem = outOfBounds(proof);
  if (problem !== undefined) throw new SdkError(`${file}: ${problem}; make it anew with certificate prove`);
  return proof;
}

const NUMBERS = ['chainId', 'version', 'caRoot', 'revRoot', 'now', 'leaf', 'nullifier'] as const;
const OPENING_NUMBERS = ['parent', 'keyHash', 'serialNumber', 'notAfter', 'attribute'] as const;
const POINTS = 8;

function parse(value: unknown): CertificateProof | undefined {
  if (!isObject(value) || value.format !== FORMAT || !Array.isArray(value.points)) return undefined;
  const points = value.points.map(toBigInt);
  const numbers = NUMBERS.map((name) => toBigInt(value[name]));
  const opening = value.opening === undefined ? undefined : parseOpening(value.opening);
  const { registry, submitter } = value;
  if (
    points.length !== POINTS ||
    [...points, ...numbers].includes(undefined) ||
    typeof registry !== 'string' ||
    typeof submitter !== 'string' ||
    (value.opening !== undefined && opening === undefined)
  ) {
    return undefined;
  }
  const named = Object.fromEntries(NUMBERS.map((name, i) => [name, numbers[i]])) as Record<
    (typeof NUMBERS)[number],
    bigint
  >;
  return { ...named, registry, submitter, points: points as bigint[], ...(opening === undefined ? {} : { opening }) };
}

function parseOpening(value: unknown): PublicOpening | undefined {
  if (!isObject(value) || !Number.isInteger(value.role) || !Number.isInteger(value.flags)) return undefined;
  const numbers = OPENING_NUMBERS.map((name) => toBigInt(value[name]));
  if (numbers.includes(undefined)) return undefined;
  const named = Object.fromEntries(OPENING_NUMBERS.map((name, i) => [name, numbers[i]]));
  return { ...(named as Omit<PublicOpening, 'role' | 'flags'>), role: Number(value.role), flags: Number(value.flags) };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const toBigInt = (value: unknown): bigint | undefined =>
  typeof value === 'string' && /^[0-9]{1,78}$/.test(value) ? BigInt(value) : undefined;
