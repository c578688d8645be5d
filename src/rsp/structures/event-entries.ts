import { choice, explicit } from '../asn1/choice.ts';
import type { Value } from '../asn1/codec.ts';
import { code } from '../asn1/integer.ts';
import { list } from '../asn1/list.ts';
import { sequence } from '../asn1/sequence.ts';
import { text } from '../asn1/text.ts';
import { transactionId } from './session.ts';

/** AuthenticateClientResponseEs11: an SM-DS's events for the chip that authenticated (SGP.22 5.8.2). */
export const AuthenticateClientResponseEs11 = explicit(
  0xbf40,
  choice({
    authenticateClientOk: sequence(
      {
        transactionId: transactionId(),
        eventEntries: list(sequence({ eventId: text(0x80), rspServerAddress: text(0x81) }), 0xa1),
      },
      0xa0,
    ),
    authenticateClientError: code(0x81),
  }),
);
export type AuthenticateClientResponseEs11 = Value<typeof AuthenticateClientResponseEs11>;
