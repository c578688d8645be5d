import { createPrivateKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { Minted } from '../../../src/pki/mint/authority.ts';
import { privateKeyPem } from '../../../src/pki/mint/store.ts';
import { decode } from '../../../src/rsp/asn1/codec.ts';
import { encodeExact, type Exact } from '../../../src/rsp/asn1/exact.ts';
import { openBoundSequences, type OpenedSequences } from '../../../src/rsp/bsp/bound-sequences.ts';
import { hashCc, hashedConfirmationCode } from '../../../src/rsp/bsp/confirmation-code.ts';
import { OneTimeKeyPair } from '../../../src/rsp/bsp/one-time-key-pair.ts';
import { deriveSessionKeys } from '../../../src/rsp/bsp/session-keys.ts';
import type { AuthenticateClientResponse } from '../../../src/rsp/es9plus/authenticate-client.ts';
import type {
  InitiateAuthenticationRequest,
  InitiateAuthenticationResponse,
} from '../../../src/rsp/es9plus/initiate-authentication.ts';
import { AuthenticateServerResponse, EuiccSigned1 } from '../../../src/rsp/structures/authenticate-server.ts';
import { BoundProfilePackage } from '../../../src/rsp/structures/bound-profile-package.ts';
import { CancelSessionResponse, EuiccCancelSessionSigned } from '../../../src/rsp/structures/cancel-session.ts';
import { CtxParams1 } from '../../../src/rsp/structures/device-info.ts';
import { EuiccInfo1, EuiccInfo2 } from '../../../src/rsp/structures/euicc-info.ts';
import { writeExtCardResource } from '../../../src/rsp/structures/ext-card-resource.ts';
import { smdpSignInput } from '../../../src/rsp/structures/initialise-secure-channel.ts';
import type { NotificationEvent } from '../../../src/rsp/structures/notification-event.ts';
import { NotificationMetadata } from '../../../src/rsp/structures/notification.ts';
import { PendingNotification } from '../../../src/rsp/structures/notifications-list.ts';
import { EuiccSigned2, PrepareDownloadResponse } from '../../../src/rsp/structures/prepare-download.ts';
import {
  ProfileInstallationResultData,
  type ProfileInstallationResult,
} from '../../../src/rsp/structures/profile-installation-result.ts';
import { StoreMetadataRequest } from '../../../src/rsp/structures/profile-metadata.ts';
import { chainedSignatureInput } from '../../../src/rsp/structures/signature.ts';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { isSignatureOf } from '../../../src/rsp/raw-signature.ts';

/** Members of what the chip signs, to be made wrong. */
export interface Tampering {
  readonly signedTransactionId?: Uint8Array;
  readonly serverChallenge?: Uint8Array;
  readonly serverAddress?: string;
  readonly euiccCertificate?: Uint8Array;
  readonly eumCertificate?: Uint8Array;
  readonly signer?: KeyObject;
  readonly euiccOtpk?: Uint8Array;
  readonly hashCc?: Uint8Array;
  readonly smdpOid?: string;
  /** In EUICCInfo2; `unstated`: the chip does not say. */
  readonly freeMemory?: number | 'unstated';
  readonly breakSignature?: boolean;
}

/** A chip of the tests: keeps what a chip keeps between two commands, and checks what a chip checks. */
export class TestEuicc {
  readonly eid: string;
  readonly #minted: Minted;
  readonly #eum: Uint8Array;
  readonly #key: KeyObject;
  readonly #ci: Uint8Array;
  readonly #oneTimeKeys: OneTimeKeyPair[] = [];
  #challenge = new Uint8Array();
  #dpAuth = new Uint8Array();
  #dpPb = new Uint8Array();
  #euiccSignature1: Uint8Array = new Uint8Array();
  #seqNumber = 0;

  constructor(minted: Minted, ciPKId: Uint8Array) {
    this.#minted = minted;
    this.eid = minted.certificate.eid!;
    this.#eum = minted.issuer!.certificate.der;
    this.#key = keyOf(minted);
    this.#ci = ciPKId;
  }

  initiateAuthentication(smdpAddress: string, info: Partial<EuiccInfo1> = {}): InitiateAuthenticationRequest {
    this.#challenge = Uint8Array.from(randomBytes(16));
    const euiccInfo1 = encodeExact(EuiccInfo1, {
      svn: '2.2.2',
      euiccCiPKIdListForVerification: [this.#ci],
      euiccCiPKIdListForSigning: [this.#ci],
      ...info,
    });
    return { smdpAddress, euiccChallenge: this.#challenge, euiccInfo1 };
  }

  authenticateServer(
    response: InitiateAuthenticationResponse,
    matchingId: string | undefined,
    tampering: Tampering = {},
  ): Exact<AuthenticateServerResponse> {
    const { serverSigned1, serverSignature1, serverCertificate } = response;
    const certificate = parseCertificate(serverCertificate);
    if (certificate.role !== 'DpAuth') throw new Error('server certificate of another role');
    if (!isSignatureOf(serverSigned1.raw, serverSignature1, certificate.publicKey)) throw new Error('serverSignature1');
    if (!Buffer.from(serverSigned1.value.euiccChallenge).equals(this.#challenge)) throw new Error('challenge');
    this.#dpAuth = Uint8Array.from(serverCertificate);
    const euiccSigned1 = encodeExact(EuiccSigned1, {
      transactionId: tampering.signedTransactionId ?? serverSigned1.value.transactionId,
      serverAddress: tampering.serverAddress ?? serverSigned1.value.serverAddress,
      serverChallenge: tampering.serverChallenge ?? serverSigned1.value.serverChallenge,
      euiccInfo2: encodeExact(EuiccInfo2, euiccInfo2(this.#ci, tampering.freeMemory ?? 500_000)),
      ctxParams1: encodeExact(CtxParams1, {
        kind: 'ctxParamsForCommonAuthentication',
        value: {
          ...(matchingId !== undefined && { matchingId }),
          deviceInfo: { tac: Uint8Array.of(0x35, 0x29, 0x06, 0x11), deviceCapabilities: {} },
        },
      }),
    });
    this.#euiccSignature1 = this.sign(euiccSigned1.raw, tampering);
    return encodeExact(AuthenticateServerResponse, {
      kind: 'authenticateResponseOk',
      value: {
        euiccSigned1,
        euiccSignature1: this.#euiccSignature1,
        euiccCertificate: tampering.euiccCertificate ?? this.#minted.certificate.der,
        eumCertificate: tampering.eumCertificate ?? this.#eum,
      },
    });
  }

  prepareDownload(
    { smdpSigned2, smdpSignature2, smdpCertificate, transactionId }: AuthenticateClientResponse,
    confirmationCode?: string,
    tampering: Tampering = {},
  ): Exact<PrepareDownloadResponse> {
    const certificate = parseCertificate(smdpCertificate);
    const signed = chainedSignatureInput(smdpSigned2.raw, this.#euiccSignature1);
    if (certificate.role !== 'DpPb') throw new Error('pb certificate of another role');
    if (!isSignatureOf(signed, smdpSignature2, certificate.publicKey)) throw new Error('smdpSignature2');
    const { registeredId } = parseCertificate(this.#dpAuth);
    if (Buffer.compare(certificate.registeredId!, registeredId!) !== 0) throw new Error('other RID');
    this.#dpPb = Uint8Array.from(smdpCertificate);
    const former = smdpSigned2.value.bppEuiccOtpk;
    const kept = this.#oneTimeKeys.find(({ publicKey }) => former && Buffer.compare(publicKey, former) === 0);
    const pair = kept ?? OneTimeKeyPair.generate();
    if (kept === undefined) this.#oneTimeKeys.push(pair);
    const hash =
      confirmationCode === undefined ? undefined : hashCc(hashedConfirmationCode(confirmationCode), transactionId);
    const euiccSigned2 = encodeExact(EuiccSigned2, {
      transactionId: tampering.signedTransactionId ?? smdpSigned2.value.transactionId,
      euiccOtpk: tampering.euiccOtpk ?? pair.publicKey,
      ...((tampering.hashCc ?? hash) && { hashCc: tampering.hashCc ?? hash }),
    });
    const euiccSignature2 = this.sign(chainedSignatureInput(euiccSigned2.raw, smdpSignature2), tampering);
    return encodeExact(PrepareDownloadResponse, {
      kind: 'downloadResponseOk',
      value: { euiccSigned2, euiccSignature2 },
    });
  }

  forgetOneTimeKeys(): void {
    this.#oneTimeKeys.length = 0;
  }

  /** Opens a package bound to one of the chip's one-time keys. */
  open(boundProfilePackage: Uint8Array, transactionId: Uint8Array): OpenedSequences {
    const { initialiseSecureChannelRequest, ...sequences } = decode(BoundProfilePackage, boundProfilePackage);
    const { raw, value } = initialiseSecureChannelRequest;
    const { publicKey } = parseCertificate(this.#dpPb);
    const pair = this.#oneTimeKeys.find((each) =>
      isSignatureOf(smdpSignInput(raw, each.publicKey), value.smdpSign, publicKey),
    );
    if (pair === undefined) throw new Error('smdpSign is over none of the one-time keys');
    if (Buffer.compare(value.transactionId, transactionId) !== 0) throw new Error('package of another session');
    const eid = Uint8Array.from(Buffer.from(this.eid, 'hex'));
    const { hostId } = value.controlRefTemplate;
    const { secondSequenceOf87, ...rest } = sequences;
    return openBoundSequences(deriveSessionKeys(pair.agree(value.smdpOtpk), { hostId, eid }), {
      ...rest,
      ...(secondSequenceOf87 && { secondSequenceOf87 }),
    });
  }

  installationResult(
    boundProfilePackage: Uint8Array,
    outcome: { readonly errorReason?: number; readonly smdpOid?: string; readonly iccid?: string } & Tampering = {},
  ): Exact<PendingNotification> {
    const { initialiseSecureChannelRequest } = decode(BoundProfilePackage, boundProfilePackage);
    const { transactionId } = initialiseSecureChannelRequest.value;
    const metadata = decode(StoreMetadataRequest, this.open(boundProfilePackage, transactionId).storeMetadata);
    const data = encodeExact(ProfileInstallationResultData, {
      transactionId: outcome.signedTransactionId ?? transactionId,
      notificationMetadata: {
        seqNumber: ++this.#seqNumber,
        profileManagementOperation: ['notificationInstall'],
        notificationAddress: 'testsmdpplus1.example.com',
        iccid: outcome.iccid ?? metadata.iccid,
      },
      smdpOid: outcome.smdpOid ?? '2.999.10',
      finalResult:
        outcome.errorReason === undefined
          ? { kind: 'successResult', value: { aid: new Uint8Array(16), simaResponse: new Uint8Array(3) } }
          : { kind: 'errorResult', value: { bppCommandId: 5, errorReason: outcome.errorReason } },
    });
    const value: ProfileInstallationResult = {
      profileInstallationResultData: data,
      euiccSignPIR: this.sign(data.raw, outcome),
    };
    return encodeExact(PendingNotification, { kind: 'profileInstallationResult', value });
  }

  notification(iccid: string, event: NotificationEvent, tampering: Tampering & { seqNumber?: number } = {}) {
    const tbsOtherNotification = encodeExact(NotificationMetadata, {
      seqNumber: tampering.seqNumber ?? ++this.#seqNumber,
      profileManagementOperation: event,
      notificationAddress: 'testsmdpplus1.example.com',
      iccid,
    });
    return encodeExact(PendingNotification, {
      kind: 'otherSignedNotification',
      value: {
        tbsOtherNotification,
        euiccNotificationSignature: this.sign(tbsOtherNotification.raw, tampering),
        euiccCertificate: tampering.euiccCertificate ?? this.#minted.certificate.der,
        eumCertificate: tampering.eumCertificate ?? this.#eum,
      },
    });
  }

  cancelSession(transactionId: Uint8Array, reason: number, tampering: Tampering = {}): Exact<CancelSessionResponse> {
    const euiccCancelSessionSigned = encodeExact(EuiccCancelSessionSigned, {
      transactionId: tampering.signedTransactionId ?? transactionId,
      smdpOid: tampering.smdpOid ?? '2.999.10',
      reason,
    });
    return encodeExact(CancelSessionResponse, {
      kind: 'cancelSessionResponseOk',
      value: {
        euiccCancelSessionSigned,
        euiccCancelSessionSignature: this.sign(euiccCancelSessionSigned.raw, tampering),
      },
    });
  }

  sign(message: Uint8Array, { signer = this.#key, breakSignature = false }: Tampering = {}): Uint8Array {
    const signature = Uint8Array.from(sign('sha256', message, { key: signer, dsaEncoding: 'ieee-p1363' }));
    if (breakSignature) signature[40]! ^= 1;
    return signature;
  }
}

export function keyOf({ secretKey }: { readonly secretKey: Uint8Array }): KeyObject {
  return createPrivateKey(privateKeyPem(secretKey));
}

function euiccInfo2(ci: Uint8Array, freeMemory: number | 'unstated'): EuiccInfo2 {
  return {
    profileVersion: '2.1.0',
    svn: '2.2.2',
    euiccFirmwareVer: '1.0.0',
    extCardResource:
      freeMemory === 'unstated'
        ? Uint8Array.of(0x81, 1, 0)
        : writeExtCardResource({
            installedApplications: 0,
            freeNonVolatileMemory: freeMemory,
            freeVolatileMemory: 1_000,
          }),
    uiccCapability: ['usimSupport'],
    rspCapability: ['additionalProfile'],
    euiccCiPKIdListForVerification: [ci],
    euiccCiPKIdListForSigning: [ci],
    ppVersion: '1.0.0',
    sasAcreditationNumber: 'TEST-1',
  };
}
