import { setTimeout as sleep } from 'node:timers/promises';

/** How often something is tried, and how long the pause before the second time is; it doubles each time. */
export interface RetrySettings {
  readonly attempts: number;
  /** Milliseconds. */
  readonly pause: number;
}

/** What `act` gives; again where it fails in a way that `mayRepeat` allows. */
export async function repeating<T>(
  act: () => Promise<T>,
  mayRepeat: (error: unknown) => boolean,
  { attempts, pause }: RetrySettings,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (attempt >= attempts || !mayRepeat(error)) throw error;
    }
    await sleep(pause * 2 ** (attempt - 1));
  }
}
