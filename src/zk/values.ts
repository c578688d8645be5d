import { AbiCoder, keccak256 } from 'ethers';
import { poseidon } from './poseidon.ts';

/**
 * The values of the protocol (docs/PROTOCOL.md, "Values"). Each is a Poseidon hash whose first input is a domain constant;
 * circuits/lib/values.circom and contracts/libraries/Values.sol compute the same ones.
 */
export const Domain = {
  KeyHash: 1n,
  RevKey: 2n,
  AnchorRevKey: 3n,
  CaLeaf: 4n,
  Constraint: 5n,
  ServerLeaf: 6n,
  ServerScope: 7n,
  ChipLeaf: 8n,
  Holder: 9n,
  Nullifier: 10n,
  ServerTag: 11n,
  BindTag: 12n,
  EventTag: 14n,
  MessageTag: 15n,
  SeqCommit: 16n,
  IccidCommitment: 17n,
  TidHash: 18n,
  IndexedLeaf: 19n,
  OrganizationHash: 20n,
  PrefixList: 21n,
  RidHash: 22n,
} as const;

/** Role of a certificate's holder, from its policy OID (SGP.22 4.5.2.1). The numbers are those of Solidity's `Role`. */
export const Role = {
  None: 0,
  Ci: 1,
  SubCi: 2,
  Eum: 3,
  Euicc: 4,
  DpTls: 5,
  DpAuth: 6,
  DpPb: 7,
  DsTls: 8,
  DsAuth: 9,
} as const;
export type RoleNumber = (typeof Role)[keyof typeof Role];

/** Stands for "no pathLenConstraint" in {@link Flags.pathLength} (RFC 5280 4.2.1.9). */
export const PATH_LENGTH_UNLIMITED = 7;
/** Most `prefixList` holds: permitted subtrees of one EUM. */
export const MAX_PREFIXES = 4;
/** Upper bound ub-organization-name of X.520, in octets. */
export const MAX_ORGANIZATION_OCTETS = 64;
/** Octets that fit one field element with room to spare. */
const CHUNK_OCTETS = 31;
const MAX_UINT40 = (1n << 40n) - 1n;
const LOW_128 = (1n << 128n) - 1n;

export interface PublicKey {
  /** Affine coordinates on P-256, canonical. */
  readonly x: bigint;
  readonly y: bigint;
}

export interface Flags {
  /** keyUsage cRLSign (RFC 5280 4.2.1.3). */
  readonly crlSign: boolean;
  /** CAs that may still follow below this one, 0 to 6, or {@link PATH_LENGTH_UNLIMITED}; 0 for servers and chips. */
  readonly pathLength: number;
}

/** Big-endian value of `octets`, left aligned in 31 octets. */
function chunk(octets: Uint8Array): bigint {
  let value = 0n;
  for (let i = 0; i < CHUNK_OCTETS; i++) value = (value << 8n) | BigInt(octets[i] ?? 0);
  return value;
}

export function keyHash({ x, y }: PublicKey): bigint {
  return poseidon(Domain.KeyHash, x >> 128n, x & LOW_128, y >> 128n, y & LOW_128);
}

/** Names a certificate for revocation: issuer and serial number, 0 < serial < 2^160. */
export function revKey(issuerKeyHash: bigint, serialNumber: bigint): bigint {
  if (serialNumber <= 0n || serialNumber >= 1n << 160n) {
    throw new RangeError(`serial number ${serialNumber} is not in 1..2^160-1 (RFC 5280 4.1.2.2)`);
  }
  return poseidon(Domain.RevKey, issuerKeyHash, serialNumber);
}

/** A trust anchor has no issuer; the registry numbers its anchors from 1. */
export function anchorRevKey(anchorKeyHash: bigint, anchorId: bigint): bigint {
  return poseidon(Domain.AnchorRevKey, anchorKeyHash, anchorId);
}

export function encodeFlags({ crlSign, pathLength }: Flags): number {
  if (!Number.isInteger(pathLength) || pathLength < 0 || pathLength > PATH_LENGTH_UNLIMITED) {
    throw new RangeError(`path length ${pathLength} is not in 0..${PATH_LENGTH_UNLIMITED}`);
  }
  return (crlSign ? 1 : 0) | (pathLength << 1);
}

/** role · 2^48 + flags · 2^40 + notAfter; notAfter in seconds, clamped to 40 bits. */
export function encodeMeta(role: RoleNumber, flags: number, notAfter: bigint): bigint {
  const clamped = notAfter < 0n ? 0n : notAfter > MAX_UINT40 ? MAX_UINT40 : notAfter;
  return (BigInt(role) << 48n) | (BigInt(flags) << 40n) | clamped;
}

export function decodeMeta(meta: bigint): { role: number; flags: number; notAfter: bigint } {
  return { role: Number(meta >> 48n), flags: Number((meta >> 40n) & 0xffn), notAfter: meta & MAX_UINT40 };
}

/** Leaf of an anchor, sub-CI or EUM. `constraint` is 0 except for an EUM. */
export function caLeaf(ownKeyHash: bigint, meta: bigint, ownRevKey: bigint, constraint: bigint): bigint {
  return poseidon(Domain.CaLeaf, ownKeyHash, meta, ownRevKey, constraint);
}

export function serverLeaf(ownKeyHash: bigint, meta: bigint, ownRevKey: bigint, rid: bigint): bigint {
  return poseidon(Domain.ServerLeaf, ownKeyHash, meta, ownRevKey, rid);
}

export function chipLeaf(ownKeyHash: bigint, meta: bigint, ownRevKey: bigint, ownHolder: bigint): bigint {
  return poseidon(Domain.ChipLeaf, ownKeyHash, meta, ownRevKey, ownHolder);
}

/** The 32 digits of an EID, read as hexadecimal: the BCD form that ECASD holds (SGP.22 5.7.20). */
export function eidValue(eid: string): bigint {
  if (!/^[0-9]{32}$/.test(eid)) throw new RangeError('an EID has 32 decimal digits');
  return BigInt(`0x${eid}`);
}

export function holder(holderSecret: bigint, eid: string): bigint {
  return poseidon(Domain.Holder, holderSecret, eidValue(eid));
}

/** One chip certificate has one nullifier, whoever registers it. */
export function nullifier(ownKeyHash: bigint, ownRevKey: bigint): bigint {
  return poseidon(Domain.Nullifier, ownKeyHash, ownRevKey);
}

/** Leaf of the indexed revocation tree: a revoked value and the next larger one (0: none). */
export function indexedLeaf(value: bigint, next: bigint): bigint {
  return poseidon(Domain.IndexedLeaf, value, next);
}

/** Hash of an organizationName's value octets (the string type is not part of it). */
export function organizationHash(octets: Uint8Array): bigint {
  if (octets.length === 0 || octets.length > MAX_ORGANIZATION_OCTETS) {
    throw new RangeError(`organizationName has ${octets.length} octets, 1 to ${MAX_ORGANIZATION_OCTETS} are allowed`);
  }
  const chunks = [0, 1, 2].map((i) => chunk(octets.subarray(i * CHUNK_OCTETS, (i + 1) * CHUNK_OCTETS)));
  return poseidon(Domain.OrganizationHash, BigInt(octets.length), ...chunks);
}

/** An EID prefix: its number of digits · 2^128 + its decimal value. */
export function encodePrefix(digits: string): bigint {
  if (!/^[0-9]{1,32}$/.test(digits)) throw new RangeError('an EID prefix has 1 to 32 decimal digits');
  return (BigInt(digits.length) << 128n) | BigInt(digits);
}

export function prefixList(prefixes: readonly string[]): bigint {
  if (prefixes.length === 0 || prefixes.length > MAX_PREFIXES) {
    throw new RangeError(`${prefixes.length} EID prefixes, 1 to ${MAX_PREFIXES} are supported`);
  }
  const encoded = Array.from({ length: MAX_PREFIXES }, (_, i) => {
    const prefix = prefixes[i];
    return prefix === undefined ? 0n : encodePrefix(prefix);
  });
  return poseidon(Domain.PrefixList, ...encoded);
}

/** What an EUM may name in its eUICCs' subjects: its organization and EID prefixes (SGP.22 4.5.2.1.0.2). */
export function constraint(organization: Uint8Array, prefixes: readonly string[]): bigint {
  return poseidon(Domain.Constraint, organizationHash(organization), prefixList(prefixes));
}

/** Hash of a registeredID's content octets; 0 stands for a TLS certificate that names none. */
export function ridHash(rid: Uint8Array | undefined): bigint {
  if (rid === undefined) return 0n;
  if (rid.length === 0 || rid.length > CHUNK_OCTETS) {
    throw new RangeError(`registeredID has ${rid.length} octets, 1 to ${CHUNK_OCTETS} are supported`);
  }
  return poseidon(Domain.RidHash, BigInt(rid.length), chunk(rid));
}

/** What a server is to the tags that chips show it. */
export function serverScope(ownServerLeaf: bigint): bigint {
  return poseidon(Domain.ServerScope, ownServerLeaf, 0n);
}

/** By which one server knows a chip again, and no two servers together. */
export function serverTag(holderSecret: bigint, ownKeyHash: bigint, scope: bigint): bigint {
  return poseidon(Domain.ServerTag, holderSecret, ownKeyHash, scope);
}

/** The same for one binding of a token. */
export function bindTag(holderSecret: bigint, ownKeyHash: bigint, scope: bigint): bigint {
  return poseidon(Domain.BindTag, holderSecret, ownKeyHash, scope);
}

/** A notification of a chip to a server, once: the same number with another message is a clone's. */
export function eventTag(holderSecret: bigint, ownKeyHash: bigint, scope: bigint, seq: bigint): bigint {
  return poseidon(Domain.EventTag, holderSecret, ownKeyHash, scope, seq);
}

/** The message behind an event: says whether two are the same without saying what they are. `digest`: SHA-256, 32 octets. */
export function messageTag(holderSecret: bigint, digest: Uint8Array): bigint {
  const value = unsigned(digest, 32, 'a message digest');
  return poseidon(Domain.MessageTag, holderSecret, value >> 128n, value & LOW_128);
}

/** The chip's sequence number at a binding, hidden. */
export function seqCommit(holderSecret: bigint, seq: bigint, scope: bigint): bigint {
  return poseidon(Domain.SeqCommit, holderSecret, seq, scope);
}

/** Hides an ICCID (18 to 20 digits, a shorter one filled with F as chips hold it) behind a salt of at least 128 bits. */
export function iccidCommitment(iccid: string, salt: bigint): bigint {
  if (!/^[0-9A-E]{18,20}$/.test(iccid)) throw new RangeError('an ICCID has 18 to 20 digits');
  return poseidon(Domain.IccidCommitment, BigInt(`0x${iccid.padEnd(20, 'F')}`), salt);
}

/** Hash of a transactionId of 16 octets. */
export function tidHash(transactionId: Uint8Array): bigint {
  return poseidon(Domain.TidHash, unsigned(transactionId, 16, 'a transactionId'), 0n);
}

function unsigned(octets: Uint8Array, length: number, what: string): bigint {
  if (octets.length !== length) throw new RangeError(`${what} has ${length} octets, not ${octets.length}`);
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

/** What a registration proof is bound to: chain, registry, sender and leaf. A copied proof is worth nothing to another sender. */
export function registerBinding(chainId: bigint, registry: string, submitter: string, leaf: bigint): bigint {
  return binding('register', chainId, registry, ['address', submitter], ['uint256', leaf]);
}

/** One attempt of a chip to register with a leaf: what it signs, as its matchingId. */
export interface PossessionAttempt {
  readonly leaf: bigint;
  /** Of the chip's entry in the registry now; 0 when it is not registered. */
  readonly generation: bigint;
  /** Of the chip's entry in the registry now. */
  readonly vetoes: bigint;
  readonly blockNumber: bigint;
  /** 32 octets in hexadecimal, 0x first. */
  readonly blockHash: string;
}

/** What a possession proof is bound to. */
export function possessionBinding(chainId: bigint, registry: string, attempt: PossessionAttempt): bigint {
  return binding(
    'possession',
    chainId,
    registry,
    ['uint256', attempt.leaf],
    ['uint256', attempt.generation],
    ['uint256', attempt.vetoes],
    ['uint256', attempt.blockNumber],
    ['bytes32', attempt.blockHash],
  );
}

/** What the present holder's proof against a pending leaf is bound to. */
export function vetoBinding(chainId: bigint, registry: string, leaf: bigint, generation: bigint): bigint {
  return binding('veto', chainId, registry, ['uint256', leaf], ['uint256', generation]);
}

/** What the holder's proof by which he revokes his own chip is bound to; `revocations` is the registry of revocations. */
export function revokeBinding(chainId: bigint, revocations: string, leaf: bigint): bigint {
  return binding('revoke', chainId, revocations, ['uint256', leaf]);
}

/** Low 248 bits of keccak256(abi.encode(domain, chainId, contract, ...)): a field element. */
function binding(
  domain: string,
  chainId: bigint,
  contract: string,
  ...members: readonly (readonly [type: string, value: bigint | string])[]
): bigint {
  const encoded = AbiCoder.defaultAbiCoder().encode(
    ['string', 'uint256', 'address', ...members.map(([type]) => type)],
    [domain, chainId, contract, ...members.map(([, value]) => value)],
  );
  return BigInt(keccak256(encoded)) & ((1n << 248n) - 1n);
}

/** Id of a CA's or server's record in the registry of certificates. */
export function recordId(issuerKeyHash: bigint, serialNumber: bigint): bigint {
  const encoded = AbiCoder.defaultAbiCoder().encode(['uint256', 'uint160'], [issuerKeyHash, serialNumber]);
  return BigInt(keccak256(encoded)) & LOW_128;
}

/** Id of an anchor's record: no serial number leads to it. */
export function anchorRecordId(ownRevKey: bigint): bigint {
  return ownRevKey & LOW_128;
}
