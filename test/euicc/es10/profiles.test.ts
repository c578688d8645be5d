import { expect } from 'chai';
import type { SoftwareEuiccOptions } from '../../../src/euicc/software-euicc.ts';
import { encode } from '../../../src/rsp/asn1/codec.ts';
import { StatusWordError } from '../../../src/rsp/apdu/error.ts';
import { EuiccMemoryResetRequest, EuiccMemoryResetResponse } from '../../../src/rsp/structures/memory-reset.ts';
import { SetNicknameRequest, SetNicknameResponse } from '../../../src/rsp/structures/nickname.ts';
import {
  DeleteResult,
  DisableResult,
  EnableProfileRequest,
  EnableResult,
} from '../../../src/rsp/structures/profile-state.ts';
import type { StoreMetadataRequest } from '../../../src/rsp/structures/profile-metadata.ts';
import { tlv } from '../../../src/rsp/tlv/writer.ts';
import { octets } from '../../pki/support/refusal.ts';
import { rejection } from '../../rsp/apdu/cards.ts';
import { Bench } from '../support/cards.ts';
import { iccid, type LpaDouble } from '../support/lpa.ts';
import { DP_OID, metadataFor } from '../support/server.ts';

const A = '89000123456789012341';
const B = '8900012345678901235';
const C = '890001234567890129';
const UNKNOWN = '89000000000000000000';
const EVENTS = ['notificationEnable', 'notificationDisable', 'notificationDelete'] as const;
const NOTIFIED: Partial<StoreMetadataRequest> = {
  notificationConfigurationInfo: [{ profileManagementOperation: EVENTS, notificationAddress: 'operator.example.com' }],
};
const OWNED: Partial<StoreMetadataRequest> = { profileOwner: { mccMnc: Uint8Array.of(0x00, 0xf1, 0x10) } };

describe('profiles of an eUICC', () => {
  let bench: Bench;
  let lpa: LpaDouble;
  let refreshes = 0;

  /** A chip with these profiles, whose notifications of installation were sent. */
  async function withProfiles(
    profiles: readonly (readonly [string, Partial<StoreMetadataRequest>?])[],
    options: SoftwareEuiccOptions = {},
  ): Promise<void> {
    refreshes = 0;
    bench = await Bench.open({ properties: options.properties ?? {}, onRefresh: () => refreshes++ });
    ({ lpa } = bench);
    for (const [digits, changes] of profiles) {
      const result = await lpa.download(bench.server(), metadataFor(digits, changes));
      const { finalResult, notificationMetadata } = result!.profileInstallationResultData.value;
      if (finalResult.kind !== 'successResult') throw new Error(JSON.stringify(finalResult));
      await lpa.sent(notificationMetadata.seqNumber);
    }
  }

  const enabled = (): (string | undefined)[] =>
    bench.euicc.state.profiles.filter(({ isEnabled }) => isEnabled).map(({ iccid: digits }) => digits);
  const events = async (): Promise<unknown[]> =>
    (await lpa.notifications()).map(({ profileManagementOperation: [event], iccid: digits }) => [event, digits]);

  it('refuse an ICCID of 18 digits in nine octets, without the padding, with 6A80 [S64]', async () => {
    await withProfiles([[C]]);
    const noRefresh = tlv(0x81, Uint8Array.of(0));
    const requests: Readonly<Record<string, (iccid: Uint8Array) => Uint8Array>> = {
      getProfilesInfo: (iccid) => tlv(0xbf2d, tlv(0xa0, iccid)),
      enableProfile: (iccid) => tlv(0xbf31, tlv(0xa0, iccid), noRefresh),
      disableProfile: (iccid) => tlv(0xbf32, tlv(0xa0, iccid), noRefresh),
      setNickname: (iccid) => tlv(0xbf29, iccid, tlv(0x90, Buffer.from('a'))),
      deleteProfile: (iccid) => tlv(0xbf33, iccid),
    };
    for (const [name, request] of Object.entries(requests)) {
      const before = bench.euicc.state;
      expect(await rejection(lpa.channel.exchange(request(octets('5A09980010325476981092')))), name)
        .to.be.instanceOf(StatusWordError)
        .with.property('status', 0x6a80);
      expect(bench.euicc.state).to.equal(before);
      await lpa.channel.exchange(request(octets('5A0A980010325476981092FF')));
    }
    // As with the padding they were what they say.
    expect(bench.euicc.state.profiles).to.deep.equal([]);
  });

  describe('EnableProfile and DisableProfile', () => {
    it('have one profile enabled at most: the other gives way', async () => {
      await withProfiles([[A], [B], [C]]);
      expect(await lpa.enable(iccid(A))).to.equal(EnableResult.ok);
      expect(enabled()).to.deep.equal([A]);
      expect(await lpa.enable(iccid(C))).to.equal(EnableResult.ok);
      expect(enabled()).to.deep.equal([C]);
      expect(await lpa.disable(iccid(C))).to.equal(DisableResult.ok);
      expect(enabled()).to.deep.equal([]);
    });

    it('take the AID of an ISD-P as well', async () => {
      await withProfiles([[A], [B]]);
      const isdpAid = (number: number) =>
        ({ kind: 'isdpAid', value: octets(`A0000005591010FFFFFFFF890000${number}00`) }) as const;
      expect(await lpa.enable(isdpAid(11))).to.equal(EnableResult.ok);
      expect(enabled()).to.deep.equal([B]);
      expect(await lpa.enable(isdpAid(12))).to.equal(EnableResult.iccidOrAidNotFound);
      expect(await lpa.disable(isdpAid(11))).to.equal(DisableResult.ok);
      expect(await lpa.delete(isdpAid(11))).to.equal(DeleteResult.ok);
      expect(bench.euicc.state.profiles.map(({ iccid: digits }) => digits)).to.deep.equal([A]);
    });

    it('say what is wrong, and change nothing', async () => {
      await withProfiles([[A, NOTIFIED], [B]]);
      await lpa.enable(iccid(A));
      const before = bench.euicc.state;
      expect(await lpa.enable(iccid(A), true)).to.equal(EnableResult.profileNotInDisabledState);
      expect(await lpa.disable(iccid(B), true)).to.equal(DisableResult.profileNotInEnabledState);
      expect(await lpa.enable(iccid(UNKNOWN), true)).to.equal(EnableResult.iccidOrAidNotFound);
      expect(await lpa.disable(iccid(UNKNOWN), true)).to.equal(DisableResult.iccidOrAidNotFound);
      expect(bench.euicc.state).to.equal(before);
      expect(refreshes).to.equal(0);
    });

    it('ask the device to refresh where the flag says so, and only then', async () => {
      await withProfiles([[A]]);
      await lpa.enable(iccid(A), false);
      expect(refreshes).to.equal(0);
      await lpa.disable(iccid(A), true);
      expect(refreshes).to.equal(1);
      await lpa.enable(iccid(A), true);
      expect(refreshes).to.equal(2);
      expect(enabled()).to.deep.equal([A]);
    });

    it('keep to ppr1: the profile cannot be disabled, nor give way to another', async () => {
      await withProfiles([[A, { ...OWNED, profilePolicyRules: ['ppr1'] }], [B]]);
      await lpa.enable(iccid(A));
      expect(await lpa.disable(iccid(A))).to.equal(DisableResult.disallowedByPolicy);
      expect(await lpa.enable(iccid(B))).to.equal(EnableResult.disallowedByPolicy);
      expect(enabled()).to.deep.equal([A]);
    });

    it('let a test profile take the place of one with ppr1, and only that one comes back', async () => {
      await withProfiles([[A, { ...OWNED, profilePolicyRules: ['ppr1'] }], [B], [C, { profileClass: 0 }]]);
      await lpa.enable(iccid(A));
      expect(await lpa.enable(iccid(C))).to.equal(EnableResult.ok);
      expect(await lpa.enable(iccid(B))).to.equal(EnableResult.wrongProfileReenabling);
      expect(await lpa.enable(iccid(A))).to.equal(EnableResult.ok);
      await lpa.enable(iccid(C));
      expect(await lpa.disable(iccid(C))).to.equal(DisableResult.ok);
      expect(enabled()).to.deep.equal([A]);
    });

    it('give both profiles their notifications, in the order of what happened', async () => {
      await withProfiles([
        [A, NOTIFIED],
        [B, NOTIFIED],
      ]);
      await lpa.enable(iccid(A));
      await lpa.enable(iccid(B));
      await lpa.disable(iccid(B));
      await lpa.delete(iccid(B));
      expect(await events()).to.deep.equal([
        ['notificationEnable', A],
        ['notificationDisable', A],
        ['notificationEnable', B],
        ['notificationDisable', B],
        ['notificationDelete', B],
      ]);
    });

    it('take the untrimmed and lenient encodings that LPAs send', async () => {
      await withProfiles([[A]]);
      const request = encode(EnableProfileRequest, { profileIdentifier: iccid(A), refreshFlag: true });
      expect(request.at(-1)).to.equal(0xff);
      expect(Buffer.from(await lpa.channel.exchange(request.with(-1, 0x01))).toString('hex')).to.equal('bf3103800100');
      expect(refreshes).to.equal(1);
    });
  });

  describe('DeleteProfile', () => {
    it('deletes a disabled profile; its room and ICCID are free again, its AID is not', async () => {
      await withProfiles([[A]]);
      expect(await lpa.delete(iccid(A))).to.equal(DeleteResult.ok);
      expect(await lpa.delete(iccid(A))).to.equal(DeleteResult.iccidOrAidNotFound);
      expect(await lpa.profiles()).to.deep.equal([]);
      await lpa.download(bench.server(), metadataFor(A));
      expect(bench.euicc.profile(A)!.isdpAid).to.deep.equal(octets('A0000005591010FFFFFFFF8900001100'));
    });

    it('refuses an enabled profile and one with ppr2', async () => {
      await withProfiles([[A], [B, { ...OWNED, profilePolicyRules: ['ppr2'] }]]);
      await lpa.enable(iccid(A));
      expect(await lpa.delete(iccid(A))).to.equal(DeleteResult.profileNotInDisabledState);
      expect(await lpa.delete(iccid(B))).to.equal(DeleteResult.disallowedByPolicy);
      expect(bench.euicc.state.profiles).to.have.length(2);
    });
  });

  describe('SetNickname', () => {
    const nickname = async (digits: string, profileNickname: string): Promise<number> =>
      (await lpa.call(SetNicknameRequest, SetNicknameResponse, { iccid: digits, profileNickname })).setNicknameResult;

    it('sets, changes and removes the nickname of one profile', async () => {
      await withProfiles([[A], [B]]);
      for (const name of ['Viaggio', '0xcafe', '=', 'ü'.repeat(64), '']) {
        expect(await nickname(A, name)).to.equal(0);
        expect((await lpa.profiles()).map((profile) => profile.profileNickname ?? '')).to.deep.equal([name, '']);
        const { lpa: other } = await bench.restarted();
        expect((await other.profiles()).map((profile) => profile.profileNickname ?? '')).to.deep.equal([name, '']);
      }
      expect(await nickname(UNKNOWN, 'nobody')).to.equal(1);
    });

    it('refuses more than 64 characters with 6A80', async () => {
      await withProfiles([[A]]);
      const request = octets(`BF2950 5A0A98001032547698103214 9042 ${'41'.repeat(66)}`);
      const error = await rejection(lpa.channel.exchange(request));
      expect(error).to.be.instanceOf(StatusWordError).with.property('status', 0x6a80);
    });
  });

  describe('GetProfilesInfo', () => {
    it('tells nine things of each profile without a tag list', async () => {
      const icon = new Uint8Array(8).fill(3);
      await withProfiles([[A, { ...NOTIFIED, ...OWNED, iconType: 1, icon }]]);
      await lpa.enable(iccid(A));
      expect(await lpa.profiles()).to.deep.equal([
        {
          iccid: A,
          isdpAid: octets('A0000005591010FFFFFFFF8900001000'),
          profileState: 1,
          serviceProviderName: 'OpenRSP',
          profileName: 'Profile 2341',
          iconType: 1,
          icon,
          profileClass: 2,
        },
      ]);
    });

    it('tells what the tag list names, leaves out what is not there and what nobody knows', async () => {
      await withProfiles([[A, { ...NOTIFIED, ...OWNED, profilePolicyRules: ['ppr2'] }], [B]]);
      const tagList = [0xb6, 0xb7, 0xb8, 0x99, 0x90, 0xbf70];
      const [first, second] = await lpa.profiles({ tagList });
      expect(first).to.have.all.keys(
        'notificationConfigurationInfo',
        'profileOwner',
        'dpProprietaryData',
        'profilePolicyRules',
      );
      expect(first).to.deep.include({ ...NOTIFIED, ...OWNED, profilePolicyRules: ['ppr2'] });
      expect(first!.dpProprietaryData!.value.dpOid).to.equal(DP_OID);
      expect(second).to.have.all.keys('dpProprietaryData');
      const answer = await lpa.channel.exchange(octets('BF2D055C035A9F70'));
      expect(Buffer.from(answer).toString('hex').toUpperCase()).to.equal(
        'BF2D26A024' + 'E3105A0A980010325476981032149F700100' + 'E3105A0A980010325476981032F59F700100',
      );
    });

    it('finds by ICCID, AID and class', async () => {
      await withProfiles([[A], [B, { profileClass: 0 }], [C]]);
      const found = async (searchCriteria: NonNullable<Parameters<LpaDouble['profiles']>[0]>['searchCriteria']) =>
        (await lpa.profiles({ searchCriteria, tagList: [0x5a] })).map(({ iccid: digits }) => digits);
      expect(await found({ kind: 'iccid', value: B })).to.deep.equal([B]);
      expect(await found({ kind: 'iccid', value: UNKNOWN })).to.deep.equal([]);
      expect(await found({ kind: 'isdpAid', value: octets('A0000005591010FFFFFFFF8900001200') })).to.deep.equal([C]);
      expect(await found({ kind: 'profileClass', value: 2 })).to.deep.equal([A, C]);
      expect(await found({ kind: 'profileClass', value: 0 })).to.deep.equal([B]);
      expect(await found({ kind: 'profileClass', value: 1 })).to.deep.equal([]);
    });
  });

  describe('eUICCMemoryReset', () => {
    const reset = async (...resetOptions: EuiccMemoryResetRequest['resetOptions']): Promise<number> =>
      (await lpa.call(EuiccMemoryResetRequest, EuiccMemoryResetResponse, { resetOptions })).resetResult;

    it('deletes what it was asked for, whatever state and policy rules, and says so to those who want to know', async () => {
      await withProfiles([
        [A, { ...NOTIFIED, ...OWNED, profilePolicyRules: ['ppr1', 'ppr2'] }],
        [B, { profileClass: 0 }],
        [C, { profileClass: 1 }],
      ]);
      await lpa.enable(iccid(A));
      expect(await reset('deleteOperationalProfiles')).to.equal(0);
      expect(bench.euicc.state.profiles.map(({ iccid: digits }) => digits)).to.deep.equal([B, C]);
      expect(refreshes).to.equal(1);
      expect(await events()).to.deep.equal([
        ['notificationEnable', A],
        ['notificationDelete', A],
      ]);
      expect(await reset('deleteOperationalProfiles')).to.equal(1);
      expect(await reset('deleteFieldLoadedTestProfiles')).to.equal(0);
      expect(bench.euicc.state.profiles.map(({ iccid: digits }) => digits)).to.deep.equal([C]);
    });

    it('sets the default SM-DP+ address back to its maker’s', async () => {
      await withProfiles([], { properties: { defaultDpAddress: 'maker.example.com' } });
      expect(await reset('resetDefaultSmdpAddress')).to.equal(1);
      await lpa.channel.exchange(octets('BF3F 05 8003 612E62'));
      expect(bench.euicc.state.defaultDpAddress).to.equal('a.b');
      expect(
        await reset('deleteOperationalProfiles', 'deleteFieldLoadedTestProfiles', 'resetDefaultSmdpAddress'),
      ).to.equal(0);
      expect(bench.euicc.state.defaultDpAddress).to.equal('maker.example.com');
    });

    it('ends a session that is under way', async () => {
      await withProfiles([[A]]);
      const server = bench.server();
      await lpa.prepare(server);
      await reset('deleteOperationalProfiles');
      const error = await rejection(lpa.load(server.bind(octets('A000AA00'), metadataFor(A))));
      expect(error).to.have.property('status', 0x6985);
    });
  });
});
