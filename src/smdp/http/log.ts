import type { SmdpEvent } from '../event.ts';

/** A line of the server's log. It names functions, codes and durations: nothing that came in a request, or that is kept. */
export type LogEntry =
  | {
      readonly kind: 'request';
      /** Of ES9+; `none` for paths that are none of it. */
      readonly function: string;
      /** HTTP status. */
      readonly http: number;
      /** functionExecutionStatus; absent in an answer without a body. */
      readonly status?: string;
      readonly subjectCode?: string;
      readonly reasonCode?: string;
      readonly milliseconds: number;
    }
  /** A fault of the server: kind of error and place in the sources, not its message. */
  | { readonly kind: 'fault'; readonly error: string; readonly at: string }
  | { readonly kind: 'listening'; readonly address: string }
  | SmdpEvent;

export type Log = (entry: LogEntry) => void;

/** What is written of an error that nobody expected. */
export function faultEntry(error: unknown): LogEntry {
  if (!(error instanceof Error)) return { kind: 'fault', error: typeof error, at: '' };
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const place = /([\w.-]+\.ts:[0-9]+)/.exec(frames[0] ?? '')?.[1] ?? '';
  return { kind: 'fault', error: `${error.name}${code}`, at: place };
}

/** One line: JSON, or words for people. */
export function formatLogEntry(entry: LogEntry, time: Date, asJson: boolean): string {
  if (asJson) return JSON.stringify({ time: time.toISOString(), ...entry });
  const { kind, ...details } = entry;
  const words = Object.entries(details).map(([name, value]) => `${name}=${String(value)}`);
  return [time.toISOString(), kind, ...words].join(' ');
}
