import { prove } from '../zk/prover.ts';
import { sampleInputs } from './sample.ts';

export interface ProofFigures {
  readonly witnessSeconds: number;
  readonly proveSeconds: number;
  /** Most memory the process held. */
  readonly proveRssMb: number;
}

/** Proves once and says what it took: run as a program by ./circuits.ts. */
async function measureProof(): Promise<ProofFigures> {
  const { witnessSeconds, proveSeconds } = await prove('certificate', sampleInputs());
  // Kibibytes on every platform (libuv).
  const { maxRSS } = process.resourceUsage();
  const round = (seconds: number): number => Number(seconds.toFixed(2));
  return {
    witnessSeconds: round(witnessSeconds),
    proveSeconds: round(proveSeconds),
    proveRssMb: Math.round(maxRSS / 1024),
  };
}

if (import.meta.main) process.stdout.write(JSON.stringify(await measureProof()));
