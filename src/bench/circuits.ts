import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { readArtifacts } from '../zk/artifacts.ts';
import type { ProofFigures } from './proof.ts';
import { sampleCircuits, type SampleCircuit } from './sample.ts';
import { templateConstraints } from './template.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Of a whole circuit all figures, of a part its constraints. */
export interface CircuitFigures extends Partial<ProofFigures> {
  readonly constraints: number;
  /** Size of the evaluation domain. */
  readonly domain?: number;
  readonly compileSeconds?: number;
  readonly setupSeconds?: number;
  readonly zkeyMb?: number;
}

/** Measures every circuit, and counts the parts whose cost decides. */
export async function measureCircuits(): Promise<Readonly<Record<string, CircuitFigures>>> {
  const blocks = await templateConstraints('lib/sha256/variable.circom', 'Sha256Variable(2)');
  const circuits: Record<string, CircuitFigures> = {};
  for (const circuit of sampleCircuits) circuits[circuit] = await measureCircuit(circuit);
  return {
    ...circuits,
    ecdsaP256: { constraints: await templateConstraints('lib/p256/ecdsa.circom', 'EcdsaP256Verify(1)') },
    sha256Block: { constraints: Math.ceil(blocks / 2) },
  };
}

async function measureCircuit(circuit: SampleCircuit): Promise<CircuitFigures> {
  const { manifest, zkey } = await readArtifacts(circuit);
  const { constraints, domain, compileSeconds, setupSeconds } = manifest;
  // In a process of its own, whose memory is the proof's alone: nothing of it is warm.
  const { stdout } = await promisify(execFile)(process.execPath, ['src/bench/proof.ts', circuit], { cwd: root });
  const zkeyMb = Math.round(statSync(zkey).size / 2 ** 20);
  return { constraints, domain, compileSeconds, setupSeconds, ...(JSON.parse(stdout) as ProofFigures), zkeyMb };
}
