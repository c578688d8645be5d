import { expect } from 'chai';
import { isSignatureOf } from '../../../src/rsp/raw-signature.ts';
import type { PendingNotification } from '../../../src/rsp/structures/notifications-list.ts';
import { Bench } from '../support/cards.ts';
import { iccid } from '../support/lpa.ts';
import { mintedPki } from '../support/parties.ts';
import { ADDRESS, metadataFor } from '../support/server.ts';

const A = '89000123456789012341';
const ALL = ['notificationInstall', 'notificationEnable', 'notificationDisable', 'notificationDelete'] as const;
const OPERATOR = 'operator.example.com';

/** A chip with a profile that was enabled and disabled: notifications 1 to 4. */
async function busy(): Promise<Bench> {
  const bench = await Bench.open();
  const info = [
    { profileManagementOperation: ALL, notificationAddress: OPERATOR },
    { profileManagementOperation: ['notificationDisable'], notificationAddress: ADDRESS },
  ] as const;
  await bench.lpa.download(bench.server(), metadataFor(A, { notificationConfigurationInfo: info }));
  await bench.lpa.enable(iccid(A));
  await bench.lpa.disable(iccid(A));
  return bench;
}

const EXPECTED = [
  [1, 'notificationInstall', ADDRESS],
  [2, 'notificationInstall', OPERATOR],
  [3, 'notificationEnable', OPERATOR],
  [4, 'notificationDisable', OPERATOR],
  [5, 'notificationDisable', ADDRESS],
];

describe('notifications', () => {
  const listed = async ({ lpa }: Bench, filter?: (typeof ALL)[number][]) =>
    (await lpa.notifications({ profileManagementOperation: filter })).map((entry) => [
      entry.seqNumber,
      ...entry.profileManagementOperation,
      entry.notificationAddress,
    ]);

  async function retrieved(
    { lpa }: Bench,
    ...criteria: Parameters<typeof lpa.retrieve>
  ): Promise<PendingNotification[]> {
    const response = await lpa.retrieve(...criteria);
    return response.kind === 'notificationList' ? response.value.map(({ value }) => value) : [];
  }

  it('are listed by events', async () => {
    const bench = await busy();
    expect(await listed(bench)).to.deep.equal(EXPECTED);
    expect(await listed(bench, ['notificationInstall'])).to.deep.equal(EXPECTED.slice(0, 2));
    expect(await listed(bench, ['notificationEnable', 'notificationDisable'])).to.deep.equal(EXPECTED.slice(2));
    expect(await listed(bench, ['notificationDelete'])).to.deep.equal([]);
    expect(await listed(bench, [])).to.deep.equal([]);
  });

  it('are retrieved by number or event, as they were signed', async () => {
    const bench = await busy();
    const all = await retrieved(bench);
    expect(all.map(({ kind }) => kind)).to.deep.equal([
      'profileInstallationResult',
      ...Array<string>(4).fill('otherSignedNotification'),
    ]);
    const { certificate } = mintedPki().euiccs[0];
    for (const notification of all.slice(1)) {
      if (notification.kind !== 'otherSignedNotification') throw new Error(notification.kind);
      const { tbsOtherNotification, euiccNotificationSignature, euiccCertificate, eumCertificate } = notification.value;
      const { raw } = tbsOtherNotification;
      expect(isSignatureOf(raw, euiccNotificationSignature, certificate.publicKey)).to.equal(true);
      expect([euiccCertificate, eumCertificate]).to.deep.equal([certificate.der, mintedPki().eum.certificate.der]);
    }
    expect(await retrieved(bench, { searchCriteria: { kind: 'seqNumber', value: 3 } })).to.deep.equal([all[2]]);
    expect(
      await retrieved(bench, {
        searchCriteria: { kind: 'profileManagementOperation', value: ['notificationDisable'] },
      }),
    ).to.deep.equal(all.slice(3));
    expect(await bench.lpa.retrieve({ searchCriteria: { kind: 'seqNumber', value: 200 } })).to.deep.equal({
      kind: 'notificationsListResultError',
      value: 1,
    });
  });

  it('stay until they were sent, each is removed once, and the numbers go on [S61]', async () => {
    let bench = await busy();
    expect(await bench.lpa.sent(3)).to.equal(0);
    expect(await bench.lpa.sent(3)).to.equal(1);
    expect(await bench.lpa.sent(6)).to.equal(1);
    expect(await listed(bench)).to.deep.equal(EXPECTED.toSpliced(2, 1));
    for (const seqNumber of [1, 2, 4, 5]) expect(await bench.lpa.sent(seqNumber)).to.equal(0);
    expect(await listed(bench)).to.deep.equal([]);
    bench = await bench.restarted();
    await bench.lpa.enable(iccid(A));
    expect(await listed(bench)).to.deep.equal([[6, 'notificationEnable', OPERATOR]]);
  });

  it('outlive a restart and the profile, octet for octet', async () => {
    const bench = await busy();
    const before = await retrieved(bench);
    const restarted = await bench.restarted();
    expect(await retrieved(restarted)).to.deep.equal(before);
    await restarted.lpa.delete(iccid(A));
    expect((await retrieved(restarted)).slice(0, 5)).to.deep.equal(before);
    expect((await listed(restarted)).at(-1)).to.deep.equal([6, 'notificationDelete', OPERATOR]);
  });
});
