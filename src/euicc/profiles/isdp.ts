/** AIDs of ISD-Ps end in 10 00, 11 00, … (SGP.02 2.2.3): a counter of 24 bits in steps of 256. */
const PREFIX = Buffer.from('A0000005591010FFFFFFFF89', 'hex');
const FIRST = 0x10;

/** AID of ISD-P number `number`, counted from 0: 16 octets. */
export function isdpAid(number: number): Uint8Array {
  const suffix = Buffer.alloc(4);
  suffix.writeUInt32BE((number + FIRST) * 0x100);
  return Uint8Array.from(Buffer.concat([PREFIX, suffix]));
}
