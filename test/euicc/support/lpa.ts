import { CardChannel, type CardChannelOptions } from '../../../src/rsp/apdu/card-channel.ts';
import type { ApduTransmitter } from '../../../src/rsp/apdu/transmitter.ts';
import { decode, encode, type Codec } from '../../../src/rsp/asn1/codec.ts';
import { segment } from '../../../src/rsp/segmentation.ts';
import {
  AuthenticateServerRequest,
  AuthenticateServerResponse,
  type AuthenticateResponseOk,
} from '../../../src/rsp/structures/authenticate-server.ts';
import { GetEuiccChallengeRequest, GetEuiccChallengeResponse } from '../../../src/rsp/structures/euicc-challenge.ts';
import type { ProfileIdentifier } from '../../../src/rsp/structures/identifier.ts';
import {
  ListNotificationRequest,
  ListNotificationResponse,
  NotificationSentRequest,
  NotificationSentResponse,
  RetrieveNotificationsListRequest,
  RetrieveNotificationsListResponse,
} from '../../../src/rsp/structures/notifications-list.ts';
import type { NotificationMetadata } from '../../../src/rsp/structures/notification.ts';
import { PrepareDownloadRequest, PrepareDownloadResponse } from '../../../src/rsp/structures/prepare-download.ts';
import {
  ProfileInfoListRequest,
  ProfileInfoListResponse,
  type ProfileInfo,
} from '../../../src/rsp/structures/profile-info.ts';
import { ProfileInstallationResult } from '../../../src/rsp/structures/profile-installation-result.ts';
import type { StoreMetadataRequest } from '../../../src/rsp/structures/profile-metadata.ts';
import {
  DeleteProfileRequest,
  DeleteProfileResponse,
  DisableProfileRequest,
  DisableProfileResponse,
  EnableProfileRequest,
  EnableProfileResponse,
} from '../../../src/rsp/structures/profile-state.ts';
import { profileOf, type PackageChanges, type ServerDouble } from './server.ts';

/** An LPA that asks nobody anything: ES10 commands by name, over a logical channel. */
export class LpaDouble {
  readonly channel: CardChannel;

  constructor(channel: CardChannel) {
    this.channel = channel;
  }

  static async open(card: ApduTransmitter, options?: CardChannelOptions): Promise<LpaDouble> {
    return new LpaDouble(await CardChannel.open(card, options));
  }

  async call<Q, R>(request: Codec<Q>, response: Codec<R>, value: Q): Promise<R> {
    return decode(response, await this.channel.exchange(encode(request, value)));
  }

  async challenge(): Promise<Uint8Array> {
    return (await this.call(GetEuiccChallengeRequest, GetEuiccChallengeResponse, {})).euiccChallenge;
  }

  authenticateServer(request: AuthenticateServerRequest): Promise<AuthenticateServerResponse> {
    return this.call(AuthenticateServerRequest, AuthenticateServerResponse, request);
  }

  prepareDownload(request: PrepareDownloadRequest): Promise<PrepareDownloadResponse> {
    return this.call(PrepareDownloadRequest, PrepareDownloadResponse, request);
  }

  /** Common mutual authentication to its good end. */
  async authenticate(server: ServerDouble): Promise<AuthenticateResponseOk> {
    const response = await this.authenticateServer(server.authenticateServer(await this.challenge()));
    if (response.kind !== 'authenticateResponseOk') throw new Error(JSON.stringify(response.value));
    server.authenticated(response.value);
    return response.value;
  }

  /** Authentication and PrepareDownload to their good end. */
  async prepare(server: ServerDouble): Promise<void> {
    await this.authenticate(server);
    const response = await this.prepareDownload(server.prepareDownload());
    if (response.kind !== 'downloadResponseOk') throw new Error(JSON.stringify(response.value));
    server.prepared(response.value.euiccSigned2.raw);
  }

  /** Sends a package piece by piece until the card answers something. */
  async load(boundProfilePackage: Uint8Array): Promise<ProfileInstallationResult | undefined> {
    for (const piece of segment(boundProfilePackage)) {
      const answer = await this.channel.exchange(piece);
      if (answer.length > 0) return decode(ProfileInstallationResult, answer);
    }
    return undefined;
  }

  /** The whole download; `undefined` where the card never answered. */
  async download(
    server: ServerDouble,
    metadata: StoreMetadataRequest,
    profile: Uint8Array = profileOf(metadata.iccid),
    changes?: PackageChanges,
  ): Promise<ProfileInstallationResult | undefined> {
    await this.prepare(server);
    return this.load(server.bind(profile, metadata, changes));
  }

  async profiles(request: ProfileInfoListRequest = {}): Promise<readonly ProfileInfo[]> {
    const response = await this.call(ProfileInfoListRequest, ProfileInfoListResponse, request);
    if (response.kind !== 'profileInfoListOk') throw new Error(`error ${response.value}`);
    return response.value;
  }

  async enable(profileIdentifier: ProfileIdentifier, refreshFlag = false): Promise<number> {
    const request = { profileIdentifier, refreshFlag };
    return (await this.call(EnableProfileRequest, EnableProfileResponse, request)).enableResult;
  }

  async disable(profileIdentifier: ProfileIdentifier, refreshFlag = false): Promise<number> {
    const request = { profileIdentifier, refreshFlag };
    return (await this.call(DisableProfileRequest, DisableProfileResponse, request)).disableResult;
  }

  async delete(profileIdentifier: ProfileIdentifier): Promise<number> {
    return (await this.call(DeleteProfileRequest, DeleteProfileResponse, profileIdentifier)).deleteResult;
  }

  async notifications(request: ListNotificationRequest = {}): Promise<readonly NotificationMetadata[]> {
    const response = await this.call(ListNotificationRequest, ListNotificationResponse, request);
    if (response.kind !== 'notificationMetadataList') throw new Error(`error ${response.value}`);
    return response.value;
  }

  retrieve(request: RetrieveNotificationsListRequest = {}): Promise<RetrieveNotificationsListResponse> {
    return this.call(RetrieveNotificationsListRequest, RetrieveNotificationsListResponse, request);
  }

  async sent(seqNumber: number): Promise<number> {
    return (await this.call(NotificationSentRequest, NotificationSentResponse, { seqNumber })).deleteNotificationStatus;
  }
}

export const iccid = (value: string): ProfileIdentifier => ({ kind: 'iccid', value });
