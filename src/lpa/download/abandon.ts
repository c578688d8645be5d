import { CancelSessionReason } from '../../rsp/structures/cancel-session.ts';
import { getEid } from '../es10/es10c.ts';
import { LpaError } from '../error.ts';
import { cancelOnEuicc, cancelOnServer, type Cancellation } from './cancellation.ts';
import { isMarkOf } from './card-mark.ts';
import type { DownloadRecord } from './journal.ts';
import { recordedCancellation, recordedTransaction, resultOf } from './recorded.ts';
import type { ResumeOptions } from './options.ts';

/** What was left to end: a cancellation; `result`: nothing, the eUICC has one; `nothing`: no session, or one of another eUICC. */
export type Abandonment = Cancellation | 'result' | 'nothing';

type AbandonOptions = Pick<ResumeOptions, 'es10' | 'es9Plus' | 'journal'>;

/**
 * Gives up the download in the journal: cancels its session, as postponed, on eUICC and server as far as they still have it and can be
 * reached, so that the order can be used again, and clears the journal in any case. Rejects with {@link LpaError} `Journal` where there
 * is no download, and with what the reader rejects with.
 */
export async function abandonDownload(options: AbandonOptions): Promise<Abandonment> {
  const { journal } = options;
  const record = await journal.load();
  if (record === undefined) {
    throw new LpaError('Journal', `No download was interrupted: there is no record of one in ${journal.place}.`);
  }
  const abandonment = await end(record, options);
  await journal.clear();
  return abandonment;
}

async function end(record: DownloadRecord, { es10, es9Plus, journal }: AbandonOptions): Promise<Abandonment> {
  const { cancelSession, card, order } = record;
  const transactionId = recordedTransaction(record);
  if (transactionId === undefined) return 'nothing';
  if (cancelSession !== undefined) {
    const told = recordedCancellation(cancelSession.response, journal.place);
    const server = await cancelOnServer(es9Plus, order.smdpAddress, transactionId, told);
    return { reason: cancelSession.reason, euicc: 'cancelled', server };
  }
  if (!isMarkOf(card, await getEid(es10))) return 'nothing';
  if ((await resultOf(record, transactionId, { es10, journal })) !== undefined) return 'result';
  const reason = CancelSessionReason.postponed;
  const response = await cancelOnEuicc(es10, transactionId, reason);
  if (typeof response === 'string') return { reason, euicc: response, server: 'notTold' };
  const server = await cancelOnServer(es9Plus, order.smdpAddress, transactionId, response);
  return { reason, euicc: 'cancelled', server };
}
