import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { ProvingError } from '../../src/prover/error.ts';
import { JobQueue, type JobEnd } from '../../src/prover/job-queue.ts';
import type { ProofInputs } from '../../src/zk/circuit-inputs.ts';
import type { CircuitProver, Proof, ProofOptions } from '../../src/zk/prover.ts';

const PROOF = { publicSignals: [1n] } as unknown as Proof;
const statement = (): ProofInputs => ({ inputs: { holderSecret: 0x5ecn, path: [[1n, 2n], 3n] }, publicSignals: [1n] });

/** A prover that ends a proof when it is told to. */
class StubProver implements CircuitProver {
  readonly begun: string[] = [];
  #settle: ((outcome: Proof | Error) => void) | undefined;
  progress: ProofOptions['onProgress'];

  prove(circuit: string, _statement: ProofInputs, { onProgress, signal }: ProofOptions = {}): Promise<Proof> {
    if (this.#settle !== undefined) throw new Error('two proofs at a time');
    this.begun.push(circuit);
    this.progress = onProgress;
    return new Promise((resolve, reject) => {
      this.#settle = (outcome) => {
        this.#settle = undefined;
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      signal?.addEventListener('abort', () => this.#settle?.(signal.reason as Error));
    });
  }

  async end(outcome: Proof | Error = PROOF): Promise<void> {
    this.#settle!(outcome);
    await sleep(1);
  }
}

describe('JobQueue', () => {
  let prover: StubProver;
  let queue: JobQueue;
  let ends: JobEnd[];
  beforeEach(() => {
    prover = new StubProver();
    ends = [];
    queue = new JobQueue(prover, { capacity: 3, lease: 60_000, onEnd: (end) => ends.push(end) });
  });
  afterEach(() => queue.close());

  const codeOf = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      return (error as ProvingError).code;
    }
    return 'none';
  };
  const submit = (circuit: string) => queue.submit(circuit, statement());

  it('proves one after the other in the order in which they came', async () => {
    const jobs = ['a', 'b', 'c'].map(submit);
    expect(jobs.map(({ state }) => state)).to.deep.equal(['running', 'queued', 'queued']);
    expect(jobs.slice(1)).to.deep.include.members([
      { ...jobs[1]!, position: 1 },
      { ...jobs[2]!, position: 2 },
    ]);
    await prover.end();
    expect(queue.view(jobs[0]!.id)).to.deep.include({ state: 'proven', proof: PROOF });
    expect(queue.view(jobs[1]!.id)).to.deep.include({ state: 'running' });
    expect(queue.view(jobs[2]!.id)).to.deep.include({ state: 'queued', position: 1 });
    await prover.end();
    await prover.end();
    expect(prover.begun).to.deep.equal(['a', 'b', 'c']);
    expect(ends.map(({ circuit, outcome }) => [circuit, outcome])).to.deep.equal([
      ['a', 'proven'],
      ['b', 'proven'],
      ['c', 'proven'],
    ]);
  });

  it('takes no more than may wait, and again when there is room', async () => {
    for (const circuit of ['a', 'b', 'c', 'd']) submit(circuit);
    expect(codeOf(() => submit('e'))).to.equal('QueueFull');
    await prover.end();
    expect(submit('e').state).to.equal('queued');
  });

  it('says how far a job is, as soon as it changes', async () => {
    const { id, version } = submit('a');
    const watched = queue.watch(id, version, 60_000);
    prover.progress!('witness');
    const view = await watched;
    expect(view).to.deep.include({ state: 'running', phase: 'witness' });
    const later = queue.watch(id, view.version, 60_000);
    await prover.end();
    expect(await later).to.deep.include({ state: 'proven' });
    const begun = performance.now();
    const other = submit('b');
    expect(await queue.watch(other.id, other.version, 50)).to.deep.equal(other);
    expect(performance.now() - begun).to.be.within(40, 5_000);
  });

  it('cancels a job that waits, and one that runs; the next begins', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map(submit);
    const watched = queue.watch(a!.id, a!.version, 60_000);
    queue.remove(b!.id);
    expect(queue.view(c!.id)).to.deep.include({ position: 1 });
    queue.remove(a!.id);
    expect(await watched).to.have.property('state', 'failed');
    await sleep(1);
    expect(prover.begun).to.deep.equal(['a', 'c']);
    for (const { id } of [a!, b!]) expect(codeOf(() => queue.view(id))).to.equal('JobUnknown');
    expect(codeOf(() => queue.remove('00'.repeat(16)))).to.equal('JobUnknown');
    expect(ends.map(({ outcome }) => outcome)).to.deep.equal(['Cancelled', 'Cancelled']);
  });

  it('wipes the statement, however its job ends [S86]', async () => {
    const failure = new ProvingError('CircuitRefusal', 'a constraint does not hold: Product, line 1');
    const statements = [statement(), statement(), statement(), statement()];
    const paths = statements.map(({ inputs }) => inputs['path'] as unknown[]);
    const ids = statements.map((each) => queue.submit('a', each).id);
    await prover.end();
    await prover.end(failure);
    queue.remove(ids[2]!);
    queue.remove(ids[3]!);
    for (const { inputs } of statements) expect(inputs).to.deep.equal({});
    for (const list of paths) expect(list).to.deep.equal([]);
    expect(queue.view(ids[1]!)).to.deep.include({ state: 'failed', error: failure });
  });

  it('tells nobody of an error that nobody expected', async () => {
    const { id } = submit('a');
    await prover.end(new Error('Cannot convert 0x5ec to a BigInt'));
    const view = queue.view(id);
    expect(view.state === 'failed' && view.error.code).to.equal('Fault');
    expect(view.state === 'failed' && view.error.message).to.equal('the prover failed');
  });

  it('forgets a job that nobody asks for, done or not', async () => {
    queue = new JobQueue(prover, { capacity: 3, lease: 80, onEnd: (end) => ends.push(end) });
    const [done, running, waiting] = ['a', 'b', 'c'].map(submit);
    await prover.end();
    for (let i = 0; i < 6; i++) {
      await sleep(30);
      queue.view(waiting!.id);
    }
    for (const { id } of [done!, running!]) expect(codeOf(() => queue.view(id))).to.equal('JobUnknown');
    expect(queue.view(waiting!.id).state).to.equal('running');
    expect(ends.map(({ outcome }) => outcome)).to.deep.equal(['proven', 'Cancelled']);
  });

  it('cancels everything when it closes, tells those who wait, and takes nothing more', async () => {
    const jobs = ['a', 'b'].map(submit);
    const watched = jobs.map(({ id, version }) => queue.watch(id, version, 60_000));
    await queue.close();
    for (const view of await Promise.all(watched)) {
      expect(view.state === 'failed' && view.error.code).to.equal('Closed');
    }
    expect(codeOf(() => submit('c'))).to.equal('Closed');
    expect(prover.begun).to.deep.equal(['a']);
  });
});
