import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ProofInputs } from '../zk/circuit-inputs.ts';
import type { CircuitProver, Proof, ProofOptions } from '../zk/prover.ts';
import type { EngineAnswer, EngineOrder } from './engine-message.ts';
import { ProvingError } from './error.ts';

const PROGRAM = path.join(import.meta.dirname, 'engine-process.ts');

export interface EngineOptions {
  /** Octets of proving keys to keep. */
  readonly memory: number;
  /** Arguments for Node, before the program. */
  readonly execArgv?: readonly string[] | undefined;
}

/**
 * A {@link WarmProver} in a process of its own, so that this one answers while a proof is made, and a proof that nobody wants any more
 * ends at once: with its process, and with all that the process knew. The next order starts another. One order at a time.
 */
export class Engine implements CircuitProver {
  readonly #options: EngineOptions;
  #process: ChildProcess | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Process id, while there is one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Reads a circuit's keys. @throws ProvingError */
  async warm(circuit: string): Promise<void> {
    await this.#order({ circuit });
  }

  /** @throws ProvingError */
  async prove(circuit: string, statement: ProofInputs, options: ProofOptions = {}): Promise<Proof> {
    const answer = await this.#order({ circuit, statement }, options);
    if (answer.kind !== 'proven') throw new Error(`the engine answered ${answer.kind}`);
    return answer.proof;
  }

  /** Ends the process, whatever it does. */
  async close(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    // With this signal rapidsnark's files go.
    child.kill('SIGTERM');
    await ended;
  }

  #order(order: EngineOrder, { onProgress, signal }: ProofOptions = {}): Promise<EngineAnswer> {
    const child = (this.#process ??= this.#start());
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        child.off('message', heard);
        child.off('exit', ended);
        signal?.removeEventListener('abort', aborted);
        settle();
      };
      const heard = (answer: EngineAnswer): void => {
        if (answer.kind === 'phase') onProgress?.(answer.phase);
        else if (answer.kind === 'failed') finish(() => reject(new ProvingError(answer.code, answer.message)));
        else finish(() => resolve(answer));
      };
      const ended = (code: number | null, by: NodeJS.Signals | null): void => {
        if (this.#process === child) this.#process = undefined;
        const how = by ?? `exit code ${String(code)}`;
        finish(() =>
          reject(new ProvingError('Fault', `the process that proves ended (${how}); is there enough memory?`)),
        );
      };
      const aborted = (): void => finish(() => void this.close().then(() => reject(reasonOf(signal))));
      if (signal?.aborted === true) {
        reject(reasonOf(signal));
        return;
      }
      child.on('message', heard);
      child.on('exit', ended);
      signal?.addEventListener('abort', aborted);
      child.send(order);
    });
  }

  #start(): ChildProcess {
    const { memory, execArgv = [] } = this.#options;
    return fork(PROGRAM, [String(memory)], {
      // Structured clones: inputs are big integers.
      serialization: 'advanced',
      // What libraries print may quote a value.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [...execArgv],
    });
  }
}

const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new ProvingError('Cancelled', 'the proof was given up');
