import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { toBeHex } from 'ethers';
import type { CrlHarness } from '../../../types/ethers-contracts/index.ts';
import { key } from '../support/certificates.ts';
import { chainWithoutP256, ethers } from '../support/chain.ts';
import { crl } from '../support/crls.ts';

const ORDER = p256.Point.Fn.ORDER;
const PRECOMPILE = '0x0000000000000000000000000000000000000100';
const own = key('signer');
const digest = toBeHex(0x1234n, 32);
const { r, s } = p256.Signature.fromBytes(
  p256.sign(Buffer.from(digest.slice(2), 'hex'), own.secret, { prehash: false, lowS: true }),
);

describe('P256Signature', () => {
  for (const [chain, hasPrecompile] of [
    ['with the precompile of EIP-7951', true],
    ['in Solidity, where there is none', false],
  ] as const) {
    describe(chain, () => {
      let harness: CrlHarness;
      let close: (() => Promise<void>) | undefined;
      before(async () => {
        const other = hasPrecompile ? undefined : await chainWithoutP256();
        close = other && (() => other.close());
        const factory = await (other?.ethers ?? ethers).getContractFactory('CrlHarness');
        harness = await factory.deploy();
        // The known signature that OpenZeppelin asks the precompile about.
        const known = [
          'bb5a52f42f9c9261ed4361f59422a1e30036e7c32b270c8807a419feca605023',
          toBeHex(5n, 32).slice(2),
          toBeHex(1n, 32).slice(2),
          'a71af64de5126a4a4e02b7922d66ce9415ce88a4c9d25514d91082c8725ac957',
          '5d47723c8fbe580bb369fec9c2665d8e30a435b9932645482e7c9f11e872296b',
        ];
        const answer = await (other?.ethers ?? ethers).provider.call({ to: PRECOMPILE, data: `0x${known.join('')}` });
        expect(answer).to.equal(hasPrecompile ? toBeHex(1n, 32) : '0x');
      });
      after(async () => close?.());

      const verify = (values: Partial<Record<'digest' | 'r' | 's' | 'x' | 'y', bigint>> = {}) =>
        harness.verify(
          toBeHex(values.digest ?? BigInt(digest), 32),
          toBeHex(values.r ?? r, 32),
          toBeHex(values.s ?? s, 32),
          values.x ?? own.x,
          values.y ?? own.y,
        );

      it('accepts a signature with either half of s [S36]', async () => {
        expect(await verify()).to.equal(true);
        expect(await verify({ s: ORDER - s })).to.equal(true);
      });

      it('refuses another digest, another key, r and s outside 1 to n-1, and a key off the curve [S36]', async () => {
        const other = key('other');
        expect(await verify({ digest: BigInt(digest) + 1n })).to.equal(false);
        expect(await verify({ x: other.x, y: other.y })).to.equal(false);
        expect(await verify({ y: own.y ^ 1n })).to.equal(false);
        for (const bad of [0n, ORDER, ORDER + s, (1n << 256n) - 1n]) {
          if (bad >> 256n !== 0n) continue;
          expect(await verify({ r: bad })).to.equal(false);
          expect(await verify({ s: bad })).to.equal(false);
        }
        expect(await verify({ r: s, s: r })).to.equal(false);
      });

      it('reads and verifies a whole list', async () => {
        expect(await harness.serialNumbers(crl(own, { serialNumbers: [3n, 9n] }), own.x, own.y)).to.deep.equal([
          3n,
          9n,
        ]);
        await expect(harness.serialNumbers(crl(key('other')), own.x, own.y)).to.be.revertedWithCustomError(
          harness,
          'SignatureWrong',
        );
      });
    });
  }
});
