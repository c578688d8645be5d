import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { bn254 } from '@noble/curves/bn254.js';
import { ArtifactError, readArtifacts } from '../../src/zk/artifacts.ts';
import { proofPoints } from '../../src/zk/calldata.ts';
import { CircuitRefusal } from '../../src/zk/circuit-refusal.ts';
import { FIELD_MODULUS } from '../../src/zk/poseidon.ts';
import { prove, type Proof, type ProofPhase } from '../../src/zk/prover.ts';
import { ProverError } from '../../src/zk/prover-error.ts';
import { findRapidsnark } from '../../src/zk/rapidsnark.ts';
import { assertSoundVerificationKey, type VerificationKey } from '../../src/zk/verification-key.ts';
import { verifyProof } from '../../src/zk/verifier.ts';
import { pointOutsideSubgroup } from './outside-subgroup.ts';
import { buildTinyCircuit, CIRCUIT, type TinyCircuit } from './tiny-circuit.ts';
import type { ProofInputs } from '../../src/zk/circuit-inputs.ts';

const statement = (product: bigint, factors: bigint[]): ProofInputs => ({
  inputs: { product, factors },
  publicSignals: [product],
});

describe('proving', () => {
  let tiny: TinyCircuit;
  let key: VerificationKey;
  let proven: Proof;
  const phases: ProofPhase[] = [];
  const environment = { PATH: process.env.PATH, OPENRSP_PROVER: process.env.OPENRSP_PROVER };

  before(async () => {
    process.env.OPENRSP_PROVER = 'snarkjs';
    tiny = await buildTinyCircuit();
    const value: unknown = JSON.parse(readFileSync(path.join(tiny.folder, 'verification_key.json'), 'utf8'));
    assertSoundVerificationKey(value);
    key = value;
    proven = await prove(CIRCUIT, statement(35n, [5n, 7n]), {
      places: tiny.places,
      onProgress: (phase) => phases.push(phase),
    });
  });
  afterEach(() => {
    process.env.PATH = environment.PATH;
    process.env.OPENRSP_PROVER = 'snarkjs';
  });
  after(() => {
    tiny.remove();
    if (environment.OPENRSP_PROVER === undefined) delete process.env.OPENRSP_PROVER;
    else process.env.OPENRSP_PROVER = environment.OPENRSP_PROVER;
  });

  it('tells how far it is', () => {
    expect(phases).to.deep.equal(['artifacts', 'witness', 'proof', 'verification']);
    expect(proven.seconds).to.be.at.least(proven.witnessSeconds + proven.proveSeconds);
  });

  it('makes a proof that verifies for its own public signals and no others [S1]', async () => {
    expect(await verifyProof(key, [35n], proven.proof)).to.equal(true);
    for (const other of [34n, 36n, 0n]) expect(await verifyProof(key, [other], proven.proof)).to.equal(false);
  });

  it('refuses public signals out of range and a wrong number of them [S23] [S26]', async () => {
    expect(await verifyProof(key, [35n + FIELD_MODULUS], proven.proof)).to.equal(false);
    expect(await verifyProof(key, [35n - FIELD_MODULUS], proven.proof)).to.equal(false);
    expect(await verifyProof(key, [], proven.proof)).to.equal(false);
    expect(await verifyProof(key, [35n, 35n], proven.proof)).to.equal(false);
  });

  it('gives the points in the order of the verifier contract: imaginary parts first', () => {
    const [a0, a1, b00, b01, b10, b11, c0, c1] = proofPoints(proven.proof) as [bigint, ...bigint[]];
    bn254.G1.Point.fromAffine({ x: a0, y: a1! }).assertValidity();
    bn254.G2.Point.fromAffine({ x: { c0: b01!, c1: b00! }, y: { c0: b11!, c1: b10! } }).assertValidity();
    bn254.G1.Point.fromAffine({ x: c0!, y: c1! }).assertValidity();
  });

  it('refuses what the circuit refuses, and names the template', async () => {
    for (const factors of [
      [5n, 8n],
      [1n, 35n],
    ]) {
      const failure: unknown = await prove(CIRCUIT, statement(35n, factors), { places: tiny.places }).catch(
        (error: unknown) => error,
      );
      expect(failure).to.be.instanceOf(CircuitRefusal);
      expect(String(failure)).to.match(/a constraint does not hold: Product, line \d+/);
    }
  });

  it('refuses a proof that does not verify: here for public signals that are not the inputs', async () => {
    const wrong = { ...statement(35n, [5n, 7n]), publicSignals: [36n] };
    const failure: unknown = await prove(CIRCUIT, wrong, { places: tiny.places }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ProverError);
  });

  describe('with rapidsnark on PATH', () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'openrsp-rapidsnark-'));
      delete process.env.OPENRSP_PROVER;
      process.env.PATH = `${folder}${path.delimiter}${environment.PATH}`;
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    /** A program that stands for rapidsnark's: notes what it sees, and answers with `proof`. */
    const install = (proof: unknown, exitCode = 0): void => {
      writeFileSync(path.join(folder, 'answer.json'), JSON.stringify(proof));
      const program = path.join(folder, 'rapidsnark');
      writeFileSync(
        program,
        `#!/bin/sh\nstat -c '%a %n' "$2" "$(dirname "$2")" >'${folder}/seen'\ncp '${folder}/answer.json' "$3"\nexit ${exitCode}\n`,
      );
      chmodSync(program, 0o755);
    };
    const seen = (): string[] => readFileSync(path.join(folder, 'seen'), 'utf8').trim().split('\n');

    it('uses it, shows the witness to nobody else and leaves no file behind', async () => {
      install(proven.proof);
      const { proof } = await prove(CIRCUIT, statement(35n, [5n, 7n]), { places: tiny.places });
      expect(proof).to.deep.equal(proven.proof);
      const [witness = '', own = ''] = seen();
      expect(witness).to.match(/^600 /);
      expect(own).to.match(/^700 /);
      expect(existsSync(own.slice(4))).to.equal(false);
    });

    it('takes neither a folder of that name nor another program called prover', () => {
      mkdirSync(path.join(folder, 'rapidsnark'));
      writeFileSync(path.join(folder, 'prover'), '#!/bin/sh\n', { mode: 0o755 });
      expect(findRapidsnark({ PATH: folder })).to.equal(undefined);
      const program = path.join(folder, 'prover');
      expect(findRapidsnark({ PATH: folder, OPENRSP_PROVER: program })).to.equal(program);
      expect(() => findRapidsnark({ PATH: folder, OPENRSP_PROVER: path.join(folder, 'rapidsnark') })).to.throw(
        ProverError,
        'is no program',
      );
    });

    it('leaves no witness behind when it is interrupted', async () => {
      const program = path.join(folder, 'slow');
      writeFileSync(
        program,
        `#!/bin/sh\ndirname "$2" >'${folder}/place.part'\nmv '${folder}/place.part' '${folder}/place'\nexec sleep 30\n`,
        {
          mode: 0o755,
        },
      );
      const source = new URL('../../src/zk/rapidsnark.ts', import.meta.url).href;
      const code = `const { proveWithRapidsnark } = await import('${source}'); await proveWithRapidsnark('${program}', 'none', new Uint8Array(8));`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
      const ended = once(child, 'close');
      while (!existsSync(path.join(folder, 'place'))) await setTimeout(20);
      const place = readFileSync(path.join(folder, 'place'), 'utf8').trim();
      expect(existsSync(path.join(place, 'witness.wtns'))).to.equal(true);
      child.kill('SIGINT');
      expect(await ended).to.deep.equal([null, 'SIGINT']);
      expect(existsSync(place)).to.equal(false);
    });

    it('leaves no file behind when it fails', async () => {
      install(proven.proof, 3);
      const failure: unknown = await prove(CIRCUIT, statement(35n, [5n, 7n]), { places: tiny.places }).catch(
        (error: unknown) => error,
      );
      expect(failure).to.be.instanceOf(ProverError);
      expect(String(failure)).to.match(/set OPENRSP_PROVER=snarkjs/);
      expect(existsSync(seen()[1]!.slice(4))).to.equal(false);
    });

    it('does not believe it', async () => {
      install({ ...proven.proof, pi_a: proven.proof.pi_c });
      const failure: unknown = await prove(CIRCUIT, statement(35n, [5n, 7n]), { places: tiny.places }).catch(
        (error: unknown) => error,
      );
      expect(failure).to.be.instanceOf(ProverError);
    });
  });

  describe('artifacts', () => {
    const damaged = async (name: string): Promise<unknown> => {
      const file = path.join(tiny.folder, name);
      const whole = readFileSync(file);
      appendFileSync(file, 'x');
      try {
        return await readArtifacts(CIRCUIT, tiny.places).catch((error: unknown) => error);
      } finally {
        writeFileSync(file, whole);
      }
    };

    it('are refused when a single one was changed [S75]', async () => {
      for (const name of ['product.r1cs', 'product.wasm', 'product.zkey', 'verification_key.json']) {
        const failure = await damaged(name);
        expect(failure, name).to.be.instanceOf(ArtifactError);
        expect(String(failure)).to.match(
          /has the SHA-256 [0-9a-f]{64}, which is not what was built; run: \.\/openrsp build/,
        );
      }
      expect((await readArtifacts(CIRCUIT, tiny.places)).manifest.circuit).to.equal(CIRCUIT);
    });

    it('are refused when they are not the locked ones [S28]', async () => {
      const { lockFile } = tiny.places;
      const whole = readFileSync(lockFile, 'utf8');
      const lock = JSON.parse(whole) as Record<string, Record<string, string>>;
      for (const kind of ['r1cs', 'zkey', 'vkey']) {
        writeFileSync(lockFile, JSON.stringify({ [CIRCUIT]: { ...lock[CIRCUIT], [kind]: '00'.repeat(32) } }));
        const failure: unknown = await readArtifacts(CIRCUIT, tiny.places).catch((error: unknown) => error);
        expect(String(failure), kind).to.match(/but 0{64} is locked: it is stale; run: \.\/openrsp build/);
      }
      writeFileSync(lockFile, whole);
    });

    it('are missed by name', async () => {
      expect(await readArtifacts('other', tiny.places).catch(String)).to.match(/The circuit "other" is not built/);
      expect(readdirSync(tiny.places.folder)).to.deep.equal([CIRCUIT]);
    });
  });

  describe('verifying keys', () => {
    const refusal = (changes: object): string => {
      try {
        assertSoundVerificationKey({ ...key, ...changes });
      } catch (error) {
        return String(error);
      }
      return 'accepted';
    };

    it('are refused when gamma = delta, as before any contribution [S22]', () => {
      expect(() => assertSoundVerificationKey(tiny.keyWithoutContribution)).to.throw(/gamma equals delta/);
      expect(refusal({ vk_delta_2: key.vk_gamma_2 })).to.match(/gamma equals delta/);
      const [gx, [gy0, gy1], gz] = key.vk_gamma_2;
      const q = bn254.fields.Fp.ORDER;
      const negated = [gx, [String(q - BigInt(gy0)), String((q - BigInt(gy1)) % q)], gz];
      expect(refusal({ vk_delta_2: negated })).to.match(/gamma equals delta/);
    });

    it('are refused with a point at infinity [S22]', () => {
      const none = ['0', '1', '0'];
      const none2 = [
        ['0', '0'],
        ['1', '0'],
        ['0', '0'],
      ];
      expect(refusal({ vk_alpha_1: none })).to.match(/alpha is the point at infinity/);
      expect(refusal({ vk_beta_2: none2 })).to.match(/beta is the point at infinity/);
      expect(refusal({ vk_gamma_2: none2 })).to.match(/gamma is the point at infinity/);
      expect(refusal({ vk_delta_2: none2 })).to.match(/delta is the point at infinity/);
      expect(refusal({ IC: [key.IC[0], none] })).to.match(/IC\[1\] is the point at infinity/);
      expect(refusal({ IC: [none, key.IC[1]] })).to.match(/IC\[0\] is the point at infinity/);
    });

    it('are refused with a point off the curve or outside the subgroup [S22]', () => {
      expect(refusal({ vk_alpha_1: [key.vk_alpha_1[1], key.vk_alpha_1[0], '1'] })).to.match(
        /alpha is not on the curve/,
      );
      const [[bx0, bx1], by, bz] = key.vk_beta_2;
      expect(refusal({ vk_beta_2: [[bx1, bx0], by, bz] })).to.match(/beta is not on the curve/);
      const [x, y] = pointOutsideSubgroup().map((part) => part.map(String));
      expect(refusal({ vk_beta_2: [x, y, bz] })).to.match(/beta .* subgroup/);
    });

    it('are refused with coordinates that are not reduced [S22]', () => {
      const alias = String(BigInt(key.vk_alpha_1[0]) + bn254.fields.Fp.ORDER);
      expect(refusal({ vk_alpha_1: [alias, key.vk_alpha_1[1], '1'] })).to.match(/not below the base field's modulus/);
    });

    it('are refused when one public signal can stand for another, or for none', () => {
      expect(refusal({ nPublic: 2, IC: [...key.IC, key.IC[1]] })).to.match(/IC\[1\] and IC\[2\] are one point/);
      expect(refusal({ nPublic: 2 })).to.match(/2 IC points for 2 public signals/);
      expect(refusal({ IC: [key.vk_alpha_1, key.IC[1]] })).to.match(/IC\[0\] equals alpha/);
    });

    it('are refused when they are none', () => {
      for (const other of [null, 'key', {}, { ...key, curve: 'bls12381' }, { ...key, vk_alpha_1: ['-1', '2', '1'] }]) {
        expect(() => assertSoundVerificationKey(other)).to.throw(/no Groth16 verifying key/);
      }
    });
  });
});
