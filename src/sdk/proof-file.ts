import { writeFileAtomically } from '../chain/atomic-file.ts';
import { toJson } from '../chain/json.ts';
import { outOfBounds } from './proof-bounds.ts';
import { isObject, numbersOf, pointsOf, readJsonObject } from './proof-json.ts';
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
  const proof = parse(readJsonObject(file, 'give a file that certificate prove wrote'));
  if (proof === undefined)
    throw new SdkError(`${file} is not a proof file of format ${FORMAT}; make it anew with certificate prove`);
  const problem = outOfBounds(proof);
  if (problem !== undefined) throw new SdkError(`${file}: ${problem}; make it anew with certificate prove`);
  return proof;
}

const NUMBERS = ['chainId', 'version', 'caRoot', 'revRoot', 'now', 'leaf', 'nullifier'] as const;
const OPENING_NUMBERS = ['parent', 'keyHash', 'serialNumber', 'notAfter', 'attribute'] as const;

function parse(value: Record<string, unknown>): CertificateProof | undefined {
  const points = pointsOf(value.points);
  const numbers = numbersOf(value, NUMBERS);
  const opening = value.opening === undefined ? undefined : parseOpening(value.opening);
  const { registry, submitter } = value;
  if (
    value.format !== FORMAT ||
    points === undefined ||
    numbers === undefined ||
    typeof registry !== 'string' ||
    typeof submitter !== 'string' ||
    (value.opening !== undefined && opening === undefined)
  ) {
    return undefined;
  }
  return { ...numbers, registry, submitter, points, ...(opening === undefined ? {} : { opening }) };
}

function parseOpening(value: unknown): PublicOpening | undefined {
  if (!isObject(value) || !Number.isInteger(value.role) || !Number.isInteger(value.flags)) return undefined;
  const numbers = numbersOf(value, OPENING_NUMBERS);
  return numbers && { ...numbers, role: Number(value.role), flags: Number(value.flags) };
}
