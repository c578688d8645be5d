import { prove } from '../zk/prover.ts';
import { sampleCircuits, samples } from './sample.ts';

export interface ProofFigures {
  readonly witnessSeconds: number;
  readonly proveSeconds: number;
  /** Most memory the process held. */
  readonly proveRssMb: number;
}

/** Proves once and says what it took: run as a program by ./circuits.ts, with the name of a circuit. */
async function measureProof(name: string | undefined): Promise<ProofFigures> {
  const circuit = sampleCircuits.find((each) => each === name);
  if (circuit === undefined) throw new Error(`there is no sample for ${String(name)}`);
  const { witnessSeconds, proveSeconds } = await prove(circuit, samples[circuit]());
  // Kibibytes on every platform (libuv).
  const { maxRSS } = process.resourceUsage();
  const round = (seconds: number): number => Number(seconds.toFixed(2));
  return {
    witnessSeconds: round(witnessSeconds),
    proveSeconds: round(proveSeconds),
    proveRssMb: Math.round(maxRSS / 1024),
  };
}

if (import.meta.main) process.stdout.write(JSON.stringify(await measureProof(process.argv[2])));
