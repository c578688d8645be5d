import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import * as curve from '../../../src/zk/p256/curve.ts';
import {
  add,
  type Affine,
  combine,
  double,
  type Element,
  G,
  INFINITY,
  invert,
  isOnCurve,
  multiply,
  N,
  negate,
  P,
  pointAt,
  verifySignature,
} from './conventional.ts';
import { scalar, sign } from './sign.ts';

const VECTORS = process.env['OPENRSP_VECTORS'];
const SIGNATURES = 200;

const octets = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const sha256 = (message: Uint8Array): bigint => number(createHash('sha256').update(message).digest());

/** What node:crypto says of r and s, 32 octets each. A key that it refuses verifies nothing. */
function nodeAccepts(message: Uint8Array, signature: Uint8Array, { x, y }: Affine): boolean {
  const [keyX, keyY] = [x, y].map((coordinate) => octets(coordinate).toString('base64url'));
  try {
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: keyX!, y: keyY! }, format: 'jwk' });
    return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

function oracleAccepts(message: Uint8Array, signature: Uint8Array, q: Affine): boolean {
  if (signature.length !== 64) return false;
  return verifySignature(sha256(message), number(signature.subarray(0, 32)), number(signature.subarray(32)), q);
}

describe('conventional P-256', () => {
  it('has the parameters that src/zk/p256 has', () => {
    expect([P, N]).to.deep.equal([curve.FIELD_PRIME, curve.ORDER]);
    expect(G).to.deep.equal(curve.GENERATOR);
    expect(isOnCurve(G)).to.equal(true);
  });

  it('gives the multiples of G that are published for it', () => {
    const known: readonly [bigint, Element][] = [
      [0n, INFINITY],
      [
        2n,
        {
          x: 0x7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978n,
          y: 0x07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1n,
        },
      ],
      [
        112233445566778899n,
        {
          x: 0x339150844ec15234807fe862a86be77977dbfb3ae3d96f4c22795513aeaab82fn,
          y: 0xb1c14ddfdc8ec1b2583f51e85a5eb3a155840f2034730e9b5ada38b674336a21n,
        },
      ],
      [N - 1n, negate(G)],
      [N, INFINITY],
      [N + 1n, G],
    ];
    for (const [factor, point] of known) expect(multiply(factor, G)).to.deep.equal(point);
  });

  it('is a group: infinity is neutral, opposites cancel, sums associate, and no point is its own opposite', () => {
    const points: Element[] = [INFINITY, G, negate(G), double(G), pointAt(5n)!, multiply(scalar('group'), G)];
    for (const a of points) {
      expect(add(a, INFINITY)).to.deep.equal(a);
      expect(add(a, negate(a))).to.equal(INFINITY);
      if (a !== INFINITY) expect(add(a, a)).to.not.equal(INFINITY);
      for (const b of points) {
        expect(add(a, b)).to.deep.equal(add(b, a));
        for (const c of points) expect(add(add(a, b), c)).to.deep.equal(add(a, add(b, c)));
      }
    }
    // A point of order 2 would have ordinate 0, and the group order is odd.
    expect(double(multiply((N + 1n) / 2n, G))).to.deep.equal(G);
  });

  it('combines as it multiplies', () => {
    const q = pointAt(5n)!;
    for (const [u, v] of [
      [0n, 0n],
      [1n, N - 1n],
      [scalar('first'), scalar('second')],
    ] as const) {
      expect(combine(u, G, v, q)).to.deep.equal(add(multiply(u, G), multiply(v, q)));
    }
  });

  it('has no inverse of 0', () => {
    for (const value of [0n, P, -P]) expect(() => invert(value)).to.throw(RangeError);
  });

  describe('verification', () => {
    it('decides Wycheproof’s file as it says, and as node:crypto does', function () {
      if (VECTORS === undefined) this.skip();
      const file = path.join(VECTORS, 'wycheproof', 'ecdsa_secp256r1_sha256_p1363_test.json');
      const { testGroups, numberOfTests } = JSON.parse(readFileSync(file, 'utf8')) as {
        numberOfTests: number;
        testGroups: {
          publicKey: { wx: string; wy: string };
          tests: { tcId: number; msg: string; sig: string; result: string }[];
        }[];
      };
      let [accepted, refused] = [0, 0];
      for (const { publicKey, tests } of testGroups) {
        const q = { x: BigInt(`0x${publicKey.wx}`), y: BigInt(`0x${publicKey.wy}`) };
        for (const { tcId, msg, sig, result } of tests) {
          const [message, signature] = [Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex')];
          const decision = oracleAccepts(message, signature, q);
          expect(decision, `tcId ${tcId}`).to.equal(result === 'valid');
          expect(nodeAccepts(message, signature, q), `tcId ${tcId}`).to.equal(decision);
          if (decision) accepted++;
          else refused++;
        }
      }
      expect([accepted, refused]).to.deep.equal([173, 89]);
      expect(accepted + refused).to.equal(numberOfTests);
    });

    it(`decides ${SIGNATURES} signatures and as many changed ones as node:crypto does`, () => {
      for (let i = 0; i < SIGNATURES; i++) {
        const message = Buffer.from(`conventional ${i}`);
        const { r, s, q } = sign({ z: sha256(message), key: scalar(`key ${i}`), nonce: scalar(`nonce ${i}`) });
        const signature = Buffer.concat([octets(r), octets(s)]);
        expect(nodeAccepts(message, signature, q), `signature ${i}`).to.equal(true);
        expect(oracleAccepts(message, signature, q), `signature ${i}`).to.equal(true);

        // One bit of r, s or the message, each in turn at another place; every fourth is the twin (r, n - s), which is right.
        const changed = Buffer.from(i % 4 === 3 ? Buffer.concat([octets(r), octets(N - s)]) : signature);
        const bit = Number(scalar(`bit ${i}`) % 256n);
        if (i % 4 < 2) changed[32 * (i % 4) + (bit >> 3)]! ^= 1 << (bit & 7);
        const other = i % 4 === 2 ? Buffer.from(`conventional ${i}, changed`) : message;
        expect(oracleAccepts(other, changed, q), `changed signature ${i}`).to.equal(i % 4 === 3);
        expect(nodeAccepts(other, changed, q), `changed signature ${i}`).to.equal(i % 4 === 3);
      }
    });

    it('refuses 0, n and beyond for r and s, and keys that are no canonical points, as node:crypto does', () => {
      const message = Buffer.from('conventional');
      const { r, s, q } = sign({ z: sha256(message), key: 5n, nonce: 7n });
      const top = (1n << 256n) - 1n;
      const cases: [r: bigint, s: bigint, q: Affine][] = [0n, N, N + 1n, top].flatMap((value) => [
        [value, s, q],
        [r, value, q],
      ]);
      for (const key of [
        { x: 0n, y: 0n },
        { ...q, y: q.y ^ 1n },
      ]) {
        cases.push([r, s, key]);
      }
      for (const [wrongR, wrongS, key] of cases) {
        const signature = Buffer.concat([octets(wrongR), octets(wrongS)]);
        expect(oracleAccepts(message, signature, key)).to.equal(false);
        expect(nodeAccepts(message, signature, key)).to.equal(false);
      }
    });

    it('refuses a key by the alias of its abscissa, under which the same signature would be right', () => {
      // R = u·G + v·Q, r = R.x, s = r/v and the hash u·s make a signature without the private key.
      const q = pointAt(5n)!;
      const [u, v] = [scalar('u'), scalar('v')];
      const point = combine(u, G, v, q) as Affine;
      const r = point.x % N;
      const s = (r * invert(v, N)) % N;
      const hash = (u * s) % N;
      expect(verifySignature(hash, r, s, q)).to.equal(true);
      const alias = { ...q, x: q.x + P };
      expect(isOnCurve(alias)).to.equal(true);
      expect(verifySignature(hash, r, s, alias)).to.equal(false);
      expect(nodeAccepts(Buffer.alloc(0), Buffer.concat([octets(r), octets(s)]), alias)).to.equal(false);
    });
  });
});
