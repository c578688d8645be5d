import { setTimeout as sleep } from 'node:timers/promises';

/** How often something is tried, and how long the pause before the second time is; it doubles each time. */
export interface RetrySettings {
  readonly attempts: number;
  /** Milliseconds. */
  readonly pause: number;
  /** Milliseconds for all attempts together. */
  readonly total: number;
}

/** What `act` gives, which has the milliseconds that are left; again where it fails in a way that `mayRepeat` allows. */
export async function repeating<T>(
  act: (left: number) => Promise<T>,
  mayRepeat: (error: unknown) => boolean,
  { attempts, pause, total }: RetrySettings,
): Promise<T> {
  const end = performance.now() + total;
  for (let attempt = 1; ; attempt++) {
    const wait = pause * 2 ** (attempt - 1);
    try {
      return await act(end - performance.now());
    } catch (error) {
      if (attempt >= attempts || !mayRepeat(error) || performance.now() + wait >= end) throw error;
    }
    await sleep(wait);
  }
}
