import { BspError } from './error.ts';
import { BspKeys } from './keys.ts';

/** BF26 36, then 80 10 initial MAC chaining value, 81 10 PPK-ENC, 82 10 PPK-MAC: always these 57 octets (SGP.22 5.5.4). */
const HEADER = [0xbf, 0x26, 0x36] as const;
const MEMBERS = [0x80, 0x81, 0x82] as const;
const MEMBER_OCTETS = 16;

/** The command ReplaceSessionKeys that hands profile protection keys to a chip. */
export function encodeReplaceSessionKeys(keys: BspKeys): Uint8Array {
  const values = [keys.initialMacChainingValue, keys.enc, keys.mac];
  return Uint8Array.from([...HEADER, ...MEMBERS.flatMap((tag, i) => [tag, MEMBER_OCTETS, ...values[i]!])]);
}

/** The keys in a command ReplaceSessionKeys. Throws `ReplaceSessionKeys`. */
export function decodeReplaceSessionKeys(command: Uint8Array): BspKeys {
  const member = 2 + MEMBER_OCTETS;
  const wellFormed =
    command.length === HEADER.length + MEMBERS.length * member &&
    HEADER.every((octet, i) => command[i] === octet) &&
    MEMBERS.every((tag, i) => command[3 + i * member] === tag && command[4 + i * member] === MEMBER_OCTETS);
  if (!wellFormed) {
    throw new BspError('ReplaceSessionKeys', 'The command is not BF26 with members 80, 81 and 82 of 16 octets each.');
  }
  return BspKeys.fromOctets(
    Buffer.concat(MEMBERS.map((_, i) => command.subarray(5 + i * member, 3 + (i + 1) * member))),
  );
}
