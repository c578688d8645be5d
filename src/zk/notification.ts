import { decode, isEncodingOf } from '../rsp/asn1/codec.ts';
import { RspError } from '../rsp/error.ts';
import { NotificationMetadata } from '../rsp/structures/notification.ts';
import { ProfileInstallationResultData } from '../rsp/structures/profile-installation-result.ts';
import { ChipStatementError } from './chip/error.ts';

/** What a notification reports. The numbers are those of Solidity's `NotificationKind` and of circuits/lib/notification. */
export const NotificationKind = { Install: 1, Enable: 2, Disable: 3, Delete: 4 } as const;
export type NotificationKindNumber = (typeof NotificationKind)[keyof typeof NotificationKind];

/** How an installation ended. The numbers are those of Solidity's `InstallOutcome` and of circuits/lib/notification. */
export const InstallOutcome = {
  Success: 0,
  /** Nothing was installed, without doubt. */
  FailedClean: 1,
  /** Failed, but the profile may be installed all the same: the ICCID exists on the chip, or an unknown error. */
  Ambiguous: 2,
} as const;
export type InstallOutcomeNumber = (typeof InstallOutcome)[keyof typeof InstallOutcome];

/** What a chip says of a profile in a signed notification (SGP.22 2.5.6, 5.7.9), as far as a receipt proves it. */
export interface Notification {
  readonly kind: NotificationKindNumber;
  /** Of an installation; Success for other kinds. */
  readonly outcome: InstallOutcomeNumber;
  readonly seq: bigint;
  /** 18 to 20 digits. */
  readonly iccid: string;
  /** Of an installation: 16 octets. */
  readonly transactionId: Uint8Array | undefined;
}

const KINDS = {
  notificationInstall: NotificationKind.Install,
  notificationEnable: NotificationKind.Enable,
  notificationDisable: NotificationKind.Disable,
  notificationDelete: NotificationKind.Delete,
} as const;
/** ErrorReason with which nothing was installed: the others leave doubt. */
const CLEAN_REASONS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15]);
const TRANSACTION_ID_OCTETS = 16;

/**
 * Reads what a chip signed: ProfileInstallationResultData or NotificationMetadata, header included.
 * @throws ChipStatementError for anything else, and for what a receipt cannot say
 */
export function readNotification(message: Uint8Array): Notification {
  try {
    return isEncodingOf(ProfileInstallationResultData, message) ? readInstallation(message) : readOther(message);
  } catch (error) {
    if (!(error instanceof RspError)) throw error;
    throw new ChipStatementError('Message', `the message is no notification: ${error.code}.`, { cause: error });
  }
}

function readInstallation(message: Uint8Array): Notification {
  const { transactionId, notificationMetadata, finalResult } = decode(ProfileInstallationResultData, message);
  if (transactionId.length !== TRANSACTION_ID_OCTETS) {
    throw new ChipStatementError(
      'Message',
      `the transactionId has ${transactionId.length} octets; a receipt takes 16.`,
    );
  }
  const outcome =
    finalResult.kind === 'successResult'
      ? InstallOutcome.Success
      : CLEAN_REASONS.has(finalResult.value.errorReason)
        ? InstallOutcome.FailedClean
        : InstallOutcome.Ambiguous;
  const described = describe(notificationMetadata);
  if (described.kind !== NotificationKind.Install) {
    throw new ChipStatementError('Message', 'an installation result must report an installation.');
  }
  return { ...described, outcome, transactionId };
}

function readOther(message: Uint8Array): Notification {
  const described = describe(decode(NotificationMetadata, message));
  if (described.kind === NotificationKind.Install) {
    throw new ChipStatementError('Message', 'an installation is reported by its result, not by a notification.');
  }
  return { ...described, outcome: InstallOutcome.Success, transactionId: undefined };
}

function describe({
  seqNumber,
  profileManagementOperation,
  iccid,
}: NotificationMetadata): Pick<Notification, 'kind' | 'seq' | 'iccid'> {
  const [event, second] = profileManagementOperation;
  const kind = event === undefined || second !== undefined ? undefined : KINDS[event as keyof typeof KINDS];
  if (kind === undefined) throw new ChipStatementError('Message', 'a notification reports exactly one known event.');
  if (iccid === undefined) throw new ChipStatementError('Message', 'the notification names no ICCID.');
  const seq = BigInt(seqNumber);
  if (seq >= 1n << 63n) throw new ChipStatementError('Message', 'the sequence number has more than 8 octets.');
  return { kind, seq, iccid };
}
