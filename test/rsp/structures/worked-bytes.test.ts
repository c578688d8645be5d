import { expect } from 'chai';
import { decode, encode, type Codec } from '../../../src/rsp/asn1/codec.ts';
import { tacOctets } from '../../../src/rsp/imei.ts';
import { CancelSessionReason, CancelSessionRequest } from '../../../src/rsp/structures/cancel-session.ts';
import { ConfigureIsdpRequest } from '../../../src/rsp/structures/configure-isdp.ts';
import { CtxParams1 } from '../../../src/rsp/structures/device-info.ts';
import { GetEuiccChallengeRequest, GetEuiccChallengeResponse } from '../../../src/rsp/structures/euicc-challenge.ts';
import { EID_REQUEST, GetEuiccDataRequest, GetEuiccDataResponse } from '../../../src/rsp/structures/euicc-data.ts';
import {
  EuiccInfo1,
  GetEuiccInfo1Request,
  RspCapability,
  UiccCapability,
} from '../../../src/rsp/structures/euicc-info.ts';
import { AuthenticateClientResponseEs11 } from '../../../src/rsp/structures/event-entries.ts';
import { EuiccMemoryResetRequest } from '../../../src/rsp/structures/memory-reset.ts';
import {
  ListNotificationRequest,
  RetrieveNotificationsListRequest,
} from '../../../src/rsp/structures/notifications-list.ts';
import { ProfileInfoListRequest, ProfileInfoTag } from '../../../src/rsp/structures/profile-info.ts';
import { StoreMetadataRequest } from '../../../src/rsp/structures/profile-metadata.ts';
import { EnableProfileRequest } from '../../../src/rsp/structures/profile-state.ts';
import { ReplaceSessionKeysRequest } from '../../../src/rsp/structures/replace-session-keys.ts';
import { GetRatResponse } from '../../../src/rsp/structures/rules-authorisation-table.ts';
import { hex, octets } from '../support/refusal.ts';

/** Encodings made with an ASN.1 compiler from the RSP module, or recorded, against the values they stand for. */
function same<T>(codec: Codec<T>, encoding: string, value: T): void {
  const bytes = octets(encoding);
  expect(decode(codec, bytes)).to.deep.equal(value);
  expect(hex(encode(codec, value))).to.equal(hex(bytes));
}

const iccid = '89000123456789012341';
const KEY = 'f54172bdf98a95d65cbeb88a38a1c11d800a85c3';

describe('worked encodings', () => {
  it('requests without members', () => {
    same(GetEuiccChallengeRequest, 'BF2E00', {});
    same(GetEuiccInfo1Request, 'BF2000', {});
  });

  it('the challenge of a recorded exchange', () => {
    const euiccChallenge = octets('586B1D3833A6CA2907758A1CFB78C516');
    same(GetEuiccChallengeResponse, 'BF2E12 8010 586B1D3833A6CA2907758A1CFB78C516', { euiccChallenge });
  });

  it('EUICCInfo1 of a recorded exchange', () => {
    same(EuiccInfo1, `BF2035 8203020202 A9160414${KEY} AA160414${KEY}`, {
      svn: '2.2.2',
      euiccCiPKIdListForVerification: [octets(KEY)],
      euiccCiPKIdListForSigning: [octets(KEY)],
    });
  });

  it('capabilities of a recorded EUICCInfo2', () => {
    same(RspCapability, '88020490', ['additionalProfile', 'testProfileSupport']);
    const uicc = decode(UiccCapability, octets('8504067F36C0'));
    expect(uicc.slice(0, 2)).to.deep.equal(['usimSupport', 'isimSupport']);
    expect(uicc).to.include.members(['javacard', 'multipleUsimSupport']).and.not.include('contactlessSupport');
    expect(hex(encode(UiccCapability, uicc))).to.equal('8504067f36c0');
  });

  it('ctxParams1 of a recorded exchange, without IMEI', () => {
    same(CtxParams1, 'A014 8008 545334387631 5F41 A108 8004 35290611 A100', {
      kind: 'ctxParamsForCommonAuthentication',
      value: { matchingId: 'TS48v1_A', deviceInfo: { tac: tacOctets('35290611'), deviceCapabilities: {} } },
    });
  });

  it('GetEID', () => {
    same(GetEuiccDataRequest, 'BF3E03 5C015A', EID_REQUEST);
    same(GetEuiccDataResponse, 'BF3E12 5A10 89049032123451234512345678901235', {
      eidValue: '89049032123451234512345678901235',
    });
  });

  it('EnableProfile by ICCID, with refresh', () => {
    same(EnableProfileRequest, 'BF3111 A00C5A0A98001032547698103214 8101FF', {
      profileIdentifier: { kind: 'iccid', value: iccid },
      refreshFlag: true,
    });
  });

  it('ProfileInfoListRequest with a tag list', () => {
    same(ProfileInfoListRequest, 'BF2D13 A00C5A0A98001032547698103214 5C035A9F70', {
      searchCriteria: { kind: 'iccid', value: iccid },
      tagList: [ProfileInfoTag.iccid, ProfileInfoTag.profileState],
    });
  });

  it('ListNotificationRequest for installations', () => {
    same(ListNotificationRequest, 'BF2804 81020780', { profileManagementOperation: ['notificationInstall'] });
  });

  it('RetrieveNotificationsListRequest for number 200', () => {
    same(RetrieveNotificationsListRequest, 'BF2B06 A004 800200C8', {
      searchCriteria: { kind: 'seqNumber', value: 200 },
    });
  });

  it('CancelSessionRequest', () => {
    same(CancelSessionRequest, 'BF4107 80020102 810100', {
      transactionId: octets('0102'),
      reason: CancelSessionReason.endUserRejection,
    });
  });

  it('ConfigureISDP with the automatic tag of dpOid', () => {
    same(ConfigureIsdpRequest, 'BF2407 B805 80 03 88370A', {
      dpProprietaryData: { raw: octets('B805800388370A'), value: { dpOid: '2.999.10' } },
    });
    same(ConfigureIsdpRequest, 'BF2400', {});
  });

  it('a Rules Authorisation Table of one rule, and of none', () => {
    same(GetRatResponse, 'BF4315 A013 3011 80020640 A10730058003 00F110 82020780', {
      rat: [{ pprIds: ['ppr1'], allowedOperators: [{ mccMnc: octets('00F110') }], pprFlags: ['consentRequired'] }],
    });
    same(GetRatResponse, 'BF4302 A000', { rat: [] });
  });

  it('StoreMetadata', () => {
    same(
      StoreMetadataRequest,
      'BF252A 5A0A98001032547698103214 910153 92014E B60B3009 80020640 8103612E62 B7058003 00F110 99020640',
      {
        iccid,
        serviceProviderName: 'S',
        profileName: 'N',
        profileClass: 2,
        notificationConfigurationInfo: [
          { profileManagementOperation: ['notificationEnable'], notificationAddress: 'a.b' },
        ],
        profileOwner: { mccMnc: octets('00F110') },
        profilePolicyRules: ['ppr1'],
      },
    );
  });

  it('the segment contents of an interoperability run', () => {
    const { serviceProviderName, profileName } = decode(
      StoreMetadataRequest,
      octets('bf25175a0a980010325476981032149103414243920454455354'),
    );
    expect([serviceProviderName, profileName]).to.deep.equal(['ABC', 'TEST']);
    same(ReplaceSessionKeysRequest, `bf2636 8010${'22'.repeat(16)} 8110${'00'.repeat(16)} 8210${'11'.repeat(16)}`, {
      initialMacChainingValue: octets('22'.repeat(16)),
      ppkEnc: new Uint8Array(16),
      ppkCmac: octets('11'.repeat(16)),
    });
  });

  it('events of an SM-DS', () => {
    same(AuthenticateClientResponseEs11, 'BF4012 A010 800101 A10B3009 80024531 8103612E62', {
      kind: 'authenticateClientOk',
      value: { transactionId: octets('01'), eventEntries: [{ eventId: 'E1', rspServerAddress: 'a.b' }] },
    });
  });

  it('eUICCMemoryReset of everything', () => {
    same(EuiccMemoryResetRequest, 'BF3404 820205E0', {
      resetOptions: ['deleteOperationalProfiles', 'deleteFieldLoadedTestProfiles', 'resetDefaultSmdpAddress'],
    });
  });
});
