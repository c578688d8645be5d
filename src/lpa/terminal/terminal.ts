import { createInterface } from 'node:readline/promises';
import { LpaError } from '../error.ts';

/** Where the user of a command line is shown things and asked. */
export interface Terminal {
  /** Whether somebody is there to answer. */
  readonly isInteractive: boolean;
  /** What a command was asked for: standard output. */
  print(text: string): void;
  /** What goes on meanwhile, without identifiers: standard error. */
  tell(text: string): void;
  /** One line of an answer, without the white space around it. Rejects with LpaError `Interrupted` where the user leaves. */
  ask(question: string): Promise<string>;
}

/** This process's. */
export const processTerminal: Terminal = {
  get isInteractive() {
    return process.stdin.isTTY && process.stderr.isTTY;
  },
  print: (text) => void process.stdout.write(`${text}\n`),
  tell: (text) => void process.stderr.write(`${text}\n`),
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const { promise: ended, resolve, reject } = Promise.withResolvers<string>();
    const leave = (): void => reject(new LpaError('Interrupted', 'There was no answer. Begin again when you like.'));
    lines.once('SIGINT', leave);
    // What an input ends with without a line feed is a line to readline, but no answer to its question.
    lines.once('line', resolve);
    lines.once('close', leave);
    try {
      return (await Promise.race([lines.question(question), ended])).trim();
    } finally {
      lines.close();
    }
  },
};

/** Text of a server or chip as it can be shown: without characters that a terminal takes for commands. */
export function shown(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, '?');
}
