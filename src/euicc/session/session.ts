import type { Certificate } from '../../pki/certificate.ts';
import type { OneTimeKeyPair } from '../../rsp/bsp/one-time-key-pair.ts';
import type { EuiccCredential } from '../ecasd/credential.ts';
import type { Installation } from '../installation/installation.ts';

/** A server that proved who it is by AuthenticateServer. */
export interface AuthenticatedServer {
  readonly transactionId: Uint8Array;
  readonly serverAddress: string;
  readonly certificate: Certificate;
  /** CI that signed it. */
  readonly anchor: Certificate;
  /** registeredID of its certificate, dotted. */
  readonly oid: string;
  /** What the chip signs with in this session. */
  readonly credential: EuiccCredential;
  /** 64 octets; the server's next signature is chained to it. */
  readonly euiccSignature1: Uint8Array;
}

/**
 * A session of remote provisioning, step by step (SGP.22 3.1). It lives in volatile memory: a loss of power, the end of its logical
 * channel or another challenge ends it. After a failure it can be cancelled, and nothing else.
 */
export type RspSession =
  | { readonly phase: 'challenged'; readonly euiccChallenge: Uint8Array }
  | { readonly phase: 'authenticated'; readonly server: AuthenticatedServer }
  | {
      readonly phase: 'prepared';
      readonly server: AuthenticatedServer;
      readonly bindingCertificate: Certificate;
      readonly oneTimeKeys: OneTimeKeyPair;
    }
  | { readonly phase: 'loading'; readonly server: AuthenticatedServer; readonly installation: Installation }
  | { readonly phase: 'failed'; readonly server: AuthenticatedServer };

/** The one session that a chip has, owned by the selection of ISD-R that asked for its challenge. */
export class SessionSlot {
  #owner: object | undefined;
  #session: RspSession | undefined;

  /** The session of `owner`; undefined where it has none, also because another selection began one. */
  of(owner: object): RspSession | undefined {
    return this.#owner === owner ? this.#session : undefined;
  }

  get isLoading(): boolean {
    return this.#session?.phase === 'loading';
  }

  /** Puts `session` in place of any other, whose keys are overwritten unless they live on in this one. */
  put(owner: object, session: RspSession): void {
    const previous = this.#session;
    this.#owner = owner;
    this.#session = session;
    const goesOn =
      previous?.phase === 'loading' && session.phase === 'loading' && previous.installation === session.installation;
    if (previous !== undefined && !goesOn) wipe(previous);
  }

  /** Ends the session of `owner`, if it has one, or with no owner any. */
  end(owner: object | undefined = this.#owner): void {
    if (owner === undefined || this.#owner !== owner) return;
    const previous = this.#session;
    this.#owner = undefined;
    this.#session = undefined;
    if (previous !== undefined) wipe(previous);
  }
}

function wipe(session: RspSession): void {
  if (session.phase === 'prepared') session.oneTimeKeys.erase();
  if (session.phase === 'loading') session.installation.abandon();
}
