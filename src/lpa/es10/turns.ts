import type { Es10Channel } from './call.ts';

/** The same channel for callers that do not wait for each other: it has one command at a time. */
export function inTurns(channel: Es10Channel): Es10Channel {
  let last: Promise<unknown> = Promise.resolve();
  return {
    exchange(command) {
      const turn = last.then(() => channel.exchange(command));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
