import { createHash } from 'node:crypto';
import { encodeExact } from '../../rsp/asn1/exact.ts';
import { hashCc, hashedConfirmationCode } from '../../rsp/bsp/confirmation-code.ts';
import { CtxParams1 } from '../../rsp/structures/device-info.ts';
import { ProfileClass, type StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';
import {
  authenticateServer,
  getEuiccChallenge,
  getEuiccInfo1,
  getEuiccInfo2,
  getRat,
  prepareDownload,
} from '../es10/es10b.ts';
import { getEid, getProfilesInfo } from '../es10/es10c.ts';
import { loadBoundProfilePackage } from '../es10/load-bound-profile-package.ts';
import { LpaError } from '../error.ts';
import { isExpected } from '../expected.ts';
import { NOTHING_SENT, trySendNotifications, type NotificationReport } from '../notifications.ts';
import { cancelOnEuicc, cancelOnServer, isIncomplete, reasonOf, type Cancellation } from './cancellation.ts';
import { type CardMark, markOf } from './card-mark.ts';
import { checkPackage, checkServer, checkTransaction } from './checks.ts';
import type { Decision } from './end-user.ts';
import { DownloadError } from './error.ts';
import { assertInstalled } from './installation.ts';
import type { DownloadRecord } from './journal.ts';
import { UNKNOWN_DEVICE, type DownloadOptions } from './options.ts';
import { assertNoBinding, type DownloadOrder } from './order.ts';
import { checkPolicyRules } from './policy-rules.ts';
import type { DownloadState, InstalledProfile } from './state.ts';

type At<S extends DownloadState['step']> = Extract<DownloadState, { step: S }>;

/**
 * The download and installation of one profile (SGP.22 3.1.3), step by step. Each step is recorded in the journal before the next one
 * begins. What fails once the eUICC got to know the server is cancelled on both sides.
 */
export class ProfileDownload {
  readonly order: DownloadOrder;
  readonly #options: DownloadOptions;
  #state: DownloadState;
  #acceptedMetadata: string | undefined;
  /** Of the eUICC, from the first record on. */
  #card: CardMark | undefined;

  /** `acceptedMetadata`: SHA-256, in hexadecimal, of the profileMetadata that the user has accepted already. */
  constructor(
    order: DownloadOrder,
    options: DownloadOptions,
    state: DownloadState = { step: 'started' },
    acceptedMetadata?: string,
  ) {
    this.order = order;
    this.#options = options;
    this.#state = state;
    this.#acceptedMetadata = acceptedMetadata;
  }

  get state(): DownloadState {
    return this.#state;
  }

  /**
   * Goes on from the state it is in to the end. Rejects with {@link DownloadError}; what is a fault of this program is cancelled too and
   * comes through as it is. Once failed it stays so.
   */
  async run(): Promise<InstalledProfile> {
    while (this.#state.step !== 'finished') {
      if (this.#state.step === 'failed') throw this.#state.error;
      try {
        if (this.#state.step !== 'installed') this.#assertNotInterrupted();
        await this.#enter(await this.#next(this.#state));
      } catch (error) {
        await this.#fail(error);
      }
    }
    return this.#state.profile;
  }

  #next(state: DownloadState): Promise<DownloadState> {
    switch (state.step) {
      case 'started':
        return this.#initiate();
      case 'initiated':
        return this.#authenticateServer(state);
      case 'serverAuthenticated':
        return this.#authenticateClient(state);
      case 'clientAuthenticated':
        return this.#consent(state);
      case 'consented':
        return this.#prepare(state);
      case 'prepared':
        return this.#getPackage(state);
      case 'packageReceived':
        return Promise.resolve({ ...state, step: 'installing' });
      case 'installing':
        return this.#install(state);
      case 'installed':
        return this.#finish(state);
      default:
        throw new Error(`no step follows ${state.step}`);
    }
  }

  async #initiate(): Promise<DownloadState> {
    const { es10, es9Plus, checkServer: furtherChecks } = this.#options;
    const { smdpAddress } = this.order;
    assertNoBinding(this.order);
    await this.#sendNotifications();
    const euiccInfo1 = await getEuiccInfo1(es10);
    const euiccChallenge = await getEuiccChallenge(es10);
    const request = { smdpAddress, euiccChallenge, euiccInfo1 };
    const server = await es9Plus.initiateAuthentication(smdpAddress, request);
    checkServer(server, this.order, euiccChallenge);
    await furtherChecks?.(server);
    return { step: 'initiated', transactionId: server.transactionId, server };
  }

  async #authenticateServer({ transactionId, server }: At<'initiated'>): Promise<DownloadState> {
    const { es10, deviceInfo = UNKNOWN_DEVICE } = this.#options;
    const { matchingId } = this.order;
    assertNoBinding(this.order);
    const ctxParams1 = encodeExact(CtxParams1, {
      kind: 'ctxParamsForCommonAuthentication',
      value: { ...(matchingId !== undefined && { matchingId }), deviceInfo },
    });
    const { serverSigned1, serverSignature1, euiccCiPKIdToBeUsed, serverCertificate } = server;
    const request = { serverSigned1, serverSignature1, euiccCiPKIdToBeUsed, serverCertificate, ctxParams1 };
    const { response, ok } = await authenticateServer(es10, request);
    checkTransaction("The eUICC's answer", ok.euiccSigned1.value.transactionId, transactionId);
    return { step: 'serverAuthenticated', transactionId, response };
  }

  async #authenticateClient({ transactionId, response }: At<'serverAuthenticated'>): Promise<DownloadState> {
    const { es9Plus } = this.#options;
    const request = { transactionId, authenticateServerResponse: response };
    const client = await es9Plus.authenticateClient(this.order.smdpAddress, request);
    checkTransaction("The server's answer", client.transactionId, transactionId);
    checkTransaction('smdpSigned2', client.smdpSigned2.value.transactionId, transactionId);
    return { step: 'clientAuthenticated', transactionId, client };
  }

  async #consent(state: At<'clientAuthenticated'>): Promise<DownloadState> {
    const { endUser, allowTestProfile = false } = this.#options;
    const { raw, value: metadata } = state.client.profileMetadata;
    if (metadata.profileClass === ProfileClass.test && !allowTestProfile) {
      throw new LpaError('TestProfile', 'The profile is for tests only. Allow test profiles to install it.');
    }
    const rules = await this.#rulesToConsentTo(metadata);
    const digest = createHash('sha256').update(raw).digest('hex');
    if (digest !== this.#acceptedMetadata) {
      assertAccepted(await endUser.acceptProfile(metadata, this.order.smdpAddress));
      if (rules.length > 0) assertAccepted(await endUser.acceptPolicyRules(rules, metadata));
      this.#acceptedMetadata = digest;
    }
    return { ...state, step: 'consented' };
  }

  async #rulesToConsentTo(metadata: StoreMetadataRequest) {
    if ((metadata.profilePolicyRules ?? []).length === 0) return [];
    const { es10 } = this.#options;
    const { forbiddenProfilePolicyRules } = await getEuiccInfo2(es10);
    const profiles = await getProfilesInfo(es10);
    const hasOperationalProfile = profiles.some(
      ({ profileClass = ProfileClass.operational }) => profileClass === ProfileClass.operational,
    );
    return checkPolicyRules(metadata, { rat: await getRat(es10), forbiddenProfilePolicyRules, hasOperationalProfile });
  }

  async #prepare({ transactionId, client }: At<'consented'>): Promise<DownloadState> {
    const { smdpSigned2, smdpSignature2, smdpCertificate } = client;
    const { ccRequiredFlag } = smdpSigned2.value;
    const request = {
      smdpSigned2,
      smdpSignature2,
      smdpCertificate,
      ...(ccRequiredFlag && { hashCc: hashCc(await this.#confirmationCode(), transactionId) }),
    };
    const { response, euiccSigned2 } = await prepareDownload(this.#options.es10, request);
    checkTransaction("The eUICC's answer", euiccSigned2.value.transactionId, transactionId);
    return { step: 'prepared', transactionId, client, response };
  }

  /** Hashed; the code itself is kept nowhere. */
  async #confirmationCode(): Promise<Uint8Array> {
    const code = await this.#options.endUser.confirmationCode();
    if (code === undefined || code === '') {
      throw new LpaError('ConfirmationCodeMissing', 'The profile needs a confirmation code; the operator gave it.');
    }
    return hashedConfirmationCode(code);
  }

  async #getPackage({ transactionId, client, response }: At<'prepared'>): Promise<DownloadState> {
    const request = { transactionId, prepareDownloadResponse: response };
    const answer = await this.#options.es9Plus.getBoundProfilePackage(this.order.smdpAddress, request);
    const { boundProfilePackage } = answer;
    checkTransaction("The server's answer", answer.transactionId, transactionId);
    checkPackage(boundProfilePackage, transactionId, client.profileMetadata.value);
    return { step: 'packageReceived', transactionId, client, boundProfilePackage };
  }

  async #install({ transactionId, boundProfilePackage }: At<'installing'>): Promise<DownloadState> {
    const { es10, onProgress } = this.#options;
    const onSegment = (loaded: number, of: number) => onProgress?.({ kind: 'segment', loaded, of });
    const result = await loadBoundProfilePackage(es10, boundProfilePackage, onSegment);
    return { step: 'installed', transactionId, result };
  }

  async #finish({ transactionId, result }: At<'installed'>): Promise<DownloadState> {
    const notifications = await this.#sendNotifications();
    const { transactionId: found } = result.value.profileInstallationResultData.value;
    checkTransaction('The installation result', found, transactionId);
    return { step: 'finished', profile: { ...assertInstalled(result), notifications } };
  }

  #sendNotifications(): Promise<NotificationReport> {
    const { es10, es9Plus, sendsNotifications = true } = this.#options;
    return sendsNotifications ? trySendNotifications(es10, es9Plus) : Promise.resolve(NOTHING_SENT);
  }

  #assertNotInterrupted(): void {
    if (this.#options.signal?.aborted !== true) return;
    throw new LpaError('Interrupted', 'The download was interrupted. Begin it again with the same activation code.');
  }

  async #enter(state: DownloadState): Promise<void> {
    await this.#record(state);
    this.#state = state;
    this.#options.onProgress?.({ kind: 'step', step: state.step });
  }

  async #record(state: DownloadState, cancelSession?: DownloadRecord['cancelSession']): Promise<void> {
    const { es10, journal } = this.#options;
    if (journal === undefined) return;
    if (state.step === 'finished' || state.step === 'failed') return journal.clear();
    this.#card ??= markOf(await getEid(es10));
    await journal.save({
      version: 1,
      order: this.order,
      step: state.step,
      card: this.#card,
      transactionId: 'transactionId' in state ? Buffer.from(state.transactionId).toString('hex') : undefined,
      acceptedMetadata: this.#acceptedMetadata,
      cancelSession,
      result: state.step === 'installed' ? Buffer.from(state.result.raw).toString('base64') : undefined,
    });
  }

  /** Cancels what can be cancelled and rejects with what is to be told of `error`. */
  async #fail(error: unknown): Promise<never> {
    const { step } = this.#state;
    // A result is the last word of both sides: it is no longer a session.
    const cancellation = step === 'installed' ? undefined : await this.#cancel(reasonOf(error, step));
    const told = isExpected(error) ? new DownloadError(error, step, cancellation, this.#options.journal?.place) : error;
    // What one side does not know yet stays in the journal.
    if (!isIncomplete(cancellation)) await this.#options.journal?.clear();
    this.#state = { step: 'failed', error: told };
    this.#options.onProgress?.({ kind: 'step', step: 'failed' });
    throw told;
  }

  async #cancel(reason: number): Promise<Cancellation | undefined> {
    if (!('transactionId' in this.#state)) return undefined;
    const { es10, es9Plus } = this.#options;
    const { transactionId } = this.#state;
    const response = await cancelOnEuicc(es10, transactionId, reason);
    if (typeof response === 'string') return { reason, euicc: response, server: 'notTold' };
    const bf41 = Buffer.from(response.raw).toString('base64');
    // A journal that cannot be written does not keep the server from being told.
    await this.#record({ step: 'cancelling', transactionId }, { reason, response: bf41 }).catch(() => undefined);
    const server = await cancelOnServer(es9Plus, this.order.smdpAddress, transactionId, response);
    return { reason, euicc: 'cancelled', server };
  }
}

function assertAccepted(decision: Decision): void {
  if (decision === 'rejected') {
    throw new LpaError('EndUserRejected', 'The profile was rejected; its activation code cannot be used again.');
  }
  if (decision === 'postponed') {
    throw new LpaError('EndUserPostponed', 'The download was postponed; use the same activation code later.');
  }
}
