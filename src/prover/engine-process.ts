// The process that proves: run by ./engine.ts, which tells it the limit of memory in octets. It ends with its parent.
import { ArtifactError } from '../zk/artifacts.ts';
import { CircuitRefusal } from '../zk/circuit-refusal.ts';
import type { ProofPhase } from '../zk/prover.ts';
import { ProverError } from '../zk/prover-error.ts';
import { VerificationKeyError } from '../zk/verification-key.ts';
import type { EngineAnswer, EngineOrder } from './engine-message.ts';
import { ProvingError } from './error.ts';
import { WarmProver } from './warm-prover.ts';
import { wipe } from './wipe.ts';

const prover = new WarmProver({ memory: Number(process.argv[2]) });

process.on('message', (order: EngineOrder) => void obey(order));
// As the user's own signal would end it: what lies on disk for rapidsnark goes.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// A terminal sends it to the whole group; the parent decides.
process.on('SIGINT', () => undefined);

async function obey({ circuit, statement }: EngineOrder): Promise<void> {
  let phase: ProofPhase = 'artifacts';
  try {
    if (statement === undefined) {
      await prover.warm(circuit);
      answer({ kind: 'warm' });
      return;
    }
    const onProgress = (next: ProofPhase): void => {
      phase = next;
      answer({ kind: 'phase', phase });
    };
    answer({ kind: 'proven', proof: await prover.prove(circuit, statement, { onProgress }) });
  } catch (error) {
    answer({ kind: 'failed', ...failureOf(error, phase) });
  } finally {
    if (statement !== undefined) wipe(statement.inputs);
  }
}

function answer(message: EngineAnswer): void {
  // The parent may have gone in the meantime.
  if (process.connected) process.send?.(message);
}

/** Messages of errors that nobody expected may quote a value: they stay here. */
function failureOf(error: unknown, phase: ProofPhase): Omit<EngineAnswer & { kind: 'failed' }, 'kind'> {
  if (error instanceof ProvingError) return { code: error.code, message: error.message };
  if (error instanceof CircuitRefusal) return { code: 'CircuitRefusal', message: error.message };
  if (error instanceof ProverError) return { code: 'ProofInvalid', message: error.message };
  if (error instanceof ArtifactError || error instanceof VerificationKeyError) {
    return { code: 'ArtifactsRefused', message: error.message };
  }
  if (phase === 'witness') {
    return { code: 'InputsRefused', message: 'the inputs are not those of the circuit: names or lengths differ' };
  }
  return { code: 'Fault', message: `the prover failed (${error instanceof Error ? error.name : typeof error})` };
}
