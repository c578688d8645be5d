import { randomBytes } from 'node:crypto';
import type { ProofInputs } from '../zk/circuit-inputs.ts';
import type { CircuitProver, Proof, ProofPhase } from '../zk/prover.ts';
import { ProvingError, type ProvingErrorCode } from './error.ts';
import { wipe } from './wipe.ts';

export interface JobQueueOptions {
  /** Jobs that may wait besides the one that is proven. */
  readonly capacity: number;
  /** Milliseconds after which a job that nobody asks for is forgotten, done or not. */
  readonly lease: number;
  readonly onEnd?: ((end: JobEnd) => void) | undefined;
}

/** What may be said of a job that ended: nothing that it was about. */
export interface JobEnd {
  readonly circuit: string;
  readonly outcome: 'proven' | ProvingErrorCode;
  /** Seconds it waited, and was worked on. */
  readonly waited: number;
  readonly worked: number;
}

/** A job as its owner sees it. `version` grows with every change. */
export type JobView = { readonly id: string; readonly version: number } & JobState;

type JobState =
  /** `position`: 1 is the next. */
  | { readonly state: 'queued'; readonly position: number }
  | { readonly state: 'running'; readonly phase: ProofPhase }
  | { readonly state: 'proven'; readonly proof: Proof }
  | { readonly state: 'failed'; readonly error: ProvingError };

interface Job {
  readonly id: string;
  readonly circuit: string;
  readonly statement: ProofInputs;
  readonly submitted: number;
  readonly abort: AbortController;
  state: JobState;
  version: number;
  lease: NodeJS.Timeout | undefined;
  readonly watchers: Set<() => void>;
}

/**
 * Proves one statement after the other, in the order in which they came. All of it is in memory and ends with the process: statements
 * are secret. They are wiped when their job ends, however it does.
 */
export class JobQueue {
  readonly #prover: CircuitProver;
  readonly #options: JobQueueOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #waiting: Job[] = [];
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(prover: CircuitProver, options: JobQueueOptions) {
    this.#prover = prover;
    this.#options = options;
  }

  /** Jobs that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes over the statement, and wipes it in the end. Who knows the job's id may ask for it and cancel it. @throws ProvingError */
  submit(circuit: string, statement: ProofInputs): JobView {
    if (this.#isClosed) throw new ProvingError('Closed', 'the prover ends');
    const { capacity } = this.#options;
    if (this.#running !== undefined && this.#waiting.length >= capacity) {
      throw new ProvingError('QueueFull', `${capacity} jobs wait, and no more may; try again later`);
    }
    const job: Job = {
      id: randomBytes(16).toString('hex'),
      circuit,
      statement,
      submitted: performance.now(),
      abort: new AbortController(),
      state: { state: 'queued', position: this.#waiting.length + 1 },
      version: 0,
      lease: undefined,
      watchers: new Set(),
    };
    this.#jobs.set(job.id, job);
    this.#waiting.push(job);
    this.#renew(job);
    this.#next();
    return viewOf(job);
  }

  /** @throws ProvingError JobUnknown */
  view(id: string): JobView {
    const job = this.#find(id);
    this.#renew(job);
    return viewOf(job);
  }

  /** The job as soon as its version is larger than `version`, or after `milliseconds`. @throws ProvingError JobUnknown */
  async watch(id: string, version: number, milliseconds: number): Promise<JobView> {
    const job = this.#find(id);
    this.#renew(job);
    if (job.version <= version && !isOver(job)) await nextChange(job, milliseconds);
    this.#renew(job);
    return viewOf(job);
  }

  /** Cancels the job, or forgets what came of it. @throws ProvingError JobUnknown */
  remove(id: string): void {
    const job = this.#find(id);
    this.#cancel(job, new ProvingError('Cancelled', 'the job was cancelled'));
    this.#forget(job);
  }

  /** Cancels every job, the running one too. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of [...this.#jobs.values()]) this.#cancel(job, new ProvingError('Closed', 'the prover ends'));
    await this.#running;
    for (const job of [...this.#jobs.values()]) this.#forget(job);
  }

  #find(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new ProvingError('JobUnknown', 'there is no such job: it never was, or is forgotten');
    return job;
  }

  #next(): void {
    if (this.#running !== undefined) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#countPositions();
    this.#running = this.#run(job).finally(() => {
      this.#running = undefined;
      this.#next();
    });
  }

  async #run(job: Job): Promise<void> {
    const begun = performance.now();
    const show = (phase: ProofPhase): void => {
      if (!isOver(job)) this.#change(job, { state: 'running', phase });
    };
    show('artifacts');
    try {
      const proof = await this.#prover.prove(job.circuit, job.statement, {
        onProgress: show,
        signal: job.abort.signal,
      });
      this.#end(job, { state: 'proven', proof }, begun);
    } catch (error) {
      const failure = error instanceof ProvingError ? error : new ProvingError('Fault', 'the prover failed');
      this.#end(job, { state: 'failed', error: failure }, begun);
    }
  }

  #cancel(job: Job, error: ProvingError): void {
    if (isOver(job)) return;
    const at = this.#waiting.indexOf(job);
    if (at !== -1) {
      this.#waiting.splice(at, 1);
      this.#countPositions();
    }
    this.#end(job, { state: 'failed', error }, performance.now());
    job.abort.abort(error);
  }

  #end(job: Job, state: JobState & { state: 'proven' | 'failed' }, begun: number): void {
    wipe(job.statement.inputs);
    if (isOver(job)) return;
    const waited = (begun - job.submitted) / 1000;
    const worked = (performance.now() - begun) / 1000;
    this.#change(job, state);
    const outcome = state.state === 'proven' ? 'proven' : state.error.code;
    this.#options.onEnd?.({ circuit: job.circuit, outcome, waited, worked });
  }

  #countPositions(): void {
    for (const [i, job] of this.#waiting.entries()) this.#change(job, { state: 'queued', position: i + 1 });
  }

  #change(job: Job, state: JobState): void {
    job.state = state;
    job.version++;
    for (const wake of [...job.watchers]) wake();
  }

  #renew(job: Job): void {
    clearTimeout(job.lease);
    if (!this.#jobs.has(job.id)) return;
    job.lease = setTimeout(() => {
      this.#cancel(job, new ProvingError('Cancelled', 'nobody asked for the job'));
      this.#forget(job);
    }, this.#options.lease).unref();
  }

  #forget(job: Job): void {
    clearTimeout(job.lease);
    this.#jobs.delete(job.id);
  }
}

const isOver = ({ state: { state } }: Job): boolean => state === 'proven' || state === 'failed';
const viewOf = ({ id, version, state }: Job): JobView => ({ id, version, ...state });

function nextChange({ watchers }: Job, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      watchers.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    watchers.add(wake);
  });
}
