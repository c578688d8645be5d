import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { wtns } from 'snarkjs';
import { readArtifacts } from '../../../src/zk/artifacts.ts';
import { CircuitRefusal } from '../../../src/zk/circuit-refusal.ts';
import type { ProofInputs } from '../../../src/zk/circuit-inputs.ts';
import { calculateWitness } from '../../../src/zk/witness.ts';
import { R1cs } from '../harness/r1cs.ts';

/** A circuit as it was built, whole. */
export class BuiltCircuit {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async expectAccepted({ inputs }: ProofInputs): Promise<void> {
    await calculateWitness((await readArtifacts(this.name)).wasm, inputs);
  }

  async expectRefused({ inputs }: ProofInputs, others: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const outcome = await this.expectAccepted({ inputs: { ...inputs, ...others }, publicSignals: [] }).then(
      () => 'accepted',
      (error: unknown) => error,
    );
    expect(outcome).to.be.instanceOf(CircuitRefusal);
  }

  /** Names of the wires that can be changed alone in the honest witness without violating a constraint. */
  async unpinned({ inputs }: ProofInputs): Promise<string[]> {
    const { r1cs, wasm } = await readArtifacts(this.name);
    const file = { type: 'mem' as const, data: await calculateWitness(wasm, inputs) };
    const witness = await wtns.exportJson(file);
    const names = new Map<number, string>();
    const symbols = readFileSync(path.join(path.dirname(r1cs), `${this.name}.sym`), 'utf8');
    for (const line of symbols.split('\n')) {
      const [, wire, , name] = line.split(',');
      if (name !== undefined && wire !== '-1' && !names.has(Number(wire))) names.set(Number(wire), name);
    }
    return R1cs.read(readFileSync(r1cs))
      .unpinned(witness)
      .filter((wire) => !(names.get(wire)?.endsWith('.inv') === true && witness[wire] === 0n))
      .map((wire) => names.get(wire)?.replace(/^main\./, '') ?? `wire ${wire}`);
  }
}
