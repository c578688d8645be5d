import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { type AffinePoint, ORDER } from '../../../src/zk/p256/curve.ts';
import { P256Error } from '../../../src/zk/p256/error.ts';
import { type Choices, ecdsaHints } from '../../../src/zk/p256/hints.ts';
import { MAX_EXTRA_POINTS } from '../../../src/zk/p256/parameters.ts';
import type { EcdsaStatement } from '../../../src/zk/p256/statement.ts';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { placesOf, refusedAt } from '../harness/refusal.ts';
import type { TemplateCircuit } from '../harness/template.ts';
import { multiple } from '../../zk/p256/sign.ts';
import { buildWithExtraPoints, productionBuild } from './builds.ts';
import { EXTRA, inputsOf, sha256, signatureWith, toNumber } from './signatures.ts';
import { FOLD, TAMPERS } from './tampers.ts';

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
  before(async () => (circuit = await productionBuild()));

  const accepts = async (statement: EcdsaStatement, choices?: Choices): Promise<void> => {
    await circuit.witness(inputsOf(statement, choices && { choices }));
  };

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
              if (count++ % STRIDE === 0) await circuit.refusal(inputsOf(statement, { force: true }));
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
    for (const [kind, tampers] of Object.entries(TAMPERS)) {
      it(`refuses ${kind}`, async () => {
        for (const { name, at, within, inputs } of tampers) {
          const refusal = await circuit.refusal(inputs());
          expect(refusedAt(refusal), name).to.equal(at);
          if (within !== undefined) expect(placesOf(refusal)[1]!.statement, name).to.equal(within);
        }
      });
    }

    it('gives no hints for them', () => {
      const honest = signatureWith({});
      for (const change of [{ z: honest.z ^ 1n }, { r: honest.r + 1n }, { s: honest.s + 1n }, { q: multiple(99n) }]) {
        expect(() => ecdsaHints({ ...honest, ...change })).to.throw(P256Error);
      }
      for (const key of [31_337n, ORDER - 31_337n]) {
        expect(() => ecdsaHints(signatureWith({ key, nonce: 31_337n }))).to.throw(P256Error, 'leaves this case out');
      }
    });
  });

  describe('what a prover is free to choose', () => {
    const honest = signatureWith({});

    it('accepts the twins (r, n - s) and (-v, -w)', async () => {
      await accepts({ ...honest, s: ORDER - honest.s });
      await accepts(honest, { halfScalars: ({ v, w }) => ({ v: -v, w: -w }) });
    });
  });
});

// Other numbers of additional points than the deployed one: a compilation of the whole circuit each, for the long corpora.
const describeLong = LONG ? describe : (): void => undefined;

describeLong('EcdsaP256Verify with another number of additional points', () => {
  const points = Array.from({ length: MAX_EXTRA_POINTS }, (_, i) => multiple(5n + BigInt(i)));
  const offCurve = ({ x, y }: AffinePoint): AffinePoint => ({ x, y: y ^ 1n });
  const honest = signatureWith({});

  for (const [count, name, tampered] of [
    [0, 'another hash', { ...honest, z: honest.z ^ 1n, extra: [] }],
    [
      MAX_EXTRA_POINTS,
      'the last of them off the curve',
      { ...honest, extra: points.with(-1, offCurve(points.at(-1)!)) },
    ],
  ] as const) {
    it(`accepts a signature with ${count}, and refuses ${name} [S12]`, async () => {
      const circuit = await buildWithExtraPoints(count);
      const witness = await circuit.witness(inputsOf({ ...honest, extra: points.slice(0, count) }));
      expect(circuit.r1cs.accepts(witness)).to.equal(true);
      const refusal = await circuit.refusal(inputsOf(tampered, { force: true }));
      expect(refusedAt(refusal)).to.equal(FOLD);
    });
  }
});
