import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { FIELD_MODULUS } from '../../src/zk/poseidon.ts';
import {
  bindTag,
  eventTag,
  iccidCommitment,
  keyHash,
  messageTag,
  seqCommit,
  serverScope,
  serverTag,
} from '../../src/zk/values.ts';
import { multiple } from './p256/sign.ts';

const CHIPS = 50;
const SERVERS = 5;

/** A number of the field that depends on its name alone. */
function drawn(name: string): bigint {
  return BigInt(`0x${createHash('sha512').update(`unlinkability ${name}`).digest('hex')}`) % FIELD_MODULUS;
}

interface Shown {
  readonly chip: number;
  /** All that a chip's proofs show at one server: tags, commitments, digest; not what is the same for all of them. */
  readonly signals: readonly bigint[];
}

/** The public signals of a `session` and a `receipt` of each chip at one server, in an order that says nothing. */
function shownAt(server: number): Shown[] {
  const scope = serverScope(drawn(`server ${server}`));
  const shown = Array.from({ length: CHIPS }, (_, chip) => {
    const secret = drawn(`secret ${chip}`);
    const own = keyHash(multiple(BigInt(chip) + 2n));
    const bindScope = drawn(`binding ${chip} ${server}`);
    const seq = BigInt(server + 1);
    const digest = createHash('sha256').update(`message ${chip} ${server}`).digest();
    const signals = [
      serverTag(secret, own, scope),
      bindTag(secret, own, bindScope),
      eventTag(secret, own, scope, seq),
      messageTag(secret, digest),
      seqCommit(secret, seq, bindScope),
      iccidCommitment('89000123456789012341', drawn(`salt ${chip} ${server}`)),
      bindScope,
    ];
    return { chip, signals };
  });
  return shown.sort(
    (a, b) => Number(drawn(`order ${a.chip} ${server}`) - drawn(`order ${b.chip} ${server}`) > 0n) * 2 - 1,
  );
}

/** For each of `from` the one of `to` that an attacker would say is the same chip; the share he has right. */
function hits(from: readonly Shown[], to: readonly Shown[], distance: (a: Shown, b: Shown) => bigint): number {
  const right = from.filter((one) => {
    const closest = to.reduce((best, other) => (distance(one, other) < distance(one, best) ? other : best));
    return closest.chip === one.chip;
  });
  return right.length;
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

function hamming(a: bigint, b: bigint): bigint {
  return BigInt((a ^ b).toString(2).replaceAll('0', '').length);
}

describe('Chips at several servers', () => {
  const servers = Array.from({ length: SERVERS }, (_, server) => shownAt(server));
  const pairs = servers.flatMap((from, i) => servers.flatMap((to, j) => (i === j ? [] : [[from, to] as const])));
  const width = servers[0]![0]!.signals.length;

  it('show no value twice: not at two servers, not two chips, not in two signals', () => {
    const all = servers.flat().flatMap(({ signals }) => signals);
    expect(new Set(all).size).to.equal(CHIPS * SERVERS * width);
  });

  it('show no differences, sums, products or quotients that return between servers', () => {
    const inverse = (value: bigint): bigint => power(value, FIELD_MODULUS - 2n);
    const relations: readonly ((a: bigint, b: bigint) => bigint)[] = [
      (a, b) => a - b,
      (a, b) => a + b,
      (a, b) => a * b,
      (a, b) => a * inverse(b),
      (a, b) => a ^ b,
    ];
    for (const relation of relations) {
      const seen = new Map<bigint, string>();
      for (const [server, shown] of servers.entries()) {
        for (const { chip, signals } of shown.slice(0, 20)) {
          for (let i = 0; i < width; i++) {
            for (let j = 0; j < i; j++) {
              const value = ((relation(signals[i]!, signals[j]!) % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS;
              expect(seen.has(value), `chip ${chip} at ${server} and ${seen.get(value)}`).to.equal(false);
              seen.set(value, `${chip} at ${server}`);
            }
          }
        }
      }
    }
  }).timeout(60_000);

  it('cannot be paired better than by chance, by any nearness of their signals', () => {
    const distances: readonly ((a: Shown, b: Shown) => bigint)[] = [
      ...Array.from({ length: width }, (_, i) => (a: Shown, b: Shown) => absolute(a.signals[i]! - b.signals[i]!)),
      ...Array.from({ length: width }, (_, i) => (a: Shown, b: Shown) => hamming(a.signals[i]!, b.signals[i]!)),
      ...[16n, 128n, 232n].map((bits) => (a: Shown, b: Shown) => {
        const [x, y] = [a, b].map(({ signals }) => (signals[0]! >> bits) % 65_536n);
        return absolute(x! - y!);
      }),
    ];
    // One pairing in 50 is right by chance: 20 of 1,000, with a standard deviation of 4.4. Six of them are left either way.
    const trials = pairs.length * CHIPS;
    const chance = trials / CHIPS;
    const spread = 6 * Math.sqrt(chance * (1 - 1 / CHIPS));
    for (const [number, distance] of distances.entries()) {
      const right = pairs.reduce((sum, [from, to]) => sum + hits(from, to, distance), 0);
      expect(right, `distance ${number}`).to.be.within(Math.max(0, chance - spread), chance + spread);
    }
  }).timeout(120_000);

  it('are paired at once by whoever has their secrets: the attack itself works', () => {
    const [from, to] = [servers[0]!, servers[1]!];
    const scopes = [0, 1].map((server) => serverScope(drawn(`server ${server}`)));
    const names = Array.from({ length: CHIPS }, (_, chip) => {
      const [secret, own] = [drawn(`secret ${chip}`), keyHash(multiple(BigInt(chip) + 2n))];
      return scopes.map((scope) => serverTag(secret, own, scope));
    });
    const right = from.filter((one) => {
      const known = names.find(([tag]) => tag === one.signals[0]);
      return to.find(({ signals }) => signals[0] === known?.[1])?.chip === one.chip;
    });
    expect(right).to.have.length(CHIPS);
  });
});

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % FIELD_MODULUS) {
    if ((rest & 1n) === 1n) result = (result * square) % FIELD_MODULUS;
  }
  return result;
}
