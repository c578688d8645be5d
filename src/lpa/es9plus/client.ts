import {
  authenticateClient,
  type AuthenticateClientRequest,
  type AuthenticateClientResponse,
} from '../../rsp/es9plus/authenticate-client.ts';
import { cancelSession, type CancelSessionRequest } from '../../rsp/es9plus/cancel-session.ts';
import { Es9Error, Es9FormatError } from '../../rsp/es9plus/error.ts';
import { encodeRequest, parseResponse, type Es9Function } from '../../rsp/es9plus/function.ts';
import {
  getBoundProfilePackage,
  type GetBoundProfilePackageRequest,
  type GetBoundProfilePackageResponse,
} from '../../rsp/es9plus/get-bound-profile-package.ts';
import { handleNotification, type HandleNotificationRequest } from '../../rsp/es9plus/handle-notification.ts';
import { ADMIN_PROTOCOL_HEADER, es9Path, requestHeaders } from '../../rsp/es9plus/http.ts';
import {
  initiateAuthentication,
  type InitiateAuthenticationRequest,
  type InitiateAuthenticationResponse,
} from '../../rsp/es9plus/initiate-authentication.ts';
import { LpaError } from '../error.ts';
import { parseAddress, type Endpoint } from './address.ts';
import type { Es9Plus } from './es9plus.ts';
import { post, PostError, type HttpAnswer } from './post.ts';
import { repeating } from './retry.ts';
import type { TlsTrust } from './trust.ts';

export interface Es9PlusClientOptions {
  /** Whom servers' certificates have to come from; `'none'`: HTTP without TLS, for what protects itself and for tests. */
  readonly trust: TlsTrust | 'none';
  /** Another place for an address than its own; the server's certificate is still for the address. */
  readonly route?: (address: string) => Endpoint;
  /** Milliseconds for an answer, 30,000 by default. */
  readonly timeout?: number;
  /** Milliseconds for the answer that brings a package, which the server may have to bind first; 120,000 by default. */
  readonly packageTimeout?: number;
  /** Milliseconds for a notification with all its attempts, 10,000 by default: it can be sent later, and users wait for it. */
  readonly notificationTimeout?: number;
  /** Octets of an answer's body, 262,144 by default. */
  readonly maximumBody?: number;
  /** Octets of the body that brings a package, 6,291,456 by default: base64 of the largest package. */
  readonly maximumPackageBody?: number;
  /** How often a request is sent at most, where it may be sent again; 3 by default. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, 500 by default. */
  readonly pause?: number;
}

/**
 * When a request is sent again: `unchanged` also after its answer was lost, where the server answers the same request in the same way or
 * begins anew; `unsent` only where it never had it.
 */
type Repetition = 'unchanged' | 'unsent';

/** ES9+ over HTTPS (SGP.22 6.1, 6.5). Redirects are refused: the address is what the user and the chip were told. */
export class Es9PlusClient implements Es9Plus {
  readonly #options: Required<Omit<Es9PlusClientOptions, 'route'>>;
  readonly #route: (address: string) => Endpoint;

  constructor(options: Es9PlusClientOptions) {
    const { route = parseAddress, ...rest } = options;
    this.#route = route;
    this.#options = {
      timeout: 30_000,
      packageTimeout: 120_000,
      notificationTimeout: 10_000,
      maximumBody: 262_144,
      maximumPackageBody: 6_291_456,
      attempts: 3,
      pause: 500,
      ...rest,
    };
  }

  initiateAuthentication(
    address: string,
    request: InitiateAuthenticationRequest,
  ): Promise<InitiateAuthenticationResponse> {
    return this.#call(address, initiateAuthentication, request, 'unchanged');
  }

  authenticateClient(address: string, request: AuthenticateClientRequest): Promise<AuthenticateClientResponse> {
    // The server counts it as an attempt to download.
    return this.#call(address, authenticateClient, request, 'unsent');
  }

  getBoundProfilePackage(
    address: string,
    request: GetBoundProfilePackageRequest,
  ): Promise<GetBoundProfilePackageResponse> {
    const { value } = request.prepareDownloadResponse.value;
    // The server counts attempts with a confirmation code; without one it gives the same package again.
    const hasCode = 'euiccSigned2' in value && value.euiccSigned2.value.hashCc !== undefined;
    return this.#call(address, getBoundProfilePackage, request, hasCode ? 'unsent' : 'unchanged');
  }

  handleNotification(address: string, request: HandleNotificationRequest): Promise<void> {
    return this.#call(address, handleNotification, request, 'unchanged');
  }

  async cancelSession(address: string, request: CancelSessionRequest): Promise<void> {
    await this.#call(address, cancelSession, request, 'unchanged');
  }

  async #call<Q, R>(address: string, of: Es9Function<Q, R>, request: Q, repetition: Repetition): Promise<R> {
    const { attempts, pause, notificationTimeout } = this.#options;
    const body = encodeRequest(of, request);
    const act = async (left: number) => {
      const answer = await this.#post(address, of, body, left);
      return readAnswer(address, of, answer);
    };
    const total = of.name === handleNotification.name ? notificationTimeout : Infinity;
    return repeating(act, (error) => mayRepeat(error, repetition), { attempts, pause, total });
  }

  #post<Q, R>(address: string, of: Es9Function<Q, R>, body: string, left: number): Promise<HttpAnswer> {
    const { trust, timeout, packageTimeout, maximumBody, maximumPackageBody } = this.#options;
    const { host } = parseAddress(address);
    const { host: at, port } = this.#route(address);
    const bringsPackage = of.name === getBoundProfilePackage.name;
    return post({
      host,
      endpoint: { host: at, port: port ?? (trust === 'none' ? 80 : 443) },
      trust: trust === 'none' ? undefined : trust,
      path: es9Path(of),
      headers: requestHeaders,
      body,
      timeout: Math.ceil(Math.min(bringsPackage ? packageTimeout : timeout, left)),
      maximumBody: bringsPackage ? maximumPackageBody : maximumBody,
    });
  }
}

function readAnswer<Q, R>(address: string, of: Es9Function<Q, R>, { status, headers, body }: HttpAnswer): R {
  if (status >= 300 && status < 400) {
    throw new LpaError(
      'Redirected',
      `${address} sends ${of.name} elsewhere (HTTP ${status}), which SGP.22 does not have. Ask the operator for the address.`,
    );
  }
  if (status === 204 && of.response === undefined) return undefined as R;
  if (status !== 200) throw new HttpStatusError(address, of.name, status);
  const protocol = String(headers[ADMIN_PROTOCOL_HEADER.toLowerCase()] ?? 'gsma/rsp/v2');
  if (!protocol.startsWith('gsma/rsp/v')) {
    throw new LpaError('AdminProtocol', `${address} speaks ${JSON.stringify(protocol.slice(0, 40))}, not gsma/rsp/v2.`);
  }
  const [type] = String(headers['content-type'] ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/json' || headers['content-encoding'] !== undefined) {
    throw new LpaError('ContentType', `${address} answered ${of.name} with something else than JSON. Is it an SM-DP+?`);
  }
  return parse(address, of, body);
}

function parse<Q, R>(address: string, of: Es9Function<Q, R>, body: string): R {
  try {
    // Without a text there is no header that says that it was accepted.
    if (of.response === undefined && body.trim() === '') throw new HttpStatusError(address, of.name, 200);
    return parseResponse(of, body);
  } catch (cause) {
    if (cause instanceof Es9Error) {
      const codes = `${cause.subjectCode || 'no subject'}/${cause.reasonCode || 'no reason'}`;
      // Not the server's own text, in which identifiers may be: the cause has it.
      const { message } = new Es9Error({ subjectCode: cause.subjectCode, reasonCode: cause.reasonCode });
      throw new LpaError('ServerRefused', `${address} refused ${of.name} (${codes}): ${message}`, { cause });
    }
    if (cause instanceof Es9FormatError) {
      const text = `${address} answered ${of.name} with no message of ES9+: ${cause.message} Ask the operator.`;
      throw new LpaError('ServerResponse', text, { cause });
    }
    throw cause;
  }
}

/** An HTTP status where SGP.22 6.5.1 has 200 or 204. */
class HttpStatusError extends LpaError {
  override readonly name = 'HttpStatusError';
  readonly status: number;

  constructor(address: string, of: string, status: number) {
    const remedy = status >= 500 ? 'Try again later.' : 'Is it an SM-DP+?';
    super('HttpStatus', `${address} answered ${of} with HTTP ${status}. ${remedy}`);
    this.status = status;
  }
}

function mayRepeat(error: unknown, repetition: Repetition): boolean {
  if (error instanceof PostError) {
    return error.code !== 'TlsUntrusted' && (!error.wasSent || repetition === 'unchanged');
  }
  // 503 says that nothing was done; what other gateways' failures leave behind is not known.
  if (error instanceof HttpStatusError)
    return error.status >= 500 && (error.status === 503 || repetition === 'unchanged');
  return false;
}
