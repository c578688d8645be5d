import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { WarmProver } from '../../src/prover/warm-prover.ts';
import { ArtifactError } from '../../src/zk/artifacts.ts';
import { CircuitRefusal } from '../../src/zk/circuit-refusal.ts';
import { loadProvingKey } from '../../src/zk/proving-key.ts';
import { buildTinyCircuit, CIRCUIT, type TinyCircuit } from '../zk/tiny-circuit.ts';

const statement = (factors: bigint[]) => ({ inputs: { product: 35n, factors }, publicSignals: [35n] });

describe('WarmProver’s keys', () => {
  let tiny: TinyCircuit;
  let prover: WarmProver;
  const outside = process.env.OPENRSP_PROVER;
  before(async () => {
    process.env.OPENRSP_PROVER = 'snarkjs';
    tiny = await buildTinyCircuit();
  });
  after(() => {
    tiny.remove();
    if (outside === undefined) delete process.env.OPENRSP_PROVER;
    else process.env.OPENRSP_PROVER = outside;
  });
  beforeEach(() => (prover = new WarmProver({ memory: 2 ** 24, places: tiny.places })));
  afterEach(() => prover.close());

  /** Runs `act` while the first octet of an artifact is another. */
  async function whileDamaged<T>(name: string, act: () => Promise<T>): Promise<T> {
    const file = path.join(tiny.folder, name);
    const whole = readFileSync(file);
    writeFileSync(file, whole.with(0, whole[0]! ^ 1));
    try {
      return await act();
    } finally {
      writeFileSync(file, whole);
    }
  }

  it('are refused when a single artifact was changed, before a witness is made [S75]', async () => {
    for (const name of ['product.wasm', 'product.zkey', 'verification_key.json']) {
      const phases: string[] = [];
      const failure: unknown = await whileDamaged(name, () =>
        prover
          .prove(CIRCUIT, statement([5n, 7n]), { onProgress: (phase) => phases.push(phase) })
          .catch((e: unknown) => e),
      );
      expect(failure, name).to.be.instanceOf(ArtifactError);
      expect(phases).to.deep.equal(['artifacts']);
    }
  });

  it('do not follow what becomes of the files: what was hashed is kept [S75]', async () => {
    await prover.warm(CIRCUIT);
    for (const name of ['product.wasm', 'product.zkey', 'verification_key.json']) {
      await whileDamaged(name, () => prover.prove(CIRCUIT, statement([5n, 7n])));
    }
  });

  it('serve again after a refusal', async () => {
    const failure: unknown = await prover.prove(CIRCUIT, statement([5n, 8n])).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(CircuitRefusal);
    const { publicSignals } = await prover.prove(CIRCUIT, statement([7n, 5n]));
    expect(publicSignals).to.deep.equal([35n]);
  });

  it('are counted in octets, the proving key only where it is kept', async () => {
    const [wasm, zkey] = ['product.wasm', 'product.zkey'].map(
      (name) => readFileSync(path.join(tiny.folder, name)).length,
    );
    const { places } = tiny;
    expect((await loadProvingKey(CIRCUIT, { places })).octets).to.equal(wasm! + zkey!);
    const onDisk = await loadProvingKey(CIRCUIT, { places, isZkeyKept: false });
    expect([onDisk.octets, onDisk.zkey]).to.deep.equal([wasm, path.join(tiny.folder, 'product.zkey')]);
  });
});
