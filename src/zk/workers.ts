import { curves } from 'snarkjs';

let users = 0;

/**
 * Keeps snarkjs' worker threads from ending between uses. The function that comes back lets go; with the last user they end: otherwise
 * they keep the process alive.
 */
export function holdWorkers(): () => Promise<void> {
  users++;
  let isHeld = true;
  return async () => {
    if (!isHeld) return;
    isHeld = false;
    users--;
    if (users === 0) await (await curves.getCurveFromName('bn128')).terminate();
  };
}

/** Runs something that uses snarkjs' worker threads. */
export async function usingWorkers<Result>(run: () => Promise<Result>): Promise<Result> {
  const release = holdWorkers();
  try {
    return await run();
  } finally {
    await release();
  }
}
