import { type Codec, decode, encode } from '../../rsp/asn1/codec.ts';
import { RspError } from '../../rsp/error.ts';
import { LpaError } from '../error.ts';

/** What carries one ES10 command to the ISD-R and brings its answer: a `CardChannel`. */
export interface Es10Channel {
  exchange(es10Command: Uint8Array): Promise<Uint8Array>;
}

/** The request's and the response's type of an ES10 function. */
export interface Es10Function<Q, R> {
  /** For messages. */
  readonly name: string;
  readonly request: Codec<Q>;
  readonly response: Codec<R>;
}

/** Has the eUICC execute a function. Rejects with {@link LpaError} `EuiccResponse`, and with what the channel rejects with. */
export async function call<Q, R>(channel: Es10Channel, of: Es10Function<Q, R>, request: Q): Promise<R> {
  return readAnswer(of.name, of.response, await channel.exchange(encode(of.request, request)));
}

/** Reads what the eUICC answered to function `name`. Throws {@link LpaError} `EuiccResponse`. */
export function readAnswer<R>(name: string, response: Codec<R>, answer: Uint8Array): R {
  try {
    return decode(response, answer);
  } catch (cause) {
    if (!(cause instanceof RspError)) throw cause;
    const what = answer.length === 0 ? 'nothing' : `${answer.length} octets that are not its response`;
    throw new LpaError(
      'EuiccResponse',
      `The eUICC answered ${what} to ${name} (${cause.code}). Is it an eUICC of SGP.22?`,
      { cause },
    );
  }
}
