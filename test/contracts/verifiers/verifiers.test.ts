import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { verifierName } from '../../../scripts/circuits/verifier.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { ethers, loadFixture } from '../support/chain.ts';
import { deploy } from '../support/deploy.ts';
import {
  BASE_FIELD_MODULUS,
  encode,
  forge,
  G1,
  G2,
  outsideSubgroup,
  pointsOf,
  readKey,
  statement,
  type Proof,
  type SolidityKey,
} from './groth16.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const circuits = JSON.parse(readFileSync(path.join(root, 'circuits', 'circuits.json'), 'utf8')) as Record<
  string,
  { publicSignals: string[] }
>;
const keyOf = (circuit: string): SolidityKey =>
  readKey(readFileSync(path.join(root, 'contracts', 'verifiers', `${verifierName(circuit)}.sol`), 'utf8'));
const MAX_WORD = (1n << 256n) - 1n;

/** A generated verifier; the number of signals is in its type no more. */
interface Verifier {
  getAddress(): Promise<string>;
  isDevelopmentKey(): Promise<boolean>;
  verifyProof(...args: unknown[]): Promise<boolean>;
  readonly interface: { encodeFunctionData(name: string, args: readonly unknown[]): string };
}

const deployVerifier = (circuit: string) => deploy<Verifier>(verifierName(circuit));

/** Tests of one circuit's verifier. What must be refused is made from a proof that it accepts. */
function describeVerifier(circuit: string, names: readonly string[]): void {
  const key = keyOf(circuit);
  const SIGNALS = names.map((_, i) => (i === names.length - 1 ? FIELD_MODULUS - 1n : 11n * BigInt(i + 1)));

  async function fixture() {
    const verifier = await deployVerifier(circuit);
    const verify = (words: readonly bigint[], signals: readonly bigint[] = SIGNALS): Promise<boolean> =>
      verifier.verifyProof(...pointsOf(words), [...signals]);
    return { verifier, verify };
  }

  describe(verifierName(circuit), () => {
    /** Valid, by the secrets of the development key: what is refused below differs from it in one point or signal. */
    const proof = forge(key, SIGNALS);
    const changed = (changes: Partial<Proof>): bigint[] => encode({ ...proof, ...changes });

    it('says that its key is a development key, and accepts what anybody can forge with the public secrets [S28]', async () => {
      const { verifier, verify } = await loadFixture(fixture);
      expect(await verifier.isDevelopmentKey()).to.equal(true);
      expect(await verify(encode(proof))).to.equal(true);
    });

    it('has one point for each public signal of the circuit, and one more', () => {
      expect(key.ic).to.have.length(names.length + 1);
    });

    it('refuses A = alpha, B = beta, C = -statement, which holds under a key to which nobody contributed [S22]', async () => {
      const { verify } = await loadFixture(fixture);
      const c = statement(key, SIGNALS).negate();
      expect(await verify(encode({ a: key.alpha, b: key.beta, c }))).to.equal(false);
      expect(await verify(encode({ a: key.alpha, b: key.beta, c: c.negate() }))).to.equal(false);
      expect(await verify(encode({ a: key.alpha.negate(), b: key.beta.negate(), c }))).to.equal(false);
      expect(key.gamma.equals(key.delta)).to.equal(false);
    });

    for (const [i, name] of names.entries()) {
      it(`refuses ${name} changed by one [S1]`, async () => {
        const { verify } = await loadFixture(fixture);
        for (const other of [SIGNALS[i]! + 1n, SIGNALS[i]! - 1n]) {
          expect(await verify(encode(proof), SIGNALS.with(i, other % FIELD_MODULUS))).to.equal(false);
        }
      });

      it(`refuses ${name} at and above the modulus [S23]`, async () => {
        const { verify } = await loadFixture(fixture);
        const zero = SIGNALS.with(i, 0n);
        expect(await verify(encode(forge(key, zero)), zero)).to.equal(true);
        expect(await verify(encode(forge(key, zero)), zero.with(i, FIELD_MODULUS))).to.equal(false);
        expect(await verify(encode(proof), SIGNALS.with(i, SIGNALS[i]! + FIELD_MODULUS))).to.equal(false);
        expect(await verify(encode(proof), SIGNALS.with(i, MAX_WORD))).to.equal(false);
      });
    }

    it('refuses each coordinate of the proof with the modulus added [S23]', async () => {
      const { verify } = await loadFixture(fixture);
      for (let coordinate = 0; coordinate < 8; coordinate++) {
        const words = encode(proof);
        words[coordinate] = words[coordinate]! + BASE_FIELD_MODULUS;
        expect(await verify(words), `coordinate ${coordinate}`).to.equal(false);
      }
    });

    it('refuses every other word that negation modulo 2^256 and then the prime takes for the ordinate of -A [S23]', async () => {
      const { verify } = await loadFixture(fixture);
      const valid = encode(proof);
      const negated = BASE_FIELD_MODULUS - valid[1]!;
      let aliases = 0;
      for (let word = negated + BASE_FIELD_MODULUS; word <= MAX_WORD; word += BASE_FIELD_MODULUS) {
        const alias = BASE_FIELD_MODULUS + MAX_WORD + 1n - word;
        if (alias > MAX_WORD) continue;
        aliases++;
        expect(await verify(valid.with(1, alias))).to.equal(false);
      }
      expect(aliases).to.be.at.least(4);
    });

    it('refuses the proof of all zeros [S24]', async () => {
      const { verify } = await loadFixture(fixture);
      expect(await verify(new Array<bigint>(8).fill(0n))).to.equal(false);
      expect(
        await verify(
          new Array<bigint>(8).fill(0n),
          SIGNALS.map(() => 0n),
        ),
      ).to.equal(false);
    });

    it('refuses A, B or C at infinity [S24]', async () => {
      const { verify } = await loadFixture(fixture);
      expect(await verify(changed({ a: G1.ZERO }))).to.equal(false);
      expect(await verify(changed({ b: G2.ZERO }))).to.equal(false);
      expect(await verify(changed({ c: G1.ZERO }))).to.equal(false);
      expect(await verify(changed({ a: G1.ZERO, c: G1.ZERO }))).to.equal(false);
    });

    it('refuses A, B or C off the curve [S24]', async () => {
      const { verify } = await loadFixture(fixture);
      for (let coordinate = 0; coordinate < 8; coordinate++) {
        const words = encode(proof);
        words[coordinate] = (words[coordinate]! + 1n) % BASE_FIELD_MODULUS;
        expect(await verify(words), `coordinate ${coordinate}`).to.equal(false);
      }
    });

    it('refuses a B on the twist but outside the subgroup [S24]', async () => {
      const { verify } = await loadFixture(fixture);
      const stray = outsideSubgroup();
      expect(await verify(changed({ b: stray }))).to.equal(false);
      // Off the subgroup by a stray part only.
      expect(await verify(changed({ b: proof.b.add(stray) }))).to.equal(false);
    });

    it('refuses points that were swapped or negated alone [S24]', async () => {
      const { verify } = await loadFixture(fixture);
      expect(await verify(changed({ a: proof.c, c: proof.a }))).to.equal(false);
      expect(await verify(changed({ a: proof.a.negate() }))).to.equal(false);
      expect(await verify(changed({ b: proof.b.negate() }))).to.equal(false);
      expect(await verify(changed({ c: proof.c.negate() }))).to.equal(false);
    });

    it('never says true to a wrong proof, whatever gas it is given, and to a true one only with enough [S24]', async () => {
      const { verifier } = await loadFixture(fixture);
      const to = await verifier.getAddress();
      const answers = async (words: readonly bigint[]): Promise<string[]> => {
        const data = verifier.interface.encodeFunctionData('verifyProof', [...pointsOf(words), SIGNALS]);
        const seen: string[] = [];
        for (let gasLimit = 34_000n; gasLimit < 360_000n; gasLimit += 2_000n) {
          const answer = await ethers.provider.call({ to, data, gasLimit }).catch(() => 'failed');
          seen.push(answer === 'failed' ? answer : String(BigInt(answer)));
        }
        return seen;
      };
      const wrong = await answers(changed({ c: proof.c.negate() }));
      expect(wrong).to.include('0').and.not.include('1');
      const right = await answers(encode(proof));
      const enough = right.indexOf('1');
      expect(enough).to.be.greaterThan(0);
      expect(right.slice(0, enough)).to.include('0');
      expect(new Set(right.slice(enough))).to.deep.equal(new Set(['1']));
    });
  });
}

for (const [circuit, { publicSignals }] of Object.entries(circuits)) describeVerifier(circuit, publicSignals);

describe('The verifiers of several circuits', () => {
  it('refuse the proofs of one another, also for as many public signals [S26]', async () => {
    for (const [circuit, { publicSignals }] of Object.entries(circuits)) {
      const verifier = await deployVerifier(circuit);
      for (const [other, { publicSignals: others }] of Object.entries(circuits)) {
        if (others.length !== publicSignals.length) continue;
        const signals = others.map((_, i) => BigInt(i + 1));
        const accepted = await verifier.verifyProof(...pointsOf(encode(forge(keyOf(other), signals))), signals);
        expect(accepted, `${circuit} takes a proof of ${other}`).to.equal(other === circuit);
      }
    }
  });

  it('have constants of their own: no two share the points of a public signal [S22]', () => {
    const points = Object.keys(circuits).flatMap((circuit) => keyOf(circuit).ic.map((point) => point.toHex()));
    expect(new Set(points).size).to.equal(points.length);
  });
});
