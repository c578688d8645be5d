import type { JobEnd } from './job-queue.ts';

/** A line of the log: circuits, codes and durations; nothing that came in a request, and no job's id, by which it could be asked for. */
export type LogEntry =
  | { readonly kind: 'listening'; readonly place: string; readonly circuits: string; readonly rapidsnark: boolean }
  | { readonly kind: 'warm'; readonly circuit: string; readonly outcome: string; readonly seconds: number }
  | ({ readonly kind: 'job' } & JobEnd)
  | { readonly kind: 'request'; readonly method: string; readonly route: string; readonly http: number }
  | { readonly kind: 'closing' };

export type Log = (entry: LogEntry) => void;

/** One line: JSON, or words for people. Seconds in milliseconds' precision. */
export function formatLogEntry(entry: LogEntry, time: Date, asJson: boolean): string {
  const { kind, ...details } = Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, rounded(value)]));
  if (asJson) return JSON.stringify({ time: time.toISOString(), kind, ...details });
  const words = Object.entries(details).map(([name, value]) => `${name}=${String(value)}`);
  return [time.toISOString(), kind, ...words].join(' ');
}

const rounded = (value: unknown): unknown => (typeof value === 'number' ? Number(value.toFixed(3)) : value);
