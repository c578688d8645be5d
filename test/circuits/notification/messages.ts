import { tlv } from '../../../src/rsp/tlv/writer.ts';

/** Parts of a notification; what is not given is a plain one's. */
export interface NotificationParts {
  readonly seq?: Uint8Array;
  readonly operation?: Uint8Array;
  readonly address?: Uint8Array;
  readonly iccid?: Uint8Array;
  /** Elements behind the last one. */
  readonly trailing?: Uint8Array;
}

export interface InstallationParts extends NotificationParts {
  readonly transactionId?: Uint8Array;
  /** null: there is none. */
  readonly smdpOid?: Uint8Array | null;
  readonly result?: Uint8Array;
}

export const TRANSACTION_ID = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i);
export const ICCID = Buffer.from('98001032547698103214', 'hex');
export const OPERATION = {
  install: Uint8Array.of(7, 0x80),
  enable: Uint8Array.of(6, 0x40),
  disable: Uint8Array.of(5, 0x20),
  delete: Uint8Array.of(4, 0x10),
} as const;
const AID = Buffer.from('a0000005591010ffffffff8900001100', 'hex');
const RESPONSE = Buffer.from('3007a0053003800100', 'hex');

export function address(text: string): Uint8Array {
  return Buffer.from(text, 'ascii');
}

/** NotificationMetadata (SGP.22 5.7.9). */
export function notification({
  seq = Uint8Array.of(25),
  operation = OPERATION.delete,
  address: own = address('smdp.example.com'),
  iccid = ICCID,
  trailing = new Uint8Array(),
}: NotificationParts = {}): Uint8Array {
  return tlv(0xbf2f, tlv(0x80, seq), tlv(0x81, operation), tlv(0x0c, own), tlv(0x5a, iccid), trailing);
}

export const success = (aid: Uint8Array = AID, response: Uint8Array = RESPONSE): Uint8Array =>
  tlv(0xa2, tlv(0xa0, tlv(0x4f, aid), tlv(0x04, response)));

export const failure = (reason: number, response?: Uint8Array): Uint8Array =>
  tlv(
    0xa2,
    tlv(
      0xa1,
      tlv(0x80, Uint8Array.of(3)),
      tlv(0x81, Uint8Array.of(reason)),
      response === undefined ? new Uint8Array() : tlv(0x04, response),
    ),
  );

/** ProfileInstallationResultData (SGP.22 2.5.6). */
export function installation({
  transactionId = TRANSACTION_ID,
  smdpOid = Buffer.from('88370a', 'hex'),
  result = success(),
  trailing = new Uint8Array(),
  ...metadata
}: InstallationParts = {}): Uint8Array {
  return tlv(
    0xbf27,
    tlv(0x80, transactionId),
    notification({ operation: OPERATION.install, ...metadata }),
    smdpOid === null ? new Uint8Array() : tlv(0x06, smdpOid),
    result,
    trailing,
  );
}
