import { decode, encode } from '../asn1/codec.ts';
import { RspError } from '../error.ts';
import { ReplaceSessionKeysRequest } from '../structures/replace-session-keys.ts';
import { BspError } from './error.ts';
import { BspKeys } from './keys.ts';

/** The command ReplaceSessionKeys (SGP.22 5.5.4) that hands profile protection keys to a chip: 57 octets, keys in the clear. */
export function encodeReplaceSessionKeys(keys: BspKeys): Uint8Array {
  const { initialMacChainingValue, enc: ppkEnc, mac: ppkCmac } = keys;
  const command = encode(ReplaceSessionKeysRequest, { initialMacChainingValue, ppkEnc, ppkCmac });
  for (const part of [initialMacChainingValue, ppkEnc, ppkCmac]) part.fill(0);
  return command;
}

/** The keys in a command ReplaceSessionKeys. Throws `ReplaceSessionKeys`. */
export function decodeReplaceSessionKeys(command: Uint8Array): BspKeys {
  const { initialMacChainingValue, ppkEnc, ppkCmac } = read(command);
  const octets = Buffer.concat([initialMacChainingValue, ppkEnc, ppkCmac]);
  const keys = BspKeys.fromOctets(octets);
  for (const part of [octets, initialMacChainingValue, ppkEnc, ppkCmac]) part.fill(0);
  return keys;
}

function read(command: Uint8Array): ReplaceSessionKeysRequest {
  try {
    return decode(ReplaceSessionKeysRequest, command);
  } catch (cause) {
    if (!(cause instanceof RspError)) throw cause;
    throw new BspError('ReplaceSessionKeys', 'The command is not BF26 with members 80, 81 and 82 of 16 octets each.', {
      cause,
    });
  }
}
