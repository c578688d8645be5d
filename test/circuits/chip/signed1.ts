import { tlv } from '../../../src/rsp/tlv/writer.ts';
import { bindingMatchingId } from '../../../src/zk/possession.ts';

export interface Signed1Parts {
  readonly transactionId?: Uint8Array;
  readonly serverAddress?: string;
  readonly serverChallenge?: Uint8Array;
  readonly euiccInfo2?: Uint8Array;
  /** Elements of ctxParamsForCommonAuthentication. */
  readonly context?: Uint8Array;
  readonly trailing?: Uint8Array;
}

const ascii = (text: string): Uint8Array => Buffer.from(text, 'ascii');
const DEVICE_INFO = Buffer.from('a112800435290611a10a8003030000820302000084', 'hex').subarray(0, 20);

export const matchingId = (binding: bigint): Uint8Array => tlv(0x80, ascii(bindingMatchingId(binding)));
export const deviceInfo = tlv(0xa1, tlv(0x80, DEVICE_INFO.subarray(4, 8)), tlv(0xa1));
/** As long as those of chips are. */
export const INFO2 = tlv(0xbf22, tlv(0x81, Uint8Array.of(2, 3, 1)), tlv(0x04, new Uint8Array(120).fill(0x84)));

/** EuiccSigned1 (SGP.22 5.7.13). */
export function signed1(
  binding: bigint,
  {
    transactionId = new Uint8Array(16).fill(0x83),
    serverAddress = 'smdp.example.com',
    serverChallenge = new Uint8Array(16).fill(0x84),
    euiccInfo2 = INFO2,
    context = Buffer.concat([matchingId(binding), deviceInfo]),
    trailing = new Uint8Array(),
  }: Signed1Parts = {},
): Uint8Array {
  return tlv(
    0x30,
    tlv(0x80, transactionId),
    tlv(0x83, ascii(serverAddress)),
    tlv(0x84, serverChallenge),
    euiccInfo2,
    tlv(0xa0, context),
    trailing,
  );
}
