import { writeFileAtomically } from '../../chain/atomic-file.ts';
import { toJson } from '../../chain/json.ts';
import { possessionOutOfBounds } from '../proof-bounds.ts';
import { numbersOf, pointsOf, readJsonObject } from '../proof-json.ts';
import { SdkError } from '../sdk-error.ts';

/** A proof that a chip signed for one attempt, as the contract takes it. Holds nothing secret: it is what goes on chain. */
export interface PossessionProof {
  readonly chainId: bigint;
  /** Address of the CertificateRegistry. */
  readonly registry: string;
  readonly version: bigint;
  /** a[2], b[2][2] (imaginary part first), c[2]. */
  readonly points: readonly bigint[];
  readonly leaf: bigint;
  /** Of the chip's entry when it was made, with the vetoes: good for this attempt only. */
  readonly generation: bigint;
  readonly vetoes: bigint;
  /** Of the block whose hash the chip signed. */
  readonly blockNumber: bigint;
}

const FORMAT = 'openrsp/possession-proof/1';
const NUMBERS = ['chainId', 'version', 'leaf', 'generation', 'vetoes', 'blockNumber'] as const;
const REMEDY = 'remove it and give what the chip signed with --signed and --block';

/** Writes a possession proof, all or nothing. */
export function writePossessionProof(file: string, proof: PossessionProof): void {
  writeFileAtomically(file, toJson({ format: FORMAT, ...proof }));
}

/** Reads what {@link writePossessionProof} wrote. Throws SdkError for anything else. */
export function readPossessionProof(file: string): PossessionProof {
  const value = readJsonObject(file, REMEDY);
  const points = pointsOf(value['points']);
  const numbers = numbersOf(value, NUMBERS);
  const { registry } = value;
  if (value['format'] !== FORMAT || points === undefined || numbers === undefined || typeof registry !== 'string') {
    throw new SdkError(`${file} is not a proof file of format ${FORMAT}; ${REMEDY}`);
  }
  const proof = { ...numbers, registry, points };
  const problem = possessionOutOfBounds(proof);
  if (problem !== undefined) throw new SdkError(`${file}: ${problem}; ${REMEDY}`);
  return proof;
}
