import { expect } from 'chai';
import { getEuiccConfiguredAddresses, setDefaultDpAddress } from '../../../src/lpa/es10/es10a.ts';
import { authenticateServer, cancelSession, getEuiccChallenge, getRat, loadCrl } from '../../../src/lpa/es10/es10b.ts';
import {
  deleteProfile,
  disableProfile,
  enableProfile,
  euiccMemoryReset,
  getEid,
  getProfilesInfo,
  setNickname,
} from '../../../src/lpa/es10/es10c.ts';
import { loadBoundProfilePackage } from '../../../src/lpa/es10/load-bound-profile-package.ts';
import {
  listNotification,
  removeNotificationFromList,
  retrieveNotificationsList,
} from '../../../src/lpa/es10/notifications.ts';
import type { EuiccError } from '../../../src/lpa/es10/result.ts';
import { pki } from '../../pki/support/fixture.ts';
import { octets } from '../../rsp/support/refusal.ts';
import { FakeEuicc } from '../support/fake-euicc.ts';
import { rejectionOf } from '../support/rejection.ts';

const ICCID = '89000123456789012341';
const PROFILE = { kind: 'iccid', value: ICCID } as const;

/** What a function asks an eUICC that gives this answer, and what it makes of it. */
async function exchange<T>(answer: string, act: (euicc: FakeEuicc) => Promise<T>): Promise<[asked: string, result: T]> {
  const euicc = new FakeEuicc().answersOctets(octets(answer));
  const result = await act(euicc);
  return [euicc.asked.join(), result];
}

const refusal = (answer: string, act: (euicc: FakeEuicc) => Promise<unknown>, ...mentions: string[]) =>
  rejectionOf<EuiccError>('EuiccRefused', act(new FakeEuicc().answersOctets(octets(answer))), ...mentions);

describe('ES10 functions, by the octets of SGP.22', () => {
  it('reads and sets addresses (ES10a)', async () => {
    expect(await exchange('BF3C 0A 8003612E62 8103632E64', getEuiccConfiguredAddresses)).to.deep.equal([
      'BF3C00',
      { defaultDpAddress: 'a.b', rootDsAddress: 'c.d' },
    ]);
    const [asked] = await exchange('BF3F 03 800100', (euicc) => setDefaultDpAddress(euicc, 'a.b'));
    expect(asked).to.equal('BF3F058003612E62');
    await refusal('BF3F 03 80017F', (euicc) => setDefaultDpAddress(euicc, ''), 'undefinedError (127)');
  });

  it('gets challenge, EID and rules (ES10b, ES10c)', async () => {
    const [asked, challenge] = await exchange('BF2E 12 8010 586B1D3833A6CA2907758A1CFB78C516', getEuiccChallenge);
    expect(asked).to.equal('BF2E00');
    expect(Buffer.from(challenge).toString('hex')).to.equal('586b1d3833a6ca2907758a1cfb78c516');
    const eid = '89049032123451234512345678901235';
    expect(await exchange(`BF3E 12 5A10 ${eid}`, getEid)).to.deep.equal(['BF3E035C015A', eid]);
    expect(await exchange('BF43 02 A000', getRat)).to.deep.equal(['BF4300', []]);
  });

  it('enables, disables, deletes and names profiles (ES10c)', async () => {
    const asked = async (answer: string, act: (euicc: FakeEuicc) => Promise<unknown>) =>
      (await exchange(answer, act))[0];
    expect(await asked('BF31 03 800100', (euicc) => enableProfile(euicc, PROFILE, true))).to.equal(
      'BF3111A00C5A0A980010325476981032148101FF',
    );
    expect(await asked('BF32 03 800100', (euicc) => disableProfile(euicc, PROFILE, false))).to.equal(
      'BF3211A00C5A0A98001032547698103214810100',
    );
    expect(await asked('BF33 03 800100', (euicc) => deleteProfile(euicc, PROFILE))).to.equal(
      'BF330C5A0A98001032547698103214',
    );
    expect(await asked('BF29 03 800100', (euicc) => setNickname(euicc, ICCID, 'x'))).to.equal(
      'BF290F5A0A98001032547698103214900178',
    );
    const reset = ['deleteOperationalProfiles', 'deleteFieldLoadedTestProfiles', 'resetDefaultSmdpAddress'] as const;
    expect(await asked('BF34 03 800100', (euicc) => euiccMemoryReset(euicc, reset))).to.equal('BF3404820205E0');
  });

  it('names the result where the eUICC refuses, and says what to do', async () => {
    await refusal('BF31 03 800101', (euicc) => enableProfile(euicc, PROFILE, true), 'iccidOrAidNotFound (1)', 'list');
    await refusal('BF31 03 800105', (euicc) => enableProfile(euicc, PROFILE, true), 'catBusy (5)', 'try again');
    await refusal('BF32 03 800102', (euicc) => disableProfile(euicc, PROFILE, true), 'profileNotInEnabledState (2)');
    await refusal('BF33 03 800103', (euicc) => deleteProfile(euicc, PROFILE), 'disallowedByPolicy (3)', 'operator');
    await refusal('BF34 03 800101', (euicc) => euiccMemoryReset(euicc, []), 'nothingToDelete (1)');
    await refusal('BF2D 03 810101', getProfilesInfo, 'incorrectInputValues (1)');
    const later = await refusal('BF29 03 800163', (euicc) => setNickname(euicc, ICCID, 'x'), 'code (99)');
    expect(later).to.include({ function: 'SetNickname', result: 99, resultName: undefined });
  });

  it('lists, retrieves and removes notifications; one that is gone is none to remove', async () => {
    const [asked, list] = await exchange('BF28 0F A00D BF2F 0A 800105 81020780 0C01 61', listNotification);
    expect(asked).to.equal('BF2800');
    expect(list).to.deep.equal([
      { seqNumber: 5, profileManagementOperation: ['notificationInstall'], notificationAddress: 'a' },
    ]);
    const search = { kind: 'seqNumber', value: 200 } as const;
    expect(await exchange('BF2B 03 810101', (euicc) => retrieveNotificationsList(euicc, search))).to.deep.equal([
      'BF2B06A004800200C8',
      [],
    ]);
    await refusal('BF2B 03 81017F', (euicc) => retrieveNotificationsList(euicc), 'undefinedError');
    await refusal('BF28 03 81017F', (euicc) => listNotification(euicc, ['notificationInstall']), 'undefinedError');
    expect((await exchange('BF30 03 800101', (euicc) => removeNotificationFromList(euicc, 5)))[0]).to.equal(
      'BF3003800105',
    );
    await refusal('BF30 03 80017F', (euicc) => removeNotificationFromList(euicc, 5), 'undefinedError');
  });

  it('gives the error of AuthenticateServer, CancelSession and LoadCRL by name', async () => {
    const transactionId = octets('0102');
    await refusal(
      'BF41 03 810105',
      (euicc) => cancelSession(euicc, { transactionId, reason: 0 }),
      'invalidTransactionId (5)',
    );
    const crl = pki().crls[0]!.crl.der;
    await refusal('BF35 03 810105', (euicc) => loadCrl(euicc, crl), 'fresherCrlAlreadyLoaded (5)');
    expect((await exchange('BF35 02 A000', (euicc) => loadCrl(euicc, crl)))[1]).to.deep.equal([]);
    const request = {
      serverSigned1: { raw: octets('3000'), value: {} as never },
      serverSignature1: new Uint8Array(64),
      euiccCiPKIdToBeUsed: octets('01'),
      serverCertificate: octets('3000'),
      ctxParams1: { raw: octets('A000'), value: {} as never },
    };
    await refusal(
      'BF38 09 A107 80020102 020107',
      (euicc) => authenticateServer(euicc, request),
      'ciPKUnknown (7)',
      'operator',
    );
  });

  it('refuses an answer that is none, in words that hold nothing of it', async () => {
    for (const answer of ['', 'BF3E00', 'BF2E 03 800100', '3000', 'BF3E 12 5A10 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF']) {
      const euicc = new FakeEuicc().answersOctets(octets(answer));
      const error = await rejectionOf('EuiccResponse', getEid(euicc), 'GetEID');
      expect(error.message).to.not.match(/F{8}/i);
    }
  });
});

describe('LoadBoundProfilePackage', () => {
  /** BF23, one 87, one 88, two 86. */
  const PACKAGE = octets('BF36 19 BF23 02 8000 A0 03 870101 A1 03 880102 A3 08 86020304 86020506');

  it('gives the package in the pieces of SGP.22 2.5.5 and stops at the first answer', async () => {
    const euicc = new FakeEuicc();
    const none = new Uint8Array();
    euicc.answersOctets(none).answersOctets(none).answersOctets(none);
    euicc.answersOctets(octets('BF3700'));
    const loaded: number[] = [];
    const load = loadBoundProfilePackage(euicc, PACKAGE, (piece, of) => loaded.push(piece, of));
    await rejectionOf('EuiccResponse', load, 'LoadBoundProfilePackage');
    expect(euicc.asked).to.deep.equal(['BF3619BF23028000', 'A003870101', 'A103', '880102']);
    expect(loaded).to.deep.equal([1, 7, 2, 7, 3, 7]);
  });

  it('is not done where the eUICC gives no result at the end', async () => {
    const euicc = new FakeEuicc();
    for (let i = 0; i < 7; i++) euicc.answersOctets(new Uint8Array());
    await rejectionOf('EuiccResponse', loadBoundProfilePackage(euicc, PACKAGE), 'all 7 pieces', 'List');
  });
});
