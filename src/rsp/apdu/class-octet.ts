import { ApduError } from './error.ts';

/** Logical channels 0, the basic one, to 19 (ISO/IEC 7816-4 5.4.1). */
export const MAXIMUM_CHANNEL = 19;
const FIRST_EXTENDED = 4;

/** What the class octet of a command says. */
export interface CommandClass {
  readonly channel: number;
  /** 8X, CX: GlobalPlatform and ETSI, against ISO/IEC 7816-4's own 0X, 4X. */
  readonly proprietary: boolean;
  readonly secureMessaging: boolean;
  /** Command chaining, which ES10 has no use for: STORE DATA counts its blocks itself. */
  readonly chaining: boolean;
}

/** The class octet of a command on `channel`, without secure messaging or chaining. Throws `LogicalChannel`. */
export function classOctet(channel: number, proprietary: boolean): number {
  if (!Number.isInteger(channel) || channel < 0 || channel > MAXIMUM_CHANNEL) {
    throw new ApduError('LogicalChannel', `Logical channels are 0 to ${MAXIMUM_CHANNEL}, not ${channel}.`);
  }
  return (proprietary ? 0x80 : 0) | (channel < FIRST_EXTENDED ? channel : 0x40 | (channel - FIRST_EXTENDED));
}

/** The reverse; undefined for classes that are reserved or of GSM (A0) and for FF, which is no class. */
export function parseClassOctet(cla: number): CommandClass | undefined {
  const proprietary = (cla & 0x80) !== 0;
  if ((cla & 0x40) !== 0) {
    if (cla === 0xff) return undefined;
    const channel = FIRST_EXTENDED + (cla & 0x0f);
    return { channel, proprietary, secureMessaging: (cla & 0x20) !== 0, chaining: (cla & 0x10) !== 0 };
  }
  if ((cla & 0x20) !== 0) return undefined;
  return { channel: cla & 0x03, proprietary, secureMessaging: (cla & 0x0c) !== 0, chaining: (cla & 0x10) !== 0 };
}
