import { decodeExact, type Exact } from '../../rsp/asn1/exact.ts';
import type { Codec } from '../../rsp/asn1/codec.ts';
import { RspError } from '../../rsp/error.ts';
import { CancelSessionResponse } from '../../rsp/structures/cancel-session.ts';
import { ProfileInstallationResult } from '../../rsp/structures/profile-installation-result.ts';
import { retrieveNotificationsList } from '../es10/notifications.ts';
import { LpaError } from '../error.ts';
import type { DownloadRecord } from './journal.ts';
import type { ResumeOptions } from './options.ts';

/** The session that a record is of; undefined: none had begun. */
export function recordedTransaction({ transactionId = '' }: DownloadRecord): Uint8Array | undefined {
  return transactionId === '' ? undefined : Uint8Array.from(Buffer.from(transactionId, 'hex'));
}

/** BF41 out of the record at `place`. Throws {@link LpaError} `Journal`. */
export function recordedCancellation(base64: string, place: string): Exact<CancelSessionResponse> {
  return read(CancelSessionResponse, base64, place);
}

/** The result of a session: out of its record, or the one that the eUICC keeps until it is told that it was sent. */
export async function resultOf(
  { result }: DownloadRecord,
  transactionId: Uint8Array,
  { es10, journal }: Pick<ResumeOptions, 'es10' | 'journal'>,
): Promise<Exact<ProfileInstallationResult> | undefined> {
  if (result !== undefined) return read(ProfileInstallationResult, result, journal.place);
  const search = { kind: 'profileManagementOperation', value: ['notificationInstall'] } as const;
  for (const { raw, value } of await retrieveNotificationsList(es10, search)) {
    if (value.kind !== 'profileInstallationResult') continue;
    const { transactionId: found } = value.value.profileInstallationResultData.value;
    if (Buffer.compare(found, transactionId) === 0) return { raw, value: value.value };
  }
  return undefined;
}

function read<T>(codec: Codec<T>, base64: string, place: string): Exact<T> {
  try {
    return decodeExact(codec, Buffer.from(base64, 'base64'));
  } catch (cause) {
    if (!(cause instanceof RspError)) throw cause;
    throw new LpaError('Journal', `${place} is no record of a download. Delete it to begin anew.`, { cause });
  }
}
