import { encodeExact } from '../../../src/rsp/asn1/exact.ts';
import { PendingNotification } from '../../../src/rsp/structures/notifications-list.ts';
import { AuthenticateServerResponse, ServerSigned1 } from '../../../src/rsp/structures/authenticate-server.ts';
import { CancelSessionResponse } from '../../../src/rsp/structures/cancel-session.ts';
import { EuiccInfo1 } from '../../../src/rsp/structures/euicc-info.ts';
import { PrepareDownloadResponse, SmdpSigned2 } from '../../../src/rsp/structures/prepare-download.ts';
import { StoreMetadataRequest } from '../../../src/rsp/structures/profile-metadata.ts';
import { concatenate, tlv } from '../../../src/rsp/tlv/writer.ts';
import { authenticateClient } from '../../../src/rsp/es9plus/authenticate-client.ts';
import { cancelSession } from '../../../src/rsp/es9plus/cancel-session.ts';
import type { Es9Function } from '../../../src/rsp/es9plus/function.ts';
import { getBoundProfilePackage } from '../../../src/rsp/es9plus/get-bound-profile-package.ts';
import { handleNotification } from '../../../src/rsp/es9plus/handle-notification.ts';
import { initiateAuthentication } from '../../../src/rsp/es9plus/initiate-authentication.ts';

const octets = (length: number, first = 1) => Uint8Array.from({ length }, (_, i) => (first + i) & 0xff);
const transactionId = octets(16, 0xa0);
const signature = octets(64);
const certificate = tlv(0x30, octets(10));

export interface Sample<Q, R> {
  readonly of: Es9Function<Q, R>;
  readonly request: Q;
  readonly response: R;
}

function sample<Q, R>(of: Es9Function<Q, R>, request: Q, response: R): Sample<unknown, unknown> {
  return { of, request, response };
}

/** A request and a response of every function. */
export const samples: readonly Sample<unknown, unknown>[] = [
  sample(
    initiateAuthentication,
    {
      euiccChallenge: octets(16),
      euiccInfo1: encodeExact(EuiccInfo1, {
        svn: '2.2.2',
        euiccCiPKIdListForVerification: [octets(20)],
        euiccCiPKIdListForSigning: [octets(20)],
      }),
      smdpAddress: 'smdp.example.com',
    },
    {
      transactionId,
      serverSigned1: encodeExact(ServerSigned1, {
        transactionId,
        euiccChallenge: octets(16),
        serverAddress: 'smdp.example.com',
        serverChallenge: octets(16, 7),
      }),
      serverSignature1: signature,
      euiccCiPKIdToBeUsed: octets(20),
      serverCertificate: certificate,
    },
  ),
  sample(
    authenticateClient,
    {
      transactionId,
      authenticateServerResponse: encodeExact(AuthenticateServerResponse, {
        kind: 'authenticateResponseError',
        value: { transactionId, authenticateErrorCode: 2 },
      }),
    },
    {
      transactionId,
      profileMetadata: encodeExact(StoreMetadataRequest, {
        iccid: '89000123456789012341',
        serviceProviderName: 'SP',
        profileName: 'Name',
        profileClass: 2,
      }),
      smdpSigned2: encodeExact(SmdpSigned2, { transactionId, ccRequiredFlag: true }),
      smdpSignature2: signature,
      smdpCertificate: certificate,
    },
  ),
  sample(
    getBoundProfilePackage,
    {
      transactionId,
      prepareDownloadResponse: encodeExact(PrepareDownloadResponse, {
        kind: 'downloadResponseError',
        value: { transactionId, downloadErrorCode: 5 },
      }),
    },
    { transactionId, boundProfilePackage: tlv(0xbf36, tlv(0xbf23, octets(3))) },
  ),
  sample(
    handleNotification,
    {
      pendingNotification: encodeExact(PendingNotification, {
        kind: 'otherSignedNotification',
        value: {
          tbsOtherNotification: {
            raw: concatenate(tlv(0xbf2f, tlv(0x80, octets(1)), tlv(0x81, Uint8Array.of(5, 32)), tlv(0x0c, octets(0)))),
            value: { seqNumber: 1, profileManagementOperation: ['notificationDisable'], notificationAddress: '' },
          },
          euiccNotificationSignature: signature,
          euiccCertificate: certificate,
          eumCertificate: certificate,
        },
      }),
    },
    undefined,
  ),
  sample(
    cancelSession,
    {
      transactionId,
      cancelSessionResponse: encodeExact(CancelSessionResponse, { kind: 'cancelSessionResponseError', value: 5 }),
    },
    {},
  ),
];
