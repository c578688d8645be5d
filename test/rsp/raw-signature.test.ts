import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import type { PublicKey } from '../../src/pki/x509/publicKey.ts';
import { mintPki } from '../../src/pki/mint/pki.ts';
import { privateKeyPem } from '../../src/pki/mint/store.ts';
import { isSignatureOf } from '../../src/rsp/raw-signature.ts';
import { sameOctets } from '../../src/rsp/same-octets.ts';

const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe('isSignatureOf', () => {
  const pki = mintPki({ seed: 'raw-signature' });
  const message = Uint8Array.of(1, 2, 3);
  const { publicKey } = pki.dpAuth.certificate;
  const key = privateKeyPem(pki.dpAuth.secretKey);
  const signature = Uint8Array.from(sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }));

  const isRefused = (octets: Uint8Array, text = message, by: PublicKey = publicKey) => !isSignatureOf(text, octets, by);

  it('takes r and s in 64 octets, with s in either half of the order', () => {
    expect(isSignatureOf(message, signature, publicKey)).to.equal(true);
    const s = N - BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
    const other = Buffer.from(s.toString(16).padStart(64, '0'), 'hex');
    expect(isSignatureOf(message, Uint8Array.from([...signature.subarray(0, 32), ...other]), publicKey)).to.equal(true);
  });

  it('refuses every other message, key, length and form', () => {
    expect(isRefused(signature, Uint8Array.of(1, 2))).to.equal(true);
    expect(isRefused(signature, message, pki.dpPb.certificate.publicKey)).to.equal(true);
    for (let at = 0; at < 64; at += 7) {
      expect(isRefused(signature.map((octet, i) => (i === at ? octet ^ 1 : octet)))).to.equal(true);
    }
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const der = Uint8Array.from(sign('sha256', message, privateKey));
    const padded = Uint8Array.from([...signature, 0]);
    for (const octets of [new Uint8Array(), signature.subarray(1), padded, der, new Uint8Array(64)]) {
      expect(isRefused(octets)).to.equal(true);
    }
    expect(isRefused(new Uint8Array(64).fill(0xff))).to.equal(true);
  });
});

describe('sameOctets', () => {
  it('compares what is there, of any length', () => {
    expect(sameOctets(Uint8Array.of(1, 2), Buffer.from([1, 2]))).to.equal(true);
    expect(sameOctets(new Uint8Array(), new Uint8Array())).to.equal(true);
    for (const [one, other] of [
      [Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
      [Uint8Array.of(1, 2), Uint8Array.of(1)],
      [undefined, Uint8Array.of(1)],
      [Uint8Array.of(1), undefined],
      [undefined, undefined],
    ] as const) {
      expect(sameOctets(one, other)).to.equal(false);
    }
  });
});
