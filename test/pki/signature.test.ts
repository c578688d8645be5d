import path from 'node:path';
import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { verifySignature } from '../../src/pki/signature.ts';
import { pki } from './support/fixture.ts';
import { octets } from './support/refusal.ts';
import { readJson, requireVectors } from './support/vectors.ts';

interface WycheproofFile {
  readonly numberOfTests: number;
  readonly testGroups: readonly {
    readonly publicKey: { readonly uncompressed: string };
    readonly tests: readonly {
      readonly tcId: number;
      readonly comment: string;
      readonly msg: string;
      readonly sig: string;
      readonly result: 'valid' | 'invalid';
    }[];
  }[];
}

const value = (hex: string): bigint => BigInt(`0x${hex || '0'}`);

/** r ‖ s of 32 octets each; other lengths are no signature. */
const plain = (hex: string) =>
  hex.length === 128 ? { r: value(hex.slice(0, 64)), s: value(hex.slice(64)) } : undefined;

describe('verifySignature', () => {
  it('decides every vector of Wycheproof’s ecdsa_secp256r1_sha256_p1363 as it says [S51]', function () {
    const folder = requireVectors(this, 'wycheproof');
    const file = readJson(path.join(folder, 'ecdsa_secp256r1_sha256_p1363_test.json')) as WycheproofFile;
    let decided = 0;
    for (const { publicKey, tests } of file.testGroups) {
      const [x, y] = [publicKey.uncompressed.slice(2, 66), publicKey.uncompressed.slice(66)].map(value) as [
        bigint,
        bigint,
      ];
      for (const { tcId, comment, msg, sig, result } of tests) {
        const signature = plain(sig);
        const valid = signature !== undefined && verifySignature(octets(msg), signature, { x, y });
        expect(valid, `${tcId} ${comment}`).to.equal(result === 'valid');
        decided++;
      }
    }
    expect(decided).to.equal(file.numberOfTests);
  });

  it('accepts no brainpool signature under a key of P-256 [S49] [S51]', function () {
    const folder = requireVectors(this, 'wycheproof');
    const file = readJson(path.join(folder, 'ecdsa_brainpoolP256r1_sha256_p1363_test.json')) as WycheproofFile;
    const key = pki().ci.certificate.publicKey;
    for (const { publicKey, tests } of file.testGroups) {
      expect(() => p256.Point.fromHex(publicKey.uncompressed)).to.throw();
      for (const { msg, sig } of tests) {
        const signature = plain(sig);
        if (signature !== undefined) expect(verifySignature(octets(msg), signature, key)).to.equal(false);
      }
    }
  });

  it('refuses r and s outside 1 to n - 1 [S12]', () => {
    const { tbs, signature } = pki().dpAuth.certificate;
    const { publicKey } = pki().ci.certificate;
    const order = p256.Point.Fn.ORDER;
    expect(verifySignature(tbs, signature, publicKey)).to.equal(true);
    expect(verifySignature(tbs, { ...signature, s: order - signature.s }, publicKey)).to.equal(true);
    for (const bad of [0n, -1n, order, signature.r + order, 1n << 256n]) {
      expect(verifySignature(tbs, { ...signature, r: bad }, publicKey)).to.equal(false);
      expect(verifySignature(tbs, { ...signature, s: bad }, publicKey)).to.equal(false);
    }
  });
});
