/** Status words, SW1 SW2, that both sides use by name (ISO/IEC 7816-4 5.6, ETSI TS 102 221 10.2.1). */
export const StatusWord = {
  Success: 0x9000,
  /** 61xx: xx octets wait for GET RESPONSE, 00 for 256 or more. */
  ResponseWaits: 0x6100,
  WrongLength: 0x6700,
  ChannelNotSupported: 0x6881,
  SecureMessagingNotSupported: 0x6882,
  ChainingNotSupported: 0x6884,
  ConditionsNotSatisfied: 0x6985,
  WrongData: 0x6a80,
  FunctionNotSupported: 0x6a81,
  NotFound: 0x6a82,
  NotEnoughMemory: 0x6a84,
  WrongParameters: 0x6a86,
  ReferencedDataNotFound: 0x6a88,
  /** 6Cxx: the command is to be repeated with Le xx. */
  WrongLe: 0x6c00,
  InstructionNotSupported: 0x6d00,
  ClassNotSupported: 0x6e00,
  NoDiagnosis: 0x6f00,
} as const;

const TEXTS: ReadonlyMap<number, string> = new Map([
  [0x6200, 'a warning, nothing changed'],
  [0x6283, 'the selected application is deactivated'],
  [0x6300, 'a warning, something changed'],
  [0x6400, 'an execution error, nothing changed'],
  [0x6500, 'an execution error, something changed'],
  [0x6581, 'memory fault'],
  [StatusWord.WrongLength, 'wrong length'],
  [StatusWord.ChannelNotSupported, 'this logical channel is not open'],
  [StatusWord.SecureMessagingNotSupported, 'secure messaging is not supported'],
  [0x6883, 'the last command of the chain was expected'],
  [StatusWord.ChainingNotSupported, 'command chaining is not supported'],
  [0x6982, 'security status not satisfied'],
  [0x6983, 'authentication blocked'],
  [StatusWord.ConditionsNotSatisfied, 'conditions of use not satisfied'],
  [0x6986, 'command not allowed'],
  [0x6999, 'the application cannot be selected'],
  [StatusWord.WrongData, 'incorrect data'],
  [StatusWord.FunctionNotSupported, 'function not supported, or no logical channel is free'],
  [StatusWord.NotFound, 'application or file not found'],
  [StatusWord.NotEnoughMemory, 'not enough memory'],
  [StatusWord.WrongParameters, 'incorrect parameters P1 and P2'],
  [StatusWord.ReferencedDataNotFound, 'referenced data not found'],
  [0x6b00, 'wrong parameters P1 and P2'],
  [StatusWord.InstructionNotSupported, 'instruction not supported'],
  [StatusWord.ClassNotSupported, 'class not supported'],
  [StatusWord.NoDiagnosis, 'an error without diagnosis'],
  [0x9300, 'the card is busy with the SIM application toolkit'],
]);

/** 9000, and 91xx and 92xx, which succeeded and say something besides (ETSI TS 102 221 10.2.1). */
export function isSuccess(status: number): boolean {
  return status === StatusWord.Success || status >>> 8 === 0x91 || status >>> 8 === 0x92;
}

/** The number of octets that 61xx announces; undefined for any other status word. */
export function waitingOctets(status: number): number | undefined {
  return status >>> 8 === 0x61 ? status & 0xff || 256 : undefined;
}

/** The Le that 6Cxx asks for; undefined for any other status word. */
export function exactLe(status: number): number | undefined {
  return status >>> 8 === 0x6c ? status & 0xff || 256 : undefined;
}

/** A status word in words: `6A82, application or file not found`. */
export function statusText(status: number): string {
  const digits = status.toString(16).toUpperCase().padStart(4, '0');
  const text = TEXTS.get(status) ?? ranges(status) ?? TEXTS.get(status & 0xff00);
  return text === undefined ? digits : `${digits}, ${text}`;
}

function ranges(status: number): string | undefined {
  if (isSuccess(status)) return 'success';
  if (waitingOctets(status) !== undefined) return 'success, the answer waits for GET RESPONSE';
  if (exactLe(status) !== undefined) return 'to be repeated with another Le';
  return undefined;
}
