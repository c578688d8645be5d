import { ApduError } from './error.ts';

/** Instructions that ES10 uses (SGP.22 5.7.2, ISO/IEC 7816-4, ETSI TS 102 221). */
export const Instruction = {
  ManageChannel: 0x70,
  Select: 0xa4,
  TerminalCapability: 0xaa,
  GetResponse: 0xc0,
  StoreData: 0xe2,
  Status: 0xf2,
} as const;

/** A command APDU in the short form (ISO/IEC 7816-3 12.1.3). */
export interface Command {
  /** CLA, INS, P1, P2: an octet each. */
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Up to 255 octets; none or an empty one: no Lc. */
  readonly data?: Uint8Array;
  /** Ne, the most octets wanted back: 1 to 256; none: no Le. */
  readonly le?: number;
}

/** The octets of a command. Throws `Command` where a value does not fit the short form. */
export function encodeCommand({ cla, ins, p1, p2, data = new Uint8Array(0), le }: Command): Uint8Array {
  for (const octet of [cla, ins, p1, p2]) {
    if (!Number.isInteger(octet) || octet < 0 || octet > 0xff)
      throw new ApduError('Command', 'A header octet is 0 to 255.');
  }
  if (data.length > 255) {
    throw new ApduError('Command', `A command of the short form carries up to 255 octets, not ${data.length}.`);
  }
  if (le !== undefined && (!Number.isInteger(le) || le < 1 || le > 256)) {
    throw new ApduError('Command', `A command of the short form asks for 1 to 256 octets, not ${le}.`);
  }
  const lc = data.length === 0 ? [] : [data.length];
  return Uint8Array.from([cla, ins, p1, p2, ...lc, ...data, ...(le === undefined ? [] : [le & 0xff])]);
}

/** The command in these octets, any of the four cases. Throws `Command` for what is shorter, longer or in the extended form. */
export function parseCommand(apdu: Uint8Array): Command {
  const [cla, ins, p1, p2, p3] = apdu;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) {
    throw new ApduError('Command', `A command has at least 4 octets, this one ${apdu.length}.`);
  }
  const header = { cla, ins, p1, p2 };
  if (p3 === undefined) return header;
  if (apdu.length === 5) return { ...header, le: p3 || 256 };
  if (p3 === 0) throw new ApduError('Command', 'The extended form of commands is not supported.');
  const data = apdu.slice(5, 5 + p3);
  if (apdu.length === 5 + p3) return { ...header, data };
  if (apdu.length === 6 + p3) return { ...header, data, le: apdu[5 + p3]! || 256 };
  throw new ApduError('Command', `Lc is ${p3}, but ${apdu.length - 5} octets follow it.`);
}
