/** JSON as this project writes it to files and prints it: indented, big integers as decimal strings, a newline at the end. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item), 2);
  return `${text}\n`;
}
