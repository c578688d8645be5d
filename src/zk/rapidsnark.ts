import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Groth16Proof } from 'snarkjs';
import { ProverError } from './prover-error.ts';

/** Names under which rapidsnark's prover is installed. */
const PROGRAMS = ['rapidsnark', 'prover'];

/** rapidsnark's prover on PATH, if the user has it. `OPENRSP_PROVER=snarkjs` does without. */
export function findRapidsnark(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  if (environment.OPENRSP_PROVER === 'snarkjs') return undefined;
  const folders = (environment.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => PROGRAMS.map((name) => path.join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Proves with rapidsnark, which takes files: the witness lies in a private folder for that long, and nowhere else. Throws ProverError. */
export async function proveWithRapidsnark(program: string, zkey: string, witness: Uint8Array): Promise<Groth16Proof> {
  // mkdtemp makes the folder with mode 0700.
  const folder = mkdtempSync(path.join(tmpdir(), 'openrsp-proof-'));
  const at = (name: string): string => path.join(folder, name);
  try {
    writeFileSync(at('witness.wtns'), witness, { mode: 0o600 });
    await promisify(execFile)(program, [zkey, at('witness.wtns'), at('proof.json'), at('public.json')]);
    return JSON.parse(readFileSync(at('proof.json'), 'utf8').replaceAll('\0', '')) as Groth16Proof;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new ProverError(`${program} made no proof (${reason}); set OPENRSP_PROVER=snarkjs to do without it`, {
      cause,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
