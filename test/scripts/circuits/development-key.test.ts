import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bn254 } from '@noble/curves/bn254.js';
import { expect } from 'chai';
import { curves, groth16, powersOfTau, r1cs, zKey, type Groth16Proof } from 'snarkjs';
import { writeDevelopmentKey } from '../../../scripts/circuits/development-key.ts';
import { readR1cs } from '../../../scripts/circuits/r1cs.ts';
import { verifierSource } from '../../../scripts/circuits/verifier.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import {
  assertSoundVerificationKey,
  VerificationKeyError,
  type VerificationKey,
} from '../../../src/zk/verification-key.ts';
import { verifyProof } from '../../../src/zk/verifier.ts';
import { INPUTS, proveWithSnarkjs, PUBLIC_SIGNALS, ToyProject } from './toy.ts';
import { keepWorkers } from './workers.ts';
import { readSections } from './zkey-file.ts';

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const OPTIMISATIONS = ['O1', 'O2'] as const;

describe('a development key', () => {
  keepWorkers();
  let toy: ToyProject;
  /** Folder of each optimisation level, with toy.r1cs, toy_js/toy.wasm and toy.zkey. */
  const folders = {} as Record<(typeof OPTIMISATIONS)[number], string>;
  /** Key of snarkjs's own setup for the same r1cs, to which nobody contributed. */
  let uncontributed: string;
  const zkeyOf = (folder: string): string => path.join(folder, 'toy.zkey');
  const r1csOf = (folder: string): string => path.join(folder, 'toy.r1cs');
  const wasmOf = (folder: string): string => path.join(folder, 'toy_js', 'toy.wasm');
  const keyOf = (zkey: string): Promise<Record<string, unknown>> => zKey.exportVerificationKey(zkey);

  before(async () => {
    toy = new ToyProject();
    for (const optimisation of OPTIMISATIONS) {
      const folder = await toy.compile(optimisation);
      folders[optimisation] = folder;
      await writeDevelopmentKey(r1csOf(folder), zkeyOf(folder));
    }
    uncontributed = toy.at('uncontributed.zkey');
    await powersOfTau.newAccumulator(await curves.getCurveFromName('bn128'), 4, toy.at('0.ptau'));
    await powersOfTau.contribute(toy.at('0.ptau'), toy.at('1.ptau'), 'test', 'test');
    await powersOfTau.preparePhase2(toy.at('1.ptau'), toy.at('2.ptau'));
    await zKey.newZKey(r1csOf(folders.O2), toy.at('2.ptau'), uncontributed);
  });
  after(() => toy[Symbol.dispose]());

  it('is the same file each time it is made, octet for octet [S29]', async () => {
    const again = toy.at('again.zkey');
    await writeDevelopmentKey(r1csOf(folders.O2), again);
    expect(sha256(again)).to.equal(sha256(zkeyOf(folders.O2)));
  });

  it('reads the constraint system as snarkjs does', async () => {
    const { nConstraints, nVars, nPubInputs, nOutputs } = await r1cs.info(r1csOf(folders.O2));
    const { constraints, wires, publicSignals } = readR1cs(r1csOf(folders.O2));
    expect({ constraints, wires, publicSignals }).to.deep.equal({
      constraints: nConstraints,
      wires: nVars,
      publicSignals: nPubInputs + nOutputs,
    });
    expect(() => readR1cs(zkeyOf(folders.O2))).to.throw(/is not an r1cs file/);
  });

  it("has the sections of snarkjs's own key: equal where they do not depend on the secrets, as long where they do", () => {
    const [own, theirs] = [readSections(zkeyOf(folders.O2)), readSections(uncontributed)];
    expect([...own.keys()].sort()).to.deep.equal([...theirs.keys()].sort());
    for (const [number, content] of theirs)
      expect(own.get(number)!.length, `section ${number}`).to.equal(content.length);
    const PROTOCOL = 1;
    const COEFFICIENTS = 4;
    for (const number of [PROTOCOL, COEFFICIENTS]) {
      expect(own.get(number)!.equals(theirs.get(number)!), `section ${number}`).to.be.true;
    }
    // Moduli, number of wires and of public signals, size of the domain; points follow.
    const counts = 2 * 36 + 12;
    expect(own.get(2)!.subarray(0, counts).equals(theirs.get(2)!.subarray(0, counts))).to.be.true;
  });

  it('has points at infinity exactly where the key of snarkjs has them: where a wire does not occur', () => {
    const [own, theirs] = [readSections(zkeyOf(folders.O2)), readSections(uncontributed)];
    const infinities = (content: Buffer, octets: number): boolean[] =>
      Array.from({ length: content.length / octets }, (_, i) =>
        content.subarray(i * octets, (i + 1) * octets).every((octet) => octet === 0),
      );
    const POINTS = { 3: 64, 5: 64, 6: 64, 7: 128, 8: 64, 9: 64 };
    for (const [number, octets] of Object.entries(POINTS)) {
      const expected = infinities(theirs.get(Number(number))!, octets);
      expect(infinities(own.get(Number(number))!, octets), `section ${number}`).to.deep.equal(expected);
    }
    expect(infinities(own.get(6)!, 64)).to.include(true);
  });

  for (const optimisation of OPTIMISATIONS) {
    it(`lets snarkjs prove and verify, and has each public signal changed by one refused, under ${optimisation} [S1]`, async () => {
      const folder = folders[optimisation];
      const key = await keyOf(zkeyOf(folder));
      assertSoundVerificationKey(key);
      const { proof, publicSignals } = await proveWithSnarkjs(wasmOf(folder), zkeyOf(folder));
      expect(publicSignals.map(BigInt)).to.deep.equal(PUBLIC_SIGNALS);
      expect(await groth16.verify(key, publicSignals, proof)).to.be.true;
      for (const [i, signal] of PUBLIC_SIGNALS.entries()) {
        for (const other of [signal + 1n, signal - 1n]) {
          expect(await verifyProof(key, PUBLIC_SIGNALS.with(i, other), proof), `signal ${i}`).to.be.false;
        }
      }
    });

    it(`binds a public input that no constraint mentions, under ${optimisation} [S18]`, async () => {
      const folder = folders[optimisation];
      const key = await keyOf(zkeyOf(folder));
      assertSoundVerificationKey(key);
      const CONTEXT = 2;
      let mentioned = 0;
      readR1cs(r1csOf(folder)).visit((_matrix, _constraint, wire) => (mentioned += Number(wire === CONTEXT)));
      expect(mentioned).to.equal(0);

      const { proof } = await proveWithSnarkjs(wasmOf(folder), zkeyOf(folder));
      const { product, context } = INPUTS;
      for (const other of [0n, 1n, -context + FIELD_MODULUS, product]) {
        expect(await verifyProof(key, [product, other], proof), String(other)).to.be.false;
      }
      const swapped = await proveWithSnarkjs(wasmOf(folder), zkeyOf(folder), { ...INPUTS, context: 8n });
      expect(await verifyProof(key, [product, 8n], swapped.proof)).to.be.true;
      expect(await verifyProof(key, [product, context], swapped.proof)).to.be.false;
    });
  }

  it('comes from the public seed: anybody can forge under it, which is why production refuses it [S28]', async () => {
    const seed = 'OpenRSP development key, worth nothing: its secrets are public. Version 1';
    const secret = (name: string): bigint =>
      BigInt(`0x${createHash('sha512').update(`${seed}\n${name}`).digest('hex')}`) % FIELD_MODULUS;
    const { G1, G2 } = bn254;
    const { vk_alpha_1, vk_beta_2, vk_gamma_2, vk_delta_2 } = await keyOf(zkeyOf(folders.O2));
    const alpha = G1.Point.BASE.multiply(secret('alpha')).toAffine();
    expect(vk_alpha_1).to.deep.equal([String(alpha.x), String(alpha.y), '1']);
    for (const [point, scalar] of [
      [vk_beta_2, secret('beta')],
      [vk_gamma_2, 1n],
      [vk_delta_2, secret('delta')],
    ] as const) {
      const { x, y } = G2.Point.BASE.multiply(scalar).toAffine();
      expect(point).to.deep.equal([
        [String(x.c0), String(x.c1)],
        [String(y.c0), String(y.c1)],
        ['1', '0'],
      ]);
    }
  });

  it('refuses A = alpha, B = beta, C = -statement, which a key without a contribution accepts for any signals [S22]', async () => {
    /** The forgery that needs nothing but the verifying key. */
    const forge = ({ vk_alpha_1, vk_beta_2, IC }: VerificationKey, signals: readonly bigint[]): Groth16Proof => {
      const points = IC.map(([x, y]) => bn254.G1.Point.fromAffine({ x: BigInt(x), y: BigInt(y) }));
      const statement = signals.reduce((sum, signal, i) => sum.add(points[i + 1]!.multiplyUnsafe(signal)), points[0]!);
      const c = statement.negate().toAffine();
      return {
        pi_a: [...vk_alpha_1],
        pi_b: [[...vk_beta_2[0]], [...vk_beta_2[1]], [...vk_beta_2[2]]],
        pi_c: [String(c.x), String(c.y), '1'],
        protocol: 'groth16',
        curve: 'bn128',
      };
    };
    const [weak, sound] = await Promise.all([keyOf(uncontributed), keyOf(zkeyOf(folders.O2))]);
    assertSoundVerificationKey(sound);
    for (const signals of [PUBLIC_SIGNALS, [1n, 2n], [0n, 0n]]) {
      const forgery = forge(weak as unknown as VerificationKey, signals);
      expect(await groth16.verify(weak, signals, forgery)).to.be.true;
      const refusal: unknown = await verifyProof(weak as unknown as VerificationKey, signals, forgery).catch(
        (error: unknown) => error,
      );
      expect(refusal).to.be.instanceOf(VerificationKeyError);
      expect(await verifyProof(sound, signals, forge(sound, signals))).to.be.false;
    }
  });

  it("is told from snarkjs's setup without a contribution, for which no verifier is written [S22]", async () => {
    const failure: unknown = await verifierSource('toy', uncontributed, false).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(VerificationKeyError);
    expect(String(failure)).to.match(/gamma equals delta/);
    expect(await verifierSource('toy', zkeyOf(folders.O2), true)).to.match(/contract ToyVerifier/);
  });
});
