import { curves } from 'snarkjs';

let users = 0;

/** Runs something that uses snarkjs' worker threads, and ends these with their last user: otherwise they keep the process alive. */
export async function usingWorkers<Result>(run: () => Promise<Result>): Promise<Result> {
  users++;
  try {
    return await run();
  } finally {
    users--;
    if (users === 0) await (await curves.getCurveFromName('bn128')).terminate();
  }
}
