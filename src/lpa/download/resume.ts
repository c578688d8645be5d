import { decodeExact, type Exact } from '../../rsp/asn1/exact.ts';
import { RspError } from '../../rsp/error.ts';
import { CancelSessionReason, CancelSessionResponse } from '../../rsp/structures/cancel-session.ts';
import { ProfileInstallationResult } from '../../rsp/structures/profile-installation-result.ts';
import { getEid } from '../es10/es10c.ts';
import { retrieveNotificationsList } from '../es10/notifications.ts';
import { LpaError } from '../error.ts';
import { isMarkOf } from './card-mark.ts';
import { cancelOnEuicc, cancelOnServer, keepsOrder } from './cancellation.ts';
import { isInterruption } from './installation.ts';
import type { DownloadRecord } from './journal.ts';
import type { DownloadOptions } from './options.ts';
import { ProfileDownload } from './profile-download.ts';

/**
 * Goes on with the download in the journal after the program, the card or the network was lost, at whatever step; undefined: there is
 * none. A session does not outlive its channel, so it is cancelled where it still is, and the same order is downloaded in a new one; what
 * the user accepted is not asked again unless it changed. If the eUICC has a result already, only its notification is sent. Rejects
 * with {@link LpaError} `Journal`, and `Cancelled` once the server knows of a cancellation that ended the order.
 */
export async function resumeDownload(
  options: DownloadOptions & Required<Pick<DownloadOptions, 'journal'>>,
): Promise<ProfileDownload | undefined> {
  const record = await options.journal.load();
  if (record === undefined) return undefined;
  // What its user accepted, he accepted for that card.
  if (!isMarkOf(record.card, await getEid(options.es10))) {
    throw new LpaError(
      'Journal',
      'The interrupted download is for another eUICC than the one in the reader. Put that one back to go on, or delete the record of the download to give it up.',
    );
  }
  const { order, acceptedMetadata } = record;
  const transactionId = Uint8Array.from(Buffer.from(record.transactionId ?? '', 'hex'));
  if (transactionId.length > 0) {
    if (record.cancelSession !== undefined) await tellServer(record, transactionId, record.cancelSession, options);
    else {
      const result = resultIn(record) ?? (await resultOn(transactionId, options));
      if (result !== undefined && !isInterruption(result)) {
        return new ProfileDownload(order, options, { step: 'installed', transactionId, result });
      }
      await release(record, transactionId, options);
    }
  }
  return new ProfileDownload(order, options, { step: 'started' }, acceptedMetadata);
}

function resultIn({ result }: DownloadRecord): Exact<ProfileInstallationResult> | undefined {
  return result === undefined ? undefined : readRecorded(ProfileInstallationResult, result);
}

/** The result that the eUICC keeps until it is told that it was sent. */
async function resultOn(
  transactionId: Uint8Array,
  { es10 }: DownloadOptions,
): Promise<Exact<ProfileInstallationResult> | undefined> {
  const search = { kind: 'profileManagementOperation', value: ['notificationInstall'] } as const;
  for (const { raw, value } of await retrieveNotificationsList(es10, search)) {
    if (value.kind !== 'profileInstallationResult') continue;
    const { transactionId: found } = value.value.profileInstallationResultData.value;
    if (Buffer.compare(found, transactionId) === 0) return { raw, value: value.value };
  }
  return undefined;
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
  { es9Plus, journal }: DownloadOptions,
): Promise<void> {
  const told = readRecorded(CancelSessionResponse, response);
  const server = await cancelOnServer(es9Plus, order.smdpAddress, transactionId, told);
  if (server === 'unreached') {
    throw new LpaError(
      'Unreachable',
      `${order.smdpAddress} cannot be told that the download was cancelled. Try again.`,
    );
  }
  if (keepsOrder(reason)) return;
  await journal?.clear();
  throw new LpaError(
    'Cancelled',
    `The download was cancelled for reason ${reason} of SGP.22 5.7.14, and ${order.smdpAddress} knows now. Ask the operator for a new activation code.`,
  );
}

function readRecorded<T>(codec: Parameters<typeof decodeExact<T>>[0], base64: string): Exact<T> {
  try {
    return decodeExact(codec, Buffer.from(base64, 'base64'));
  } catch (cause) {
    if (!(cause instanceof RspError)) throw cause;
    throw new LpaError('Journal', 'The record of the download cannot be read. Delete it to begin anew.', { cause });
  }
}
