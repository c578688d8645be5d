import { type Exact, exact } from '../../rsp/asn1/exact.ts';
import {
  AuthenticateErrorCode,
  AuthenticateServerRequest,
  AuthenticateServerResponse,
  type AuthenticateResponseOk,
} from '../../rsp/structures/authenticate-server.ts';
import {
  CancelSessionRequest,
  CancelSessionResponse,
  CancelSessionResponseError,
} from '../../rsp/structures/cancel-session.ts';
import { GetEuiccChallengeRequest, GetEuiccChallengeResponse } from '../../rsp/structures/euicc-challenge.ts';
import { EuiccInfo1, EuiccInfo2, GetEuiccInfo1Request, GetEuiccInfo2Request } from '../../rsp/structures/euicc-info.ts';
import { LoadCrlRequest, LoadCrlResponse, LoadCrlResponseError } from '../../rsp/structures/load-crl.ts';
import {
  DownloadErrorCode,
  PrepareDownloadRequest,
  PrepareDownloadResponse,
  type EuiccSigned2,
} from '../../rsp/structures/prepare-download.ts';
import { GetRatRequest, GetRatResponse } from '../../rsp/structures/rules-authorisation-table.ts';
import { call, type Es10Channel } from './call.ts';
import { EuiccError } from './result.ts';

/** ES10b.GetEuiccInfo1 (SGP.22 5.7.8), with the octets that a server gets. */
export function getEuiccInfo1(channel: Es10Channel): Promise<Exact<EuiccInfo1>> {
  return call(channel, { name: 'GetEuiccInfo1', request: GetEuiccInfo1Request, response: exact(EuiccInfo1) }, {});
}

/** ES10b.GetEuiccInfo2 (SGP.22 5.7.8). */
export function getEuiccInfo2(channel: Es10Channel): Promise<EuiccInfo2> {
  return call(channel, { name: 'GetEuiccInfo2', request: GetEuiccInfo2Request, response: EuiccInfo2 }, {});
}

/** ES10b.GetEuiccChallenge (SGP.22 5.7.7): 16 octets, for one session. */
export async function getEuiccChallenge(channel: Es10Channel): Promise<Uint8Array> {
  const of = { name: 'GetEuiccChallenge', request: GetEuiccChallengeRequest, response: GetEuiccChallengeResponse };
  return (await call(channel, of, {})).euiccChallenge;
}

/** ES10b.GetRAT (SGP.22 5.7.22): whose profiles may have which policy rules. */
export async function getRat(channel: Es10Channel): Promise<GetRatResponse['rat']> {
  return (await call(channel, { name: 'GetRAT', request: GetRatRequest, response: GetRatResponse }, {})).rat;
}

/** BF38 as the eUICC gave it, for the server, and what is in it. */
export interface AuthenticatedServer {
  readonly response: Exact<AuthenticateServerResponse>;
  readonly ok: AuthenticateResponseOk;
}

/** ES10b.AuthenticateServer (SGP.22 5.7.13). Rejects with {@link EuiccError} {@link AuthenticateErrorCode}. */
export async function authenticateServer(
  channel: Es10Channel,
  request: AuthenticateServerRequest,
): Promise<AuthenticatedServer> {
  const name = 'AuthenticateServer';
  const of = { name, request: AuthenticateServerRequest, response: exact(AuthenticateServerResponse) };
  const response = await call(channel, of, request);
  if (response.value.kind === 'authenticateResponseError') {
    throw new EuiccError(name, response.value.value.authenticateErrorCode, AuthenticateErrorCode);
  }
  return { response, ok: response.value.value };
}

/** BF21 as the eUICC gave it, for the server, and what the eUICC signed. */
export interface PreparedDownload {
  readonly response: Exact<PrepareDownloadResponse>;
  readonly euiccSigned2: Exact<EuiccSigned2>;
}

/** ES10b.PrepareDownload (SGP.22 5.7.5). Rejects with {@link EuiccError} {@link DownloadErrorCode}. */
export async function prepareDownload(
  channel: Es10Channel,
  request: PrepareDownloadRequest,
): Promise<PreparedDownload> {
  const name = 'PrepareDownload';
  const of = { name, request: PrepareDownloadRequest, response: exact(PrepareDownloadResponse) };
  const response = await call(channel, of, request);
  if (response.value.kind === 'downloadResponseError') {
    throw new EuiccError(name, response.value.value.downloadErrorCode, DownloadErrorCode);
  }
  return { response, euiccSigned2: response.value.value.euiccSigned2 };
}

/**
 * ES10b.CancelSession (SGP.22 5.7.14): BF41, signed, for the server. Rejects with {@link EuiccError} where the eUICC has no such
 * session (any more).
 */
export async function cancelSession(
  channel: Es10Channel,
  request: CancelSessionRequest,
): Promise<Exact<CancelSessionResponse>> {
  const name = 'CancelSession';
  const of = { name, request: CancelSessionRequest, response: exact(CancelSessionResponse) };
  const response = await call(channel, of, request);
  if (response.value.kind === 'cancelSessionResponseError') {
    throw new EuiccError(name, response.value.value, CancelSessionResponseError);
  }
  return response;
}

/** ES10b.LoadCRL (SGP.22 5.7.12): a CRL in DER. Gives the parts of a segmented CRL that are still missing. Rejects with {@link EuiccError}. */
export async function loadCrl(channel: Es10Channel, crl: Uint8Array): Promise<readonly number[]> {
  const name = 'LoadCRL';
  const { kind, value } = await call(channel, { name, request: LoadCrlRequest, response: LoadCrlResponse }, { crl });
  if (kind === 'loadCRLResponseError') throw new EuiccError(name, value, LoadCrlResponseError);
  return value.missingParts ?? [];
}
