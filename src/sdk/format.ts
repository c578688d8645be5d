/** Lines "label  value", labels in one column. */
export function fields(rows: readonly (readonly [label: string, value: unknown])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${String(value)}`).join('\n');
}

/** A table with a heading; numbers to the right. */
export function table(heading: readonly string[], rows: readonly (readonly (string | number | bigint)[])[]): string {
  const cells = [heading, ...rows.map((row) => row.map(String))];
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isNumeric = heading.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(heading), widths.map((width) => '─'.repeat(width)).join('  '), ...cells.slice(1).map(line)].join('\n');
}

/** Seconds since 1970 as UTC; years beyond JavaScript's calendar do not occur (certificates end in 9999). */
export function utc(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

/** A field element as 32 octets of hexadecimal. */
export const hex32 = (value: bigint): string => `0x${value.toString(16).padStart(64, '0')}`;
