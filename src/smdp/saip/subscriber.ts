import { SmdpError } from '../error.ts';
import type { Subscriber } from './personalisation.ts';

const PATTERNS = {
  iccid: /^[0-9]{18,20}$/,
  imsi: /^[0-9]{6,15}$/,
  ki: /^(?:[0-9A-Fa-f]{32}){1,2}$/,
  opc: /^(?:[0-9A-Fa-f]{32}){1,2}$/,
} as const;

/** Reads `{"iccid", "imsi", "ki", "opc"}`, each of which may be absent; keys in hexadecimal digits. Throws {@link SmdpError} OrderValue. */
export function parseSubscriber(text: string): Partial<Subscriber> {
  const json = parsed(text);
  for (const [name, value] of Object.entries(json)) {
    const pattern = Object.hasOwn(PATTERNS, name) ? PATTERNS[name as keyof typeof PATTERNS] : undefined;
    if (pattern === undefined || typeof value !== 'string' || !pattern.test(value)) {
      throw new SmdpError(
        'OrderValue',
        `The subscriber's ${JSON.stringify(name)} is none of iccid, imsi, ki, opc in digits.`,
      );
    }
  }
  const { iccid, imsi, ki, opc } = json as Readonly<Record<string, string | undefined>>;
  return {
    ...(iccid !== undefined && { iccid }),
    ...(imsi !== undefined && { imsi }),
    ...(ki !== undefined && { ki: octets(ki) }),
    ...(opc !== undefined && { opc: octets(opc) }),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Its message would show what stands in the file.
  }
  throw new SmdpError('OrderValue', 'The subscriber file is not a JSON object.');
}

function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
