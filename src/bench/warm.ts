import { readFileSync } from 'node:fs';
import { WarmProver } from '../prover/warm-prover.ts';
import { readArtifacts } from '../zk/artifacts.ts';
import type { Proof } from '../zk/prover.ts';
import { ProofVerifier } from '../zk/verifier.ts';
import { samples } from './sample.ts';

export interface WarmFigures {
  readonly prover: {
    /** Median, with keys, programs and threads kept: witness, proof and its verification. */
    readonly warmSessionSeconds: number;
    readonly warmReceiptSeconds: number;
    /** Most memory the process held, with the keys of both. */
    readonly rssMb: number;
  };
  readonly verify: {
    /** By a server that keeps the key, on one thread. */
    readonly sessionMs: { readonly median: number; readonly p99: number };
  };
}

const PROOFS = 3;
const VERIFICATIONS = 1000;
const MEMORY = 2 ** 29;

/** Proves again and again with one prover, then verifies: run as a program by ./prover.ts. */
async function measureWarm(): Promise<WarmFigures> {
  const prover = new WarmProver({ memory: MEMORY });
  const [session, sessionProof] = await measureProofs(prover, 'session');
  const [receipt] = await measureProofs(prover, 'receipt');
  // Kibibytes on every platform (libuv).
  const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  await prover.close();
  return {
    prover: { warmSessionSeconds: session, warmReceiptSeconds: receipt, rssMb },
    verify: { sessionMs: await measureVerification(sessionProof) },
  };
}

async function measureProofs(prover: WarmProver, circuit: 'session' | 'receipt'): Promise<[number, Proof]> {
  const statement = samples[circuit]();
  let proof = await prover.prove(circuit, statement);
  const seconds: number[] = [];
  for (let i = 0; i < PROOFS; i++) {
    proof = await prover.prove(circuit, statement);
    seconds.push(proof.seconds);
  }
  return [Number(quantile(seconds, 0.5).toFixed(2)), proof];
}

async function measureVerification({ publicSignals, proof }: Proof): Promise<WarmFigures['verify']['sessionMs']> {
  const { verificationKey } = await readArtifacts('session');
  const verifier = await ProofVerifier.of(JSON.parse(readFileSync(verificationKey, 'utf8')));
  verifier.verify(publicSignals, proof);
  const milliseconds = Array.from({ length: VERIFICATIONS }, () => {
    const begun = performance.now();
    if (!verifier.verify(publicSignals, proof)) throw new Error('the proof does not verify');
    return performance.now() - begun;
  });
  const round = (ms: number): number => Number(ms.toFixed(1));
  return { median: round(quantile(milliseconds, 0.5)), p99: round(quantile(milliseconds, 0.99)) };
}

/** The smallest value that is not below `part` of all of them. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(part * sorted.length) - 1, 0)] ?? Number.NaN;
}

if (import.meta.main) process.stdout.write(JSON.stringify(await measureWarm()));
