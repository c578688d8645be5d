import { decode, encode, type Codec } from '../../rsp/asn1/codec.ts';
import { CommandRefusal } from '../../rsp/apdu/card/refusal.ts';
import { StatusWord } from '../../rsp/apdu/status-word.ts';
import { RspError } from '../../rsp/error.ts';
import type { Es10Context } from './context.ts';

/** An ES10 function: the tag it is called by, and what it does with the octets of a call. */
export interface Es10Command {
  readonly tag: number;
  run(context: Es10Context, octets: Uint8Array): Uint8Array;
}

/** A function with one request and one response. A request that cannot be read is answered 6A80, and nothing happens. */
export function es10Command<Q, R>(
  request: Codec<Q>,
  response: Codec<R>,
  handle: (context: Es10Context, request: Q) => R,
): Es10Command {
  return {
    tag: request.tags[0]!,
    run: (context, octets) => encode(response, handle(context, decodeOrRefuse(request, octets))),
  };
}

function decodeOrRefuse<T>(codec: Codec<T>, octets: Uint8Array): T {
  try {
    return decode(codec, octets);
  } catch (error) {
    if (error instanceof RspError) throw new CommandRefusal(StatusWord.WrongData);
    throw error;
  }
}
