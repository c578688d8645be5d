import type { Exact } from '../../rsp/asn1/exact.ts';
import type { AuthenticateClientResponse } from '../../rsp/es9plus/authenticate-client.ts';
import type { InitiateAuthenticationResponse } from '../../rsp/es9plus/initiate-authentication.ts';
import type { AuthenticateServerResponse } from '../../rsp/structures/authenticate-server.ts';
import type { PrepareDownloadResponse } from '../../rsp/structures/prepare-download.ts';
import type { ProfileInstallationResult } from '../../rsp/structures/profile-installation-result.ts';
import type { NotificationReport } from '../notifications.ts';

/** A profile that is on the eUICC, disabled. */
export interface InstalledProfile {
  readonly iccid: string | undefined;
  readonly isdpAid: Uint8Array;
  /** ProfileInstallationResult with its octets: the eUICC's signed receipt. */
  readonly result: Exact<ProfileInstallationResult>;
  /** What became of the notifications, the result among them. */
  readonly notifications: NotificationReport;
}

interface Session {
  readonly transactionId: Uint8Array;
}
interface Offer extends Session {
  readonly client: AuthenticateClientResponse;
}

/** Where a download stands: what was done last, with what the next step needs (SGP.22 3.1.3). */
export type DownloadState =
  | { readonly step: 'started' }
  /** The server answered InitiateAuthentication, and its answer was checked. */
  | (Session & { readonly step: 'initiated'; readonly server: InitiateAuthenticationResponse })
  /** The eUICC accepted the server. */
  | (Session & { readonly step: 'serverAuthenticated'; readonly response: Exact<AuthenticateServerResponse> })
  /** The server accepted the eUICC and described the profile. */
  | (Offer & { readonly step: 'clientAuthenticated' })
  /** Policy allows the profile and the user accepted it. */
  | (Offer & { readonly step: 'consented' })
  /** The eUICC made its one-time key. */
  | (Offer & { readonly step: 'prepared'; readonly response: Exact<PrepareDownloadResponse> })
  /** The package is there and was checked; it is kept until there is a result. */
  | (Offer & { readonly step: 'packageReceived'; readonly boundProfilePackage: Uint8Array })
  /** The eUICC is getting the package. */
  | (Offer & { readonly step: 'installing'; readonly boundProfilePackage: Uint8Array })
  /** The eUICC gave its result, good or bad. */
  | (Session & { readonly step: 'installed'; readonly result: Exact<ProfileInstallationResult> })
  /** The eUICC signed that it cancels; the server is to be told. */
  | (Session & { readonly step: 'cancelling' })
  | { readonly step: 'finished'; readonly profile: InstalledProfile }
  | { readonly step: 'failed'; readonly error: unknown };

export type DownloadStep = DownloadState['step'];
