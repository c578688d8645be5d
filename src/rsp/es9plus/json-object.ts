import { Es9FormatError } from './error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Deepest message: a response's header. */
const MAX_DEPTH = 16;

/**
 * Reads text that is one JSON object in which no key comes twice: of two, two readers could take different ones. Throws
 * {@link Es9FormatError} Json.
 */
export function parseJsonObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Es9FormatError('Json', 'The body is not JSON.', { cause });
  }
  if (!isJsonObject(value)) throw new Es9FormatError('Json', 'The body is not a JSON object.');
  checkKeys(text);
  return value;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `text` is JSON. */
function checkKeys(text: string): void {
  const open: Set<string>[] = [];
  let last = '';
  for (const token of tokens(text)) {
    if (token === '{' || token === '[') {
      if (open.push(new Set()) > MAX_DEPTH) throw new Es9FormatError('Json', 'The body nests too deep.');
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const key = JSON.parse(last) as string;
      if (open.at(-1)?.has(key) === true) throw new Es9FormatError('Json', 'The body has a key twice.');
      open.at(-1)?.add(key);
    }
    last = token;
  }
}

/** Strings, brackets and colons of JSON, in order, without a step back: the work grows as the text does, whoever wrote it. */
function* tokens(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = endOfString(text, at);
      yield text.slice(at, end);
      at = end - 1;
    } else if ('{}[]:'.includes(character)) yield character;
  }
}

/** Where the string that begins at `start` ends, its closing quote included. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}
