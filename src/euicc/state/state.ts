import type { NotificationEvent } from '../../rsp/structures/notification-event.ts';

/** What a chip keeps for good. Never altered in place: every command that changes something makes a new one. */
export interface EuiccState {
  readonly eid: string;
  readonly defaultDpAddress?: string | undefined;
  /** Of the next notification; it never goes back. */
  readonly nextSeqNumber: number;
  /** Of the next ISD-P, counted from 0. */
  readonly nextIsdp: number;
  readonly profiles: readonly InstalledProfile[];
  readonly notifications: readonly PendingEntry[];
  /** DER. */
  readonly crls: readonly Uint8Array[];
  /** A package that is being loaded: still there after a loss of power, its installation was interrupted. */
  readonly installing?: InstallingPackage | undefined;
  /** Made last, and no package came for it yet: its server may name it again (SGP.22 5.7.5). */
  readonly oneTimeKey?: KeptOneTimeKey | undefined;
  /** ICCID of the operational profile that was enabled when a test profile took its place (SGP.22 5.7.16). */
  readonly beforeTest?: string | undefined;
}

/** An ISD-P with its profile. */
export interface InstalledProfile {
  /** Digits without padding. */
  readonly iccid: string;
  readonly isdpAid: Uint8Array;
  readonly isEnabled: boolean;
  readonly nickname?: string | undefined;
  /** StoreMetadata as it came: BF25. */
  readonly metadata: Uint8Array;
  /** DpProprietaryData as it came: B8. */
  readonly dpProprietaryData?: Uint8Array | undefined;
  /** Of the SM-DP+ that it came from, dotted. */
  readonly smdpOid: string;
  /** CI whose credential signs its notifications. */
  readonly ciPKId: Uint8Array;
  /** The unprotected profile package, octet for octet. */
  readonly profilePackage: Uint8Array;
}

/** A notification that no LPA said was delivered. */
export interface PendingEntry {
  readonly seqNumber: number;
  readonly event: NotificationEvent[number];
  /** FQDN. */
  readonly address: string;
  readonly iccid?: string | undefined;
  /** PendingNotification: BF37 or 30. */
  readonly octets: Uint8Array;
}

/** What a ProfileInstallationResult needs, should the installation end here. */
export interface InstallingPackage {
  readonly transactionId: Uint8Array;
  readonly serverAddress: string;
  readonly smdpOid: string;
  readonly ciPKId: Uint8Array;
  readonly iccid?: string | undefined;
  /** BppCommandId. */
  readonly bppCommandId: number;
}

/** otSK.EUICC.ECKA with the server that it was made for. */
export interface KeptOneTimeKey {
  /** 32 octets, big endian. */
  readonly privateKey: Uint8Array;
  /** Dotted. */
  readonly smdpOid: string;
  /** CI of the server's certificates. */
  readonly ciPKId: Uint8Array;
}

/** What is left of a package once it came to an end: no other comes for its one-time key. */
export const PACKAGE_ENDED = { installing: undefined, oneTimeKey: undefined } as const satisfies Partial<EuiccState>;

export function initialState(eid: string, defaultDpAddress?: string): EuiccState {
  return {
    eid,
    ...(defaultDpAddress === undefined ? {} : { defaultDpAddress }),
    nextSeqNumber: 1,
    nextIsdp: 0,
    profiles: [],
    notifications: [],
    crls: [],
  };
}
