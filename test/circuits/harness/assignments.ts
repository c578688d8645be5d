const WITHIN_LINES = 3;

export interface Assignments {
  /** Line numbers of those that no comment beginning with "Pinned" belongs to. */
  readonly unexplained: readonly number[];
  /** All line numbers. */
  readonly all: readonly number[];
  /** The statements, without comments. */
  readonly statements: readonly string[];
}

/** Assignments without a constraint (`<--`, `-->`) in a circuit's source. */
export function assignments(source: string): Assignments {
  const lines = source.split('\n');
  const code = lines.map((line) => line.replace(/\/\/.*/, '').trim());
  const all = code.flatMap((line, i) => (/<--|-->/.test(line) ? [i] : []));
  const isExplained = (i: number): boolean =>
    /\/\/ Pinned\b/.test(lines[i]!) ||
    lines.slice(Math.max(0, i - WITHIN_LINES), i).some((line) => /^\s*\/\/ Pinned\b/.test(line));
  const numbers = (indices: readonly number[]): number[] => indices.map((i) => i + 1);
  return {
    unexplained: numbers(all.filter((i) => !isExplained(i))),
    all: numbers(all),
    statements: all.map((i) => code[i]!),
  };
}
