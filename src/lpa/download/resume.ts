import { CancelSessionReason } from '../../rsp/structures/cancel-session.ts';
import { getEid } from '../es10/es10c.ts';
import { LpaError } from '../error.ts';
import { isMarkOf } from './card-mark.ts';
import { cancelOnEuicc, cancelOnServer, keepsOrder } from './cancellation.ts';
import { isInterruption } from './installation.ts';
import type { DownloadRecord } from './journal.ts';
import type { DownloadOptions, ResumeOptions } from './options.ts';
import { ProfileDownload } from './profile-download.ts';
import { recordedCancellation, recordedTransaction, resultOf } from './recorded.ts';

/**
 * Goes on with the download in the journal after the program, the card or the network was lost, at whatever step; undefined: there is
 * none. A session does not outlive its channel, so it is cancelled where it still is, and the same order is downloaded in a new one; what
 * the user accepted is not asked again unless it changed. If the eUICC has a result already, only its notification is sent. Rejects
 * with {@link LpaError} `Journal`, and `Cancelled` once the server knows of a cancellation that ended the order.
 */
export async function resumeDownload(options: ResumeOptions): Promise<ProfileDownload | undefined> {
  const record = await options.journal.load();
  if (record === undefined) return undefined;
  // What its user accepted, he accepted for that card.
  if (!isMarkOf(record.card, await getEid(options.es10))) {
    throw new LpaError(
      'Journal',
      `The interrupted download is for another eUICC than the one in the reader. Put that one back to go on, or abandon the download (--abandon); its record is ${options.journal.place}.`,
    );
  }
  const { order, acceptedMetadata } = record;
  const transactionId = recordedTransaction(record);
  if (transactionId !== undefined) {
    if (record.cancelSession !== undefined) await tellServer(record, transactionId, record.cancelSession, options);
    else {
      const result = await resultOf(record, transactionId, options);
      if (result !== undefined && !isInterruption(result)) {
        return new ProfileDownload(order, options, { step: 'installed', transactionId, result });
      }
      await release(record, transactionId, options);
    }
  }
  return new ProfileDownload(order, options, { step: 'started' }, acceptedMetadata);
}

/** Ends a session of which there is no result, so that the order can be used again; the eUICC may have forgotten it. */
async function release(
  { order }: DownloadRecord,
  transactionId: Uint8Array,
  { es10, es9Plus }: DownloadOptions,
): Promise<void> {
  const response = await cancelOnEuicc(es10, transactionId, CancelSessionReason.postponed);
  if (typeof response !== 'string') await cancelOnServer(es9Plus, order.smdpAddress, transactionId, response);
}

/** Brings the server a cancellation that the eUICC signed before. */
async function tellServer(
  { order }: DownloadRecord,
  transactionId: Uint8Array,
  { reason, response }: NonNullable<DownloadRecord['cancelSession']>,
  { es9Plus, journal }: ResumeOptions,
): Promise<void> {
  const told = recordedCancellation(response, journal.place);
  const server = await cancelOnServer(es9Plus, order.smdpAddress, transactionId, told);
  if (server === 'unreached') {
    throw new LpaError(
      'Unreachable',
      `${order.smdpAddress} cannot be told that the download was cancelled. Try again, or abandon it (--abandon); its record is ${journal.place}.`,
    );
  }
  if (keepsOrder(reason)) return;
  await journal.clear();
  throw new LpaError(
    'Cancelled',
    `The download was cancelled for reason ${reason} of SGP.22 5.7.14, and ${order.smdpAddress} knows now. Ask the operator for a new activation code.`,
  );
}
