import { authenticateClient } from './functions/authenticate-client.ts';
import { cancelSession } from './functions/cancel-session.ts';
import { getBoundProfilePackage } from './functions/get-bound-profile-package.ts';
import { handleNotification } from './functions/handle-notification.ts';
import { initiateAuthentication } from './functions/initiate-authentication.ts';
import { DEFAULT_LIMITS, type EligibilityCheck, type Limits, randomSessionNames, type SmdpContext } from './context.ts';
import type { SmdpEvent } from './event.ts';
import type { SmdpKeys } from './keys/smdp-keys.ts';
import { type ProfileBinder, profileBinder } from './profile/binding.ts';
import type { SmdpStore } from './store/store.ts';
import type { Trust } from './trust.ts';
import type { AuthenticateClientRequest, AuthenticateClientResponse } from '../rsp/es9plus/authenticate-client.ts';
import type { CancelSessionRequest, CancelSessionResponse } from '../rsp/es9plus/cancel-session.ts';
import type {
  GetBoundProfilePackageRequest,
  GetBoundProfilePackageResponse,
} from '../rsp/es9plus/get-bound-profile-package.ts';
import type { HandleNotificationRequest } from '../rsp/es9plus/handle-notification.ts';
import type {
  InitiateAuthenticationRequest,
  InitiateAuthenticationResponse,
} from '../rsp/es9plus/initiate-authentication.ts';

export interface SmdpServerOptions {
  /** FQDN at which LPAs find the server. */
  readonly address: string;
  readonly store: SmdpStore;
  readonly keys: SmdpKeys;
  readonly trust: Trust;
  /** Default: with `keys`, and profile protection keys as they are kept. */
  readonly binder?: ProfileBinder | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Default: every chip is eligible. */
  readonly isEligible?: EligibilityCheck | undefined;
  /** Default: random. */
  readonly newSessionNames?: SmdpContext['newSessionNames'] | undefined;
  /** Unix seconds. Default: the system's clock. */
  readonly now?: (() => number) | undefined;
  readonly report?: ((event: SmdpEvent) => void) | undefined;
}

/** The functions an SM-DP+ has for LPAs (ES9+, SGP.22 5.6), without their transport. All throw Es9Error where they fail. */
export class SmdpServer {
  readonly #context: SmdpContext;

  constructor(options: SmdpServerOptions) {
    const { address, store, keys, trust, limits } = options;
    this.#context = {
      address,
      store,
      keys,
      trust,
      binder: options.binder ?? profileBinder(keys),
      limits: { ...DEFAULT_LIMITS, ...limits },
      isEligible: options.isEligible ?? (() => true),
      newSessionNames: options.newSessionNames ?? randomSessionNames,
      now: options.now ?? systemTime,
      report: options.report ?? (() => undefined),
    };
  }

  initiateAuthentication(request: InitiateAuthenticationRequest): Promise<InitiateAuthenticationResponse> {
    return initiateAuthentication(this.#context, request);
  }

  authenticateClient(request: AuthenticateClientRequest): Promise<AuthenticateClientResponse> {
    return authenticateClient(this.#context, request);
  }

  getBoundProfilePackage(request: GetBoundProfilePackageRequest): Promise<GetBoundProfilePackageResponse> {
    return getBoundProfilePackage(this.#context, request);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- rejects, as the others do, rather than throw
  async handleNotification(request: HandleNotificationRequest): Promise<void> {
    handleNotification(this.#context, request);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- rejects, as the others do, rather than throw
  async cancelSession(request: CancelSessionRequest): Promise<CancelSessionResponse> {
    return cancelSession(this.#context, request);
  }
}

/** Unix seconds. */
export function systemTime(): number {
  return Math.floor(Date.now() / 1000);
}
