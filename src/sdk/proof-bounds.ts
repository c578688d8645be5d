import { FIELD_MODULUS } from '../zk/poseidon.ts';
import type { PossessionProof } from './chip/possession-proof-file.ts';
import type { CertificateProof, PublicOpening } from './proof-file.ts';

/** Order of BN254's base field, in which the coordinates of a proof's points lie. */
const BASE_FIELD_MODULUS = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

interface Bound {
  /** The smallest value that is too large. */
  readonly below: bigint;
  readonly name: string;
}

const FIELD: Bound = { below: FIELD_MODULUS, name: 'r, the order of the scalar field' };
const BASE_FIELD: Bound = { below: BASE_FIELD_MODULUS, name: 'q, the order of the base field' };
const unsigned = (bits: bigint): Bound => ({ below: 1n << bits, name: `2^${bits}` });
const TIME = unsigned(40n);

/** Solidity takes no larger values where these go, and reading a value as another one must not make a proof of it. */
const PROOF_BOUNDS = {
  chainId: unsigned(64n),
  version: unsigned(32n),
  caRoot: FIELD,
  revRoot: FIELD,
  now: TIME,
  leaf: FIELD,
  nullifier: FIELD,
} as const satisfies Partial<Record<keyof CertificateProof, Bound>>;

const OPENING_BOUNDS: Readonly<Record<keyof PublicOpening, Bound>> = {
  parent: FIELD,
  keyHash: FIELD,
  serialNumber: unsigned(160n),
  role: unsigned(8n),
  flags: unsigned(8n),
  notAfter: TIME,
  attribute: FIELD,
};

const POSSESSION_BOUNDS = {
  chainId: unsigned(64n),
  version: unsigned(32n),
  leaf: FIELD,
  generation: unsigned(32n),
  vetoes: unsigned(8n),
  // A JavaScript number, too.
  blockNumber: unsigned(53n),
} as const satisfies Partial<Record<keyof PossessionProof, Bound>>;

type Check = readonly [field: string, value: bigint, bound: Bound];

/** "version is 4294967296, but must be at least 0 and below 2^32" for the first number of a proof that is out of bounds; undefined: all are good. */
export function outOfBounds(proof: CertificateProof): string | undefined {
  const { opening, points } = proof;
  return firstOutOfBounds([
    ...entries(PROOF_BOUNDS).map(([field, bound]): Check => [field, proof[field], bound]),
    ...pointChecks(points),
    ...(opening === undefined ? [] : entries(OPENING_BOUNDS)).map(([field, bound]): Check => [
      `opening.${field}`,
      BigInt(opening?.[field] ?? 0),
      bound,
    ]),
  ]);
}

/** As {@link outOfBounds}. */
export function possessionOutOfBounds(proof: PossessionProof): string | undefined {
  return firstOutOfBounds([
    ...entries(POSSESSION_BOUNDS).map(([field, bound]): Check => [field, proof[field], bound]),
    ...pointChecks(proof.points),
  ]);
}

const pointChecks = (points: readonly bigint[]): Check[] =>
  points.map((point, index): Check => [`points[${index}]`, point, BASE_FIELD]);

function firstOutOfBounds(checks: readonly Check[]): string | undefined {
  const [field, value, bound] = checks.find(([, number, { below }]) => number < 0n || number >= below) ?? [];
  return bound && `${field} is ${value}, but must be at least 0 and below ${bound.name}`;
}

const entries = <Key extends string>(table: Readonly<Record<Key, Bound>>): [Key, Bound][] =>
  Object.entries(table) as [Key, Bound][];
