import { usingWorkers } from '../../../src/zk/workers.ts';

/** Starts snarkjs's worker threads once for the tests of a suite, not for every call, and ends them after the last. */
export function keepWorkers(): void {
  let release: () => void;
  let kept: Promise<void>;
  before(() => {
    kept = usingWorkers(() => new Promise<void>((resolve) => (release = resolve)));
  });
  after(async () => {
    release();
    await kept;
  });
}
