import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { AbiCoder, getBytes, keccak256, type Signer, toBeHex } from 'ethers';
import {
  anchorRevKey,
  caLeaf,
  encodeFlags,
  encodeMeta,
  anchorRecordId,
  keyHash,
  type PublicKey,
  recordId,
  registerBinding,
  revKey,
  Role,
  type RoleNumber,
  serverLeaf,
} from '../../../src/zk/values.ts';
import { ethers, networkHelpers } from './chain.ts';
import type { System } from './deploy.ts';

export interface Key extends PublicKey {
  readonly secret: Uint8Array;
  readonly hash: bigint;
}

/** A P-256 key that depends on its name alone. */
export function key(name: string): Key {
  const secret = sha256(new TextEncoder().encode(name));
  const { x, y } = p256.Point.fromBytes(p256.getPublicKey(secret)).toAffine();
  return { x, y, secret, hash: keyHash({ x, y }) };
}

/** What the contracts are told of a certificate. */
export interface Opening {
  readonly parent: bigint;
  readonly keyHash: bigint;
  readonly serialNumber: bigint;
  readonly role: RoleNumber;
  readonly flags: number;
  readonly notAfter: bigint;
  readonly attribute: bigint;
}

export interface Certificate extends Opening {
  readonly key: Key;
  readonly leaf: bigint;
  readonly revKey: bigint;
  /** Of the record. */
  readonly id: bigint;
}

export interface Issuer {
  readonly key: Key;
  readonly leaf: bigint;
  readonly notAfter: bigint;
}

/** 2030-01-01T00:00:00Z */
export const NOT_AFTER = 1893456000n;
export const CA_FLAGS = encodeFlags({ crlSign: true, pathLength: 7 });

let serial = 1000n;

/** A certificate under `issuer`. What is not given is made up; serial numbers count up. */
export function certificate(
  issuer: Issuer,
  role: RoleNumber,
  given: Partial<Pick<Opening, 'serialNumber' | 'notAfter' | 'attribute' | 'flags'>> & { key?: Key } = {},
): Certificate {
  const isCa = role === Role.SubCi || role === Role.Eum;
  const serialNumber = given.serialNumber ?? serial++;
  const own = given.key ?? key(`key ${serialNumber}`);
  const opening: Opening = {
    parent: issuer.leaf,
    keyHash: own.hash,
    serialNumber,
    role,
    flags: given.flags ?? (isCa ? CA_FLAGS : 0),
    notAfter: given.notAfter ?? issuer.notAfter,
    attribute: given.attribute ?? (role === Role.SubCi ? 0n : 0xabcdn),
  };
  // Serial number 0 has no revKey; the contract refuses it before it would need one.
  const rev = serialNumber === 0n ? 0n : revKey(issuer.key.hash, serialNumber);
  const meta = encodeMeta(role, opening.flags, opening.notAfter);
  const leaf = (isCa ? caLeaf : serverLeaf)(own.hash, meta, rev, opening.attribute);
  return { ...opening, key: own, leaf, revKey: rev, id: recordId(issuer.key.hash, serialNumber) };
}

export interface Anchor extends Issuer {
  readonly revKey: bigint;
  /** Of the record. */
  readonly id: bigint;
}

/** Adds an anchor as governance and says what its leaf must be. */
export async function addAnchor(system: System, name = 'ci', notAfter = NOT_AFTER, flags = CA_FLAGS): Promise<Anchor> {
  const own = key(name);
  const registry = system.registry.connect(system.governance);
  const leaf = await registry.addAnchor.staticCall(own.x, own.y, notAfter, flags);
  const receipt = await (await registry.addAnchor(own.x, own.y, notAfter, flags)).wait();
  const added = registry.interface.parseLog(
    receipt!.logs.find((log) => registry.interface.parseLog(log)?.name === 'AnchorAdded')!,
  )!;
  const rev = anchorRevKey(own.hash, added.args['anchorId'] as bigint);
  return { key: own, leaf, notAfter, revKey: rev, id: anchorRecordId(rev) };
}

/** The latest block's time, rounded down as a proof's must be. */
export async function provingTime(): Promise<bigint> {
  const latest = BigInt(await networkHelpers.time.latest());
  return latest - (latest % 60n);
}

export interface Signals {
  readonly caRoot: bigint;
  readonly revRoot: bigint;
  readonly now: bigint;
  readonly leaf: bigint;
  readonly nullifier: bigint;
  readonly binding: bigint;
}

export const inOrder = ({ caRoot, revRoot, now, leaf, nullifier, binding }: Signals): bigint[] => [
  caRoot,
  revRoot,
  now,
  leaf,
  nullifier,
  binding,
];

/** What MockVerifier takes for a proof of these signals. */
export function mockPoints(signals: bigint[]): bigint[] {
  const encoded = AbiCoder.defaultAbiCoder().encode([`uint256[${signals.length}]`], [signals]);
  const hash = BigInt(keccak256(encoded));
  // The others are not looked at; as long as a real proof's, they cost as much calldata.
  return [hash, ...Array.from({ length: 7 }, (_, i) => hash ^ BigInt(i + 1))];
}

export interface Proof {
  version: number;
  points: bigint[];
  caRoot: bigint;
  revRoot: bigint;
  now: bigint;
}

/** A proof for `sender` about `leaf`, against the present roots unless told otherwise. */
export async function prove(
  { registry, revocations }: Pick<System, 'registry' | 'revocations'>,
  sender: Signer,
  leaf: bigint,
  changes: Partial<Signals> = {},
  version = 1,
): Promise<Proof> {
  const { chainId } = await ethers.provider.getNetwork();
  const signals: Signals = {
    caRoot: await registry.caRoot(),
    revRoot: await revocations.revRoot(),
    now: await provingTime(),
    leaf,
    nullifier: 0n,
    binding: registerBinding(chainId, await registry.getAddress(), await sender.getAddress(), leaf),
    ...changes,
  };
  const { caRoot, revRoot, now } = signals;
  return { version, points: mockPoints(inOrder(signals)), caRoot, revRoot, now };
}

/** Registers a CA or server as `sender` with a fresh proof. */
export async function register(system: System, subject: Certificate, sender: Signer = system.stranger) {
  return system.registry.connect(sender).register(await prove(system, sender, subject.leaf), subject);
}

/** The line Ci → SubCi → Eum, and servers under the sub-CI. */
export async function registerLine(system: System) {
  const ci = await addAnchor(system);
  const subCi = certificate(ci, Role.SubCi);
  await register(system, subCi);
  const eum = certificate(subCi, Role.Eum);
  await register(system, eum);
  const server = certificate(subCi, Role.DpAuth);
  await register(system, server);
  return { ci, subCi, eum, server };
}

/** The opening and signature with which `account` claims `server`. */
export function signClaim(server: Certificate, digest: string, lowS = true) {
  const signature = p256.Signature.fromBytes(
    p256.sign(getBytes(digest), server.key.secret, { prehash: false, lowS }),
    'compact',
  );
  const opening = {
    x: server.key.x,
    y: server.key.y,
    role: server.role,
    notAfter: server.notAfter,
    revKey: server.revKey,
    ridHash: server.attribute,
  };
  return { opening, r: toBeHex(signature.r, 32), s: toBeHex(signature.s, 32) };
}
