import type { Exact } from '../../rsp/asn1/exact.ts';
import { CancelSessionReason, type CancelSessionResponse } from '../../rsp/structures/cancel-session.ts';
import type { Es10Channel } from '../es10/call.ts';
import { cancelSession } from '../es10/es10b.ts';
import { EuiccError } from '../es10/result.ts';
import { LpaError } from '../error.ts';
import type { Es9Plus } from '../es9plus/es9plus.ts';
import { isExpected } from '../expected.ts';
import type { DownloadStep } from './state.ts';

/** How far a cancellation came on the two sides. */
export interface Cancellation {
  /** Value of CancelSessionReason. */
  readonly reason: number;
  /** `noSession`: the eUICC had none (any more); `failed`: it did not answer, and forgets its session when it is reset. */
  readonly euicc: 'cancelled' | 'noSession' | 'failed';
  /** `refused`: it has the message and no such session; `notTold`: without the eUICC's signature there is nothing to tell. */
  readonly server: 'cancelled' | 'refused' | 'unreached' | 'notTold';
}

/** Whether one side could not be told: it is when the download is resumed. */
export function isIncomplete(cancellation: Cancellation | undefined): boolean {
  return cancellation?.euicc === 'failed' || cancellation?.server === 'unreached';
}

const REASONS: Partial<Record<LpaError['code'], number>> = {
  EndUserRejected: CancelSessionReason.endUserRejection,
  EndUserPostponed: CancelSessionReason.postponed,
  ConfirmationCodeMissing: CancelSessionReason.postponed,
  PprNotAllowed: CancelSessionReason.pprNotAllowed,
  MetadataMismatch: CancelSessionReason.metadataMismatch,
  Interrupted: CancelSessionReason.postponed,
  // The server knows why and what it means for the order: the cancellation takes nothing away.
  ServerRefused: CancelSessionReason.postponed,
  // What is between LPA and server, or a server out of order, does not cost the user the order.
  Timeout: CancelSessionReason.timeout,
  Unreachable: CancelSessionReason.timeout,
  TlsUntrusted: CancelSessionReason.timeout,
  Redirected: CancelSessionReason.timeout,
  HttpStatus: CancelSessionReason.timeout,
  ContentType: CancelSessionReason.timeout,
  AdminProtocol: CancelSessionReason.timeout,
  BodyTooLarge: CancelSessionReason.timeout,
  ServerResponse: CancelSessionReason.timeout,
};

/**
 * The reason a session is cancelled with (SGP.22 5.7.14). After postponed and timeout the order can be used again: network and user get
 * another chance, a server or eUICC that broke the protocol does not.
 */
export function reasonOf(error: unknown, after: DownloadStep): number {
  if (after === 'installing') return CancelSessionReason.loadBppExecutionError;
  if (error instanceof LpaError) return REASONS[error.code] ?? CancelSessionReason.undefinedReason;
  return isExpected(error) ? CancelSessionReason.timeout : CancelSessionReason.undefinedReason;
}

/** Whether the order can be used again after a cancellation for this reason. */
export function keepsOrder(reason: number): boolean {
  return reason === CancelSessionReason.postponed || reason === CancelSessionReason.timeout;
}

/** Cancels on the eUICC: BF41 for the server, or why there is none. */
export async function cancelOnEuicc(
  es10: Es10Channel,
  transactionId: Uint8Array,
  reason: number,
): Promise<Exact<CancelSessionResponse> | 'noSession' | 'failed'> {
  try {
    return await cancelSession(es10, { transactionId, reason });
  } catch (error) {
    if (error instanceof EuiccError) return 'noSession';
    if (isExpected(error)) return 'failed';
    throw error;
  }
}

/** Tells the server what the eUICC signed. */
export async function cancelOnServer(
  es9Plus: Pick<Es9Plus, 'cancelSession'>,
  address: string,
  transactionId: Uint8Array,
  cancelSessionResponse: Exact<CancelSessionResponse>,
): Promise<Cancellation['server']> {
  try {
    await es9Plus.cancelSession(address, { transactionId, cancelSessionResponse });
    return 'cancelled';
  } catch (error) {
    if (!(error instanceof LpaError)) throw error;
    const unreached = error.code === 'Unreachable' || error.code === 'Timeout' || error.code === 'HttpStatus';
    return unreached ? 'unreached' : 'refused';
  }
}
