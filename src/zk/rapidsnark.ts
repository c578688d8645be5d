import { execFile, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Groth16Proof } from 'snarkjs';
import { ProverError } from './prover-error.ts';

/**
 * rapidsnark's prover, if the user has it: the program `rapidsnark` on PATH, or the one that `OPENRSP_PROVER` names (upstream calls it
 * `prover`, too common a name to hand a witness to). `OPENRSP_PROVER=snarkjs` does without.
 */
export function findRapidsnark(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment.OPENRSP_PROVER;
  if (named === 'snarkjs') return undefined;
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named;
    throw new ProverError(`OPENRSP_PROVER names ${named}, which is no program; name one, or snarkjs`);
  }
  const folders = (environment.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, 'rapidsnark')).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Proves with rapidsnark, which takes files: the witness lies in a private folder for that long, and nowhere else. Throws ProverError. */
export async function proveWithRapidsnark(program: string, zkey: string, witness: Uint8Array): Promise<Groth16Proof> {
  // mkdtemp makes the folder with mode 0700.
  const folder = mkdtempSync(path.join(tmpdir(), 'openrsp-proof-'));
  const at = (name: string): string => path.join(folder, name);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  let running: ChildProcess | undefined;
  // A signal ends the process without running what stands in `finally`, and rapidsnark would go on.
  const interrupted = (signal: NodeJS.Signals): void => {
    running?.kill('SIGKILL');
    remove();
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    writeFileSync(at('witness.wtns'), witness, { mode: 0o600 });
    const proving = promisify(execFile)(program, [zkey, at('witness.wtns'), at('proof.json'), at('public.json')]);
    running = proving.child;
    await proving;
    return JSON.parse(readFileSync(at('proof.json'), 'utf8').replaceAll('\0', '')) as Groth16Proof;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new ProverError(`${program} made no proof (${reason}); set OPENRSP_PROVER=snarkjs to do without it`, {
      cause,
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    remove();
  }
}
