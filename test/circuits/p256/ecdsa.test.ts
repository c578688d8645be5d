import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { FIELD_PRIME, ORDER } from '../../../src/zk/p256/curve.ts';
import { P256Error } from '../../../src/zk/p256/error.ts';
import { type Choices, ecdsaHints } from '../../../src/zk/p256/hints.ts';
import { SLOPES } from '../../../src/zk/p256/parameters.ts';
import type { EcdsaStatement } from '../../../src/zk/p256/statement.ts';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';
import { multiple } from '../../zk/p256/sign.ts';
import { EXTRA, inputsOf, sha256, signatureWith, toNumber } from './signatures.ts';

const VECTORS = process.env['OPENRSP_VECTORS'];
const LONG = process.env['OPENRSP_LONG'] === '1';
/** A witness takes a third of a second: one in so many of Wycheproof's signatures goes through the circuit, all of them in the long run. */
const STRIDE = LONG ? 1 : 4;

/** Runs the body where the GSMA's and C2SP's test material is; elsewhere the test counts as skipped. */
function withVectors(run: (folder: string) => Promise<void>) {
  return async function (this: Mocha.Context): Promise<void> {
    if (VECTORS === undefined) this.skip();
    await run(VECTORS);
  };
}

describe('EcdsaP256Verify', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/p256/ecdsa.circom', 'EcdsaP256Verify(1)')));

  const accepts = async (statement: EcdsaStatement, choices?: Choices): Promise<void> => {
    await circuit.witness(inputsOf(statement, choices && { choices }));
  };
  /** Where the prover who goes on regardless is stopped: the template and those around it. */
  const refusal = async (statement: EcdsaStatement, choices: Choices = {}): Promise<string> =>
    await circuit.refusal(inputsOf(statement, { force: true, choices }));

  describe('true statements', () => {
    it('satisfies the constraint system, not only the witness code', async () => {
      const witness = await circuit.witness(inputsOf(signatureWith({})));
      expect(circuit.r1cs.accepts(witness)).to.equal(true);
    });

    it('accepts the keys G, 2G, 3G, the points G, 2G and the hashes 0, n, 2^256 - 1 [S12]', async () => {
      for (const key of [1n, 2n, 3n]) await accepts(signatureWith({ key, nonce: 77n }));
      for (const nonce of [1n, 2n]) await accepts(signatureWith({ nonce }));
      for (const z of [0n, ORDER, 2n ** 256n - 1n]) await accepts(signatureWith({ z }));
    });

    it(
      'accepts the signatures of the six SGP.26 certificates',
      withVectors(async (folder) => {
        const read = (name: string) => parseCertificate(readFileSync(path.join(folder, 'sgp26', `CERT_${name}.der`)));
        const [ci, eum] = [read('CI_ECDSA_NIST'), read('EUM_ECDSA_NIST')];
        const issued = ['S_SM_DP_TLS_NIST', 'S_SM_DPauth_ECDSA_NIST', 'S_SM_DPpb_ECDSA_NIST'].map(read);
        const pairs = [ci, eum, ...issued].map((certificate) => [certificate, ci] as const);
        for (const [{ tbs, signature }, issuer] of [...pairs, [read('EUICC_ECDSA_NIST'), eum] as const]) {
          await accepts({ z: sha256(tbs), ...signature, q: issuer.publicKey, extra: [EXTRA] });
        }
      }),
    );

    it(
      'decides as Wycheproof says, but for R.x = r + n [S12] [S51]',
      withVectors(async (folder) => {
        const file = path.join(folder, 'wycheproof', 'ecdsa_secp256r1_sha256_p1363_test.json');
        const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as {
          testGroups: {
            publicKey: { wx: string; wy: string };
            tests: { tcId: number; msg: string; sig: string; result: string }[];
          }[];
        };
        const refusedThoughValid: number[] = [];
        let invalid = 0;
        let count = 0;
        for (const { publicKey, tests } of testGroups) {
          const q = { x: BigInt(`0x${publicKey.wx}`), y: BigInt(`0x${publicKey.wy}`) };
          for (const { tcId, msg, sig, result } of tests) {
            const octets = Buffer.from(sig, 'hex');
            if (octets.length !== 64) continue;
            const [r, s] = [toNumber(octets.subarray(0, 32)), toNumber(octets.subarray(32))];
            const statement = { z: sha256(Buffer.from(msg, 'hex')), r, s, q, extra: [EXTRA] };
            if (result === 'invalid') {
              invalid++;
              expect(() => ecdsaHints(statement), `tcId ${tcId}`).to.throw(P256Error);
              if (count++ % STRIDE === 0) await refusal(statement);
              continue;
            }
            try {
              const inputs = inputsOf(statement);
              if (count++ % STRIDE === 0) await circuit.witness(inputs);
            } catch (error) {
              expect(error, `tcId ${tcId}`).to.be.instanceOf(P256Error);
              refusedThoughValid.push(tcId);
            }
          }
        }
        expect(invalid).to.equal(68);
        expect(refusedThoughValid).to.deep.equal([115, 257]);
      }),
    );
  });

  describe('false statements, transcript and batch recomputed by the prover', () => {
    const honest = signatureWith({});
    const other = multiple(99n);

    it('refuses another hash, r, s or key [S12]', async () => {
      for (const change of [{ z: honest.z ^ 1n }, { r: honest.r + 1n }, { s: honest.s + 1n }, { q: other }]) {
        expect(() => ecdsaHints({ ...honest, ...change })).to.throw(P256Error);
        expect(await refusal({ ...honest, ...change })).to.include('FoldReduceP256');
      }
    });

    it('refuses r and s of 0, n and above [S12]', async () => {
      const zero = await refusal({ ...honest, r: 0n });
      expect(zero).to.include('NonZero');
      expect(await refusal({ ...honest, r: ORDER })).to.include('LessThanConstant');
      expect(await refusal({ ...honest, s: ORDER })).to.include('LessThanConstant');
      expect(await refusal({ ...honest, s: honest.s + ORDER > 2n ** 256n ? ORDER + 1n : honest.s + ORDER })).to.include(
        'LessThanConstant',
      );
      expect(await refusal({ ...honest, s: 0n })).to.match(/ProductDifferenceModOrder|FoldReduceP256/);
    });

    it('refuses keys and additional points off the curve, at 0 and beyond p [S12]', async () => {
      const offCurve = { x: honest.q.x, y: honest.q.y ^ 1n };
      expect(await refusal({ ...honest, q: offCurve })).to.include('FoldReduceP256');
      expect(await refusal({ ...honest, q: { x: 0n, y: 0n } })).to.include('FoldReduceP256');
      expect(await refusal({ ...honest, extra: [{ x: EXTRA.x, y: EXTRA.y ^ 1n }] })).to.include('FoldReduceP256');
      const aliased = { x: 5n, y: 0n };
      expect(await refusal({ ...honest, q: { ...aliased, x: FIELD_PRIME + 5n } })).to.include('LessThanConstant');
      expect(await refusal({ ...honest, extra: [{ ...EXTRA, y: FIELD_PRIME }] })).to.include('LessThanConstant');
    });

    it('refuses R off the curve and the other R of the same r', async () => {
      const { ry } = ecdsaHints(honest);
      const y = BigInt(`0b${ry.toReversed().join('')}`);
      expect(await refusal(honest, { ry: y ^ 1n })).to.include('FoldReduceP256');
      expect(await refusal(honest, { ry: FIELD_PRIME - y })).to.include('FoldReduceP256');
    });

    it('refuses half-size scalars off the lattice, and v = 0', async () => {
      const off = await refusal(honest, { halfScalars: ({ v, w }) => ({ v: v + 2n, w }) });
      expect(off).to.include('ProductDifferenceModOrder');
      expect(await refusal(honest, { halfScalars: () => ({ v: 0n, w: 0n }) })).to.include('Assert Failed');
      expect(await refusal({ ...honest, z: 0n }, { halfScalars: () => ({ v: 0n, w: ORDER }) })).to.include('NonZero');
    });

    it('refuses another k', async () => {
      expect(await refusal(honest, { k: (k) => k + 2n })).to.include('ProductDifferenceModOrder');
      expect(await refusal(honest, { k: (k) => k + 2n ** 41n })).to.include('ProductDifferenceModOrder');
    });

    it('refuses any slope that is changed, in each part of the chain', async () => {
      for (const index of [0, 1, 2, 16, 17, 18, 150, SLOPES - 33, SLOPES - 32, SLOPES - 1]) {
        const slope = (own: bigint, at: number): bigint => (at === index ? own ^ 1n : own);
        expect(await refusal(honest, { slope }), `slope ${index}`).to.include('FoldReduceP256');
      }
    });

    it('refuses extreme slopes', async () => {
      for (const slope of [0n, 2n ** 256n - 1n, BigInt(`0x${'55'.repeat(32)}`)]) {
        expect(await refusal(honest, { slope: () => slope })).to.include('FoldReduceP256');
      }
    });

    it('accepts a slope in its other representative below 2^256: slopes need not be canonical', async () => {
      const slope = (own: bigint): bigint => (own + FIELD_PRIME < 2n ** 256n ? own + FIELD_PRIME : own);
      await accepts(honest, { slope });
    });

    it('refuses batch polynomials that are not the relations’, exactly at the identity in tau', async () => {
      const prime = [-1n, 0n, 0n, 1n, 0n, 0n, 1n, -1n, 1n];
      const lies: Record<string, (own: readonly bigint[]) => bigint[]> = {
        'shifted by p': (own) => own.map((value, i) => value + (prime[i] ?? 0n)),
        zero: (own) => own.map(() => 0n),
        'huge in the kernel of the fold': (own) => own.map((value, i) => value + (prime[i] ?? 0n) * 2n ** 250n),
      };
      for (const [name, coefficients] of Object.entries(lies)) {
        expect(await refusal(honest, { coefficients }), name).to.match(/VanishingBatch|FoldReduceP256/);
        const falsehood = { ...honest, z: honest.z ^ 1n };
        expect(await refusal(falsehood, { coefficients }), name).to.match(/VanishingBatch|FoldReduceP256/);
      }
    });

    it('refuses Q = R and Q = -R, whose sum or difference has no slope', async () => {
      const nonce = 31337n;
      for (const key of [nonce, ORDER - nonce]) {
        const statement = signatureWith({ key, nonce });
        expect(() => ecdsaHints(statement)).to.throw(P256Error, 'leaves this case out');
        expect(await refusal(statement)).to.include('NonZero');
      }
    });

    it('refuses statement bits that the transcript did not absorb as they are', async () => {
      const inputs = inputsOf(honest);
      const flipped = (inputs['ry'] as bigint[]).with(3, 1n - (inputs['ry'] as bigint[])[3]!);
      expect(await circuit.refusal({ ...inputs, ry: flipped })).to.include('Assert Failed');
    });

    it('refuses hints that are no bits [S5] [S8]', async () => {
      const inputs = inputsOf(honest);
      for (const name of ['ry', 'vDigits', 'wDigits']) {
        for (const value of [2n, FIELD_MODULUS - 1n]) {
          const changed = { ...inputs, [name]: (inputs[name] as bigint[]).with(7, value) };
          expect(await circuit.refusal(changed), name).to.include('EcdsaP256Verify');
        }
      }
      const both = { ...inputs, vIsEven: 1n, wIsEven: 1n };
      expect(await circuit.refusal(both)).to.include('EcdsaP256Verify');
    });
  });
});
