import type { InitiateAuthenticationResponse } from '../../rsp/es9plus/initiate-authentication.ts';
import type { DeviceInfo } from '../../rsp/structures/device-info.ts';
import type { Es10Channel } from '../es10/call.ts';
import type { Es9Plus } from '../es9plus/es9plus.ts';
import type { EndUser } from './end-user.ts';
import type { DownloadJournal } from './journal.ts';
import type { DownloadStep } from './state.ts';

/** What happens in a download, for whoever shows it. No identifier is in it. */
export type DownloadProgress =
  | { readonly kind: 'step'; readonly step: DownloadStep }
  /** Pieces of the package that the eUICC has got. */
  | { readonly kind: 'segment'; readonly loaded: number; readonly of: number };

/** With what, for whom and under which rules a profile is downloaded. */
export interface DownloadOptions {
  /** One channel for the whole download: many eUICCs forget their session when it closes. */
  readonly es10: Es10Channel;
  readonly es9Plus: Es9Plus;
  readonly endUser: EndUser;
  /** What the server is told of the device; {@link UNKNOWN_DEVICE} by default. */
  readonly deviceInfo?: DeviceInfo;
  /** For {@link resumeDownload}; without one an interrupted download begins anew. */
  readonly journal?: DownloadJournal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Ends the download before its next step and cancels it; the order can be used again. */
  readonly signal?: AbortSignal;
  /** Whether profiles of class test may be installed; false by default. */
  readonly allowTestProfile?: boolean;
  /** Further checks of a server, before the eUICC gets anything of it; what it throws ends the download. */
  readonly checkServer?: (answer: InitiateAuthenticationResponse) => void | Promise<void>;
  /** Whether the eUICC's notifications are sent before and after; true by default. Otherwise they stay on the eUICC. */
  readonly sendsNotifications?: boolean;
}

/** With the journal that the download is in. */
export type ResumeOptions = DownloadOptions & Required<Pick<DownloadOptions, 'journal'>>;

/** A device of which nothing is known: the TAC that other LPAs without a device of their own send, and no IMEI. */
export const UNKNOWN_DEVICE: DeviceInfo = {
  tac: Uint8Array.of(0x35, 0x29, 0x06, 0x11),
  deviceCapabilities: {},
};
