import { RspError } from '../error.ts';
import { Element, MAX_MESSAGE_OCTETS } from '../tlv/element.ts';
import { type Codec, decode, encode, readAs } from './codec.ts';

/**
 * A value with the exact octets it came in, or was written as: the whole element, header included.
 * Signatures are checked over `raw` (SGP.22 2.6.7), and it is sent on as it came: writing takes `raw`, not `value`.
 */
export interface Exact<T> {
  readonly raw: Uint8Array;
  readonly value: T;
}

/** `codec` with the octets kept. */
export function exact<T>(codec: Codec<T>): Codec<Exact<T>> {
  const whole = element(codec.tags, codec.maxOctets);
  return {
    ...codec,
    shape: { kind: 'exact', of: codec },
    read: (element, path) => ({ raw: element.bytes, value: codec.read(element, path) }),
    write: ({ raw }, path) => whole.write(raw, path),
  };
}

/** The value in `octets`, with them. Throws {@link RspError}. */
export function decodeExact<T>(codec: Codec<T>, octets: Uint8Array): Exact<T> {
  return decode(exact(codec), octets);
}

/** `value` with its DER: what its author signs and sends. Throws {@link RspError} Value. */
export function encodeExact<T>(codec: Codec<T>, value: T): Exact<T> {
  return { raw: encode(codec, value), value };
}

/** A whole element that is not looked into, header included: a certificate, say, which has its own reader. */
export function element(tags: number | readonly number[], maxOctets = MAX_MESSAGE_OCTETS): Codec<Uint8Array> {
  const accepted = typeof tags === 'number' ? [tags] : tags;
  const codec: Codec<Uint8Array> = {
    tags: accepted,
    shape: { kind: 'element', tag: accepted[0] ?? 0 },
    read: ({ bytes }) => bytes,
    write(value, path) {
      return readAs(codec, readWhole(value, path, maxOctets), path);
    },
  };
  return codec;
}

function readWhole(octets: Uint8Array, path: string, maxOctets: number): Element {
  try {
    return Element.read(octets, maxOctets);
  } catch (cause) {
    if (!(cause instanceof RspError)) throw cause;
    throw new RspError('Value', `${path} is not one element: ${cause.message}`, { cause });
  }
}
