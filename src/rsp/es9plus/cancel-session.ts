import { exact } from '../asn1/exact.ts';
import { CancelSessionResponse as Es10CancelSessionResponse } from '../structures/cancel-session.ts';
import { body, type BodyValue } from './body.ts';
import { dataObject, transactionIdField } from './field.ts';
import type { Es9Function } from './function.ts';

const request = {
  transactionId: transactionIdField,
  /** BF41 as the chip gave it. */
  cancelSessionResponse: dataObject(exact(Es10CancelSessionResponse)),
};

export type CancelSessionRequest = BodyValue<typeof request>;
/** Nothing but the header. */
export type CancelSessionResponse = Readonly<Record<string, never>>;

/** ES9+.CancelSession (SGP.22 5.6.5, 6.5.2.10). */
export const cancelSession: Es9Function<CancelSessionRequest, CancelSessionResponse> = {
  name: 'cancelSession',
  request: body(request),
  response: body({}),
};
