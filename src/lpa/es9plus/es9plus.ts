import type { AuthenticateClientRequest, AuthenticateClientResponse } from '../../rsp/es9plus/authenticate-client.ts';
import type { CancelSessionRequest } from '../../rsp/es9plus/cancel-session.ts';
import type {
  GetBoundProfilePackageRequest,
  GetBoundProfilePackageResponse,
} from '../../rsp/es9plus/get-bound-profile-package.ts';
import type { HandleNotificationRequest } from '../../rsp/es9plus/handle-notification.ts';
import type {
  InitiateAuthenticationRequest,
  InitiateAuthenticationResponse,
} from '../../rsp/es9plus/initiate-authentication.ts';

/**
 * ES9+ as the LPA sees it (SGP.22 5.6), of whatever server is at `address`, an FQDN with or without port. What is behind it chooses what of
 * a request is sent on, and how. Every function rejects with LpaError, and with `ServerRefused` whose cause is an Es9Error where the
 * server executed it without success.
 */
export interface Es9Plus {
  initiateAuthentication(
    address: string,
    request: InitiateAuthenticationRequest,
  ): Promise<InitiateAuthenticationResponse>;
  authenticateClient(address: string, request: AuthenticateClientRequest): Promise<AuthenticateClientResponse>;
  getBoundProfilePackage(
    address: string,
    request: GetBoundProfilePackageRequest,
  ): Promise<GetBoundProfilePackageResponse>;
  /** Resolves once the server has accepted the notification. */
  handleNotification(address: string, request: HandleNotificationRequest): Promise<void>;
  cancelSession(address: string, request: CancelSessionRequest): Promise<void>;
}
