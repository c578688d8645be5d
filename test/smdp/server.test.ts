import { expect } from 'chai';
import { crlsWith, forge } from '../../src/pki/mint/forge.ts';
import { euiccProfile, eumProfile } from '../../src/pki/mint/profile.ts';
import { EUM_ORGANIZATION, EUM_PREFIX, eidOf } from '../../src/pki/mint/pki.ts';
import { decode } from '../../src/rsp/asn1/codec.ts';
import type { Es9Error } from '../../src/rsp/es9plus/error.ts';
import { encodeExact } from '../../src/rsp/asn1/exact.ts';
import { AuthenticateServerResponse } from '../../src/rsp/structures/authenticate-server.ts';
import { BoundProfilePackage } from '../../src/rsp/structures/bound-profile-package.ts';
import { CancelSessionReason, CancelSessionResponse } from '../../src/rsp/structures/cancel-session.ts';
import { ErrorReason } from '../../src/rsp/structures/profile-installation-result.ts';
import { PrepareDownloadResponse } from '../../src/rsp/structures/prepare-download.ts';
import { placesIn, headerIccidDigits, imsiDigits } from '../../src/smdp/saip/places.ts';
import { removeExpiredSessions, transactionKey } from '../../src/smdp/session/session.ts';
import { memoryStore } from '../../src/smdp/store/memory.ts';
import { ADDRESS, ciPKId, expectFailure, fixture, foreign, NOW, pki } from './support/fixture.ts';
import { keyOf, TestEuicc } from './support/test-euicc.ts';

const ki = Uint8Array.from(Buffer.from('465b5ce8b199b49faa5f0a2ee238a6bc', 'hex'));
const opc = Uint8Array.from(Buffer.from('cd63cb71954a9f4e48a5994e37a02baf', 'hex'));

describe('SmdpServer', () => {
  it('takes a chip from its challenge to an installed profile', async () => {
    const { order, server, authenticate, chip, orderNow, store, events } = fixture();
    const made = await order({ imsi: '001010123456789', ki, opc }, { confirmationCode: '1234' });
    expect(made.state).to.equal('Released');
    const authenticated = await authenticate(chip, made.matchingId);
    expect(authenticated.profileMetadata.value).to.include({ iccid: made.iccid, profileName: 'Test', profileClass: 2 });
    expect(authenticated.smdpSigned2.value.ccRequiredFlag).to.equal(true);
    const { transactionId } = authenticated;
    const prepareDownloadResponse = chip.prepareDownload(authenticated, '1234');
    const { boundProfilePackage } = await server.getBoundProfilePackage({ transactionId, prepareDownloadResponse });
    expect(orderNow(made).state).to.equal('Downloaded');

    const opened = chip.open(boundProfilePackage, transactionId);
    expect(opened.keysReplaced).to.equal(true);
    expect(Buffer.from(opened.storeMetadata)).to.deep.equal(Buffer.from(authenticated.profileMetadata.raw));
    expect(Buffer.from(opened.configureIsdp).toString('hex')).to.equal('bf2407b805800388370a');
    const places = placesIn(opened.profile);
    expect(headerIccidDigits(places)).to.equal(made.iccid);
    expect(places.efImsi.map(imsiDigits)).to.deep.equal(['001010123456789']);
    expect(places.key.map((each) => Buffer.compare(each, ki))).to.deep.equal([0, 0]);
    expect(places.opc.map((each) => Buffer.compare(each, opc))).to.deep.equal([0, 0]);

    await server.handleNotification({ pendingNotification: chip.installationResult(boundProfilePackage) });
    expect(orderNow(made).state).to.equal('Installed');
    expect(store.preparedProfiles.get(made.orderId)).to.equal(undefined);
    expect(store.boundPackages.get(made.orderId)).to.equal(undefined);
    expect(events.map(({ kind }) => kind)).to.deep.equal([
      'sessionBegun',
      'chipAuthenticated',
      'packageBound',
      'profileInstalled',
    ]);
    await expectFailure('matchingIdRefused', authenticate(chip, made.matchingId));
  });

  it('takes a chip under a sub-CI', async () => {
    const { order, download } = fixture({
      trust: { certificateIssuers: [pki.ci.certificate], intermediates: [pki.subCi.certificate] },
    });
    const { matchingId } = await order();
    await download(new TestEuicc(pki.subCiEuicc, ciPKId), matchingId);
  });

  describe('initiateAuthentication', () => {
    it('refuses another address, and takes its own in any case', async () => {
      const { server, chip } = fixture();
      await server.initiateAuthentication(chip.initiateAuthentication(ADDRESS.toUpperCase()));
      await expectFailure(
        'smdpAddressRefused',
        server.initiateAuthentication(chip.initiateAuthentication('other.example')),
      );
    });

    it('refuses versions before and after 2', async () => {
      const { server, chip } = fixture();
      for (const svn of ['1.1.0', '3.0.0', '22.0.0']) {
        await expectFailure(
          'svnUnsupported',
          server.initiateAuthentication(chip.initiateAuthentication(ADDRESS, { svn })),
        );
      }
    });

    it('refuses a chip that signs under none of its CIs', async () => {
      const { server, chip } = fixture();
      const other = foreign.ci.certificate.subjectKeyIdentifier!;
      for (const euiccCiPKIdListForSigning of [[], [other]]) {
        const request = chip.initiateAuthentication(ADDRESS, { euiccCiPKIdListForSigning });
        await expectFailure('ciUnsupported', server.initiateAuthentication(request));
      }
    });

    it('refuses a chip that cannot verify its certificate', async () => {
      const { server, chip } = fixture();
      const request = chip.initiateAuthentication(ADDRESS, { euiccCiPKIdListForVerification: [] });
      await expectFailure('certificateUnavailable', server.initiateAuthentication(request));
    });

    it('uses no certificate that is out of date', async () => {
      const { server, chip, clock } = fixture();
      clock.now = Number(pki.dpPb.certificate.notAfter);
      await server.initiateAuthentication(chip.initiateAuthentication(ADDRESS));
      clock.now += 1;
      await expectFailure(
        'certificateUnavailable',
        server.initiateAuthentication(chip.initiateAuthentication(ADDRESS)),
      );
    });

    it('takes the first CI of the chip that works for both directions', async () => {
      const { server, chip } = fixture();
      const other = foreign.ci.certificate.subjectKeyIdentifier!;
      const { euiccCiPKIdToBeUsed } = await server.initiateAuthentication(
        chip.initiateAuthentication(ADDRESS, { euiccCiPKIdListForSigning: [other, ciPKId] }),
      );
      expect(Buffer.compare(euiccCiPKIdToBeUsed, ciPKId)).to.equal(0);
    });

    it('takes the names of a session from elsewhere, where they are to mean something', async () => {
      const names = { transactionId: new Uint8Array(16).fill(1), serverChallenge: new Uint8Array(16).fill(2) };
      const { order, download, chip } = fixture({ newSessionNames: () => names });
      const { transactionId } = await download(chip, (await order()).matchingId);
      expect(transactionId).to.deep.equal(names.transactionId);
    });

    it('forgets sessions that expire before a package is bound, and no others', async () => {
      const { store, chip, initiate, authenticate, order, clock } = fixture();
      await initiate(chip);
      await authenticate(chip, (await order()).matchingId);
      const bound = store.sessions.all().find(({ state }) => state === 'Authenticated')!;
      store.sessions.insert({ ...bound, transactionId: 'AB'.repeat(16), state: 'Bound' });
      clock.now += 500;
      const { transactionId } = await initiate(chip);
      removeExpiredSessions(store, NOW + 600);
      expect(store.sessions.all()).to.have.length(4);
      removeExpiredSessions(store, NOW + 601);
      const left = store.sessions.all();
      expect(left.map(({ state }) => state)).to.deep.equal(['Bound', 'Initiated']);
      expect(left[1]!.transactionId).to.equal(Buffer.from(transactionId).toString('hex').toUpperCase());
    });

    it('forgets the oldest session whose chip did not authenticate when there are too many, and no other', async () => {
      const { server, store, chip, initiate, authenticate, order } = fixture({
        limits: { unauthenticatedSessions: 3 },
      });
      const made = await order();
      const { transactionId: authenticated } = await authenticate(chip, made.matchingId);
      const begin = async () => {
        const initiated = await initiate(chip);
        return { ...initiated, response: chip.authenticateServer(initiated, made.matchingId) };
      };
      const begun: Awaited<ReturnType<typeof begin>>[] = [];
      for (let i = 0; i < 5; i++) begun.push(await begin());
      const kept = store.sessions.all().map(({ transactionId }) => transactionId);
      const later = begun.slice(2).map(({ transactionId }) => transactionId);
      expect(kept).to.deep.equal([authenticated, ...later].map(transactionKey));
      const answer = ({ transactionId, response: authenticateServerResponse }: (typeof begun)[number]) =>
        server.authenticateClient({ transactionId, authenticateServerResponse });
      await expectFailure('transactionIdUnknown', answer(begun[1]!));
      await answer(begun[2]!);
    });

    it('makes room at once where the limit was lowered', async () => {
      const { store, chip, initiate } = fixture();
      for (let i = 0; i < 5; i++) await initiate(chip);
      const lowered = fixture({ store, limits: { unauthenticatedSessions: 2 } });
      const { transactionId } = await lowered.initiate(lowered.chip);
      const left = store.sessions.all();
      expect(left).to.have.length(2);
      expect(left[1]!.transactionId).to.equal(transactionKey(transactionId));
    });

    it('never gives a transaction id or challenge out twice [S65]', async () => {
      const { server, chip } = fixture();
      const seen = new Set<string>();
      for (let i = 0; i < 500; i++) {
        const { serverSigned1 } = await server.initiateAuthentication(chip.initiateAuthentication(ADDRESS));
        const { transactionId, serverChallenge } = serverSigned1.value;
        seen.add(Buffer.from(transactionId).toString('hex')).add(Buffer.from(serverChallenge).toString('hex'));
      }
      expect(seen.size).to.equal(1_000);
    });
  });

  describe('authenticateClient', () => {
    it('refuses unknown and expired transaction ids', async () => {
      const { server, chip, initiate, order, clock } = fixture();
      const { matchingId } = await order();
      const initiated = await initiate(chip);
      const authenticateServerResponse = chip.authenticateServer(initiated, matchingId);
      const unknown = new Uint8Array(16);
      await expectFailure(
        'transactionIdUnknown',
        server.authenticateClient({ transactionId: unknown, authenticateServerResponse }),
      );
      clock.now += 601;
      await expectFailure(
        'transactionIdUnknown',
        server.authenticateClient({ transactionId: initiated.transactionId, authenticateServerResponse }),
      );
    });

    it('answers the same request the same way, and counts it once [S58]', async () => {
      const { server, chip, initiate, order, orderNow } = fixture();
      const made = await order();
      const { transactionId, ...initiated } = await initiate(chip);
      const request = {
        transactionId,
        authenticateServerResponse: chip.authenticateServer({ transactionId, ...initiated }, made.matchingId),
      };
      const [first, ...others] = await Promise.all([1, 2, 3].map(() => server.authenticateClient(request)));
      for (const other of [...others, await server.authenticateClient(request)]) expect(other).to.deep.equal(first);
      expect(orderNow(made).downloadAttempts).to.equal(1);
      const different = chip.authenticateServer({ transactionId, ...initiated }, made.matchingId);
      await expectFailure(
        'transactionIdUnknown',
        server.authenticateClient({ transactionId, authenticateServerResponse: different }),
      );
    });

    const wrong = {
      'a signature that was altered': { breakSignature: true },
      'a signature of another key': { signer: keyOf(pki.euiccs[1]!) },
      'another challenge': { serverChallenge: new Uint8Array(16) },
      'another transaction id': { signedTransactionId: new Uint8Array(16) },
      'another server address': { serverAddress: 'other.example.com' },
    };
    for (const [what, tampering] of Object.entries(wrong)) {
      it(`refuses ${what}, and ends the session`, async () => {
        const { server, chip, initiate, order } = fixture();
        const { matchingId } = await order();
        const initiated = await initiate(chip);
        const { transactionId } = initiated;
        const bad = chip.authenticateServer(initiated, matchingId, tampering);
        await expectFailure(
          'euiccVerificationFailed',
          server.authenticateClient({ transactionId, authenticateServerResponse: bad }),
        );
        const good = chip.authenticateServer(initiated, matchingId);
        await expectFailure(
          'transactionIdUnknown',
          server.authenticateClient({ transactionId, authenticateServerResponse: good }),
        );
      });
    }

    it('refuses a response of one session in another [S58]', async () => {
      const { server, chip, initiate, order } = fixture();
      const { matchingId } = await order();
      const first = await initiate(chip);
      const authenticateServerResponse = chip.authenticateServer(first, matchingId);
      const { transactionId } = await initiate(chip);
      await expectFailure(
        'euiccVerificationFailed',
        server.authenticateClient({ transactionId, authenticateServerResponse }),
      );
    });

    it('refuses a chip that refused the server, and keeps nothing of it', async () => {
      const { server, store, chip, initiate } = fixture();
      const { transactionId } = await initiate(chip);
      const authenticateServerResponse = encodeExact(AuthenticateServerResponse, {
        kind: 'authenticateResponseError',
        value: { transactionId, authenticateErrorCode: 7 },
      });
      await expectFailure('euiccRefused', server.authenticateClient({ transactionId, authenticateServerResponse }));
      expect(store.sessions.all()).to.deep.equal([]);
    });

    describe('certificates', () => {
      it('refuses those of another CI', async () => {
        const { authenticate, order } = fixture();
        const { matchingId } = await order();
        await expectFailure('ciUnknown', authenticate(new TestEuicc(foreign.euiccs[0], ciPKId), matchingId));
      });

      it('refuses those of a CI that is known but was not chosen', async () => {
        const { authenticate, order } = fixture({
          trust: { certificateIssuers: [pki.ci.certificate, foreign.ci.certificate] },
        });
        const { matchingId } = await order();
        await expectFailure('ciUnknown', authenticate(new TestEuicc(foreign.euiccs[0], ciPKId), matchingId));
      });

      it('refuses a chip certificate under another EUM, and what is no certificate', async () => {
        const { authenticate, order, chip } = fixture();
        const { matchingId } = await order();
        for (const euiccCertificate of [
          foreign.euiccs[0].certificate.der,
          pki.dpPb.certificate.der,
          pki.eum.certificate.der,
          Uint8Array.of(0x30, 0),
        ]) {
          await expectFailure('euiccCertificateInvalid', authenticate(chip, matchingId, { euiccCertificate }));
        }
      });

      it('refuses an EUM certificate that is none', async () => {
        const { authenticate, order, chip } = fixture();
        const { matchingId } = await order();
        for (const eumCertificate of [pki.dpAuth.certificate.der, pki.ci.certificate.der, Uint8Array.of(0x30, 0)]) {
          await expectFailure('eumCertificateInvalid', authenticate(chip, matchingId, { eumCertificate }));
        }
        const altered = Uint8Array.from(pki.eum.certificate.der);
        altered[altered.length - 1]! ^= 1;
        await expectFailure('eumCertificateInvalid', authenticate(chip, matchingId, { eumCertificate: altered }));
      });

      it('refuses certificates out of date', async () => {
        const { authenticate, order, chip, clock } = fixture();
        const { matchingId } = await order();
        const validity = { notBefore: pki.notBefore, notAfter: BigInt(NOW) };
        const profile = euiccProfile(EUM_ORGANIZATION, eidOf(EUM_PREFIX, 1));
        const { der, secretKey } = forge(pki, { name: 'short', profile, validity, issuer: pki.eum });
        const tampering = { euiccCertificate: der, signer: keyOf({ secretKey }) };
        await authenticate(chip, matchingId, tampering);
        clock.now += 1;
        await expectFailure('euiccCertificateExpired', authenticate(chip, matchingId, tampering));
        const eum = forge(pki, { name: 'eum', profile: eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]), validity });
        await expectFailure('eumCertificateExpired', authenticate(chip, matchingId, { eumCertificate: eum.der }));
      });

      it('refuses an EID that its EUM may not give', async () => {
        const { authenticate, order, chip } = fixture();
        const { matchingId } = await order();
        const profile = euiccProfile(EUM_ORGANIZATION, eidOf('89999009', 1));
        const { der, secretKey } = forge(pki, { name: 'stray', profile, issuer: pki.eum });
        const tampering = { euiccCertificate: der, signer: keyOf({ secretKey }) };
        await expectFailure('euiccCertificateInvalid', authenticate(chip, matchingId, tampering));
      });

      it('refuses a chip, or an EUM, that is revoked', async () => {
        const certificateIssuers = [pki.ci.certificate];
        const revoked = fixture({ trust: { certificateIssuers, crls: crlsWith(pki, pki.eum) } });
        const { matchingId } = await revoked.order();
        await expectFailure('eumCertificateInvalid', revoked.authenticate(revoked.chip, matchingId));
      });
    });

    describe('orders', () => {
      it('refuses matching ids that nobody ordered', async () => {
        const { authenticate, chip, order } = fixture();
        const { matchingId = '' } = await order();
        for (const wrongId of ['NOBODY', matchingId.toLowerCase(), `${matchingId}A`, '', undefined]) {
          await expectFailure('matchingIdRefused', authenticate(chip, wrongId));
        }
      });

      it('gives an order of one chip to that chip only', async () => {
        const { authenticate, chip, otherChip, order } = fixture();
        const { matchingId } = await order({ eid: chip.eid });
        await expectFailure('eidRefused', authenticate(otherChip, matchingId));
        await authenticate(chip, matchingId);
      });

      it('finds an order without a matching id by the EID', async () => {
        const { authenticate, chip, otherChip, order } = fixture();
        const made = await order({ eid: chip.eid }, { matchingId: '' });
        await expectFailure('matchingIdRefused', authenticate(otherChip));
        expect((await authenticate(chip, '')).profileMetadata.value.iccid).to.equal(made.iccid);
        expect((await authenticate(chip)).profileMetadata.value.iccid).to.equal(made.iccid);
      });

      it('says that a profile is not released', async () => {
        const { authenticate, chip, desk } = fixture();
        const { orderId } = await desk.downloadOrder({
          templateName: 'small',
          serviceProviderName: 'S',
          profileName: 'P',
        });
        const { matchingId } = desk.confirmOrder(orderId);
        await expectFailure('profileNotReleased', authenticate(chip, matchingId));
        desk.releaseProfile(orderId);
        await authenticate(chip, matchingId);
      });

      it('says that an order has expired', async () => {
        const { authenticate, chip, clock, order } = fixture();
        const { matchingId } = await order({}, { expiresAt: NOW + 10 });
        clock.now = NOW + 10;
        await authenticate(chip, matchingId);
        clock.now = NOW + 11;
        await expectFailure('orderExpired', authenticate(chip, matchingId));
      });

      it('ends an order after too many tries', async () => {
        const { authenticate, chip, order } = fixture({ limits: { downloadAttempts: 3 } });
        const { matchingId } = await order();
        for (let i = 0; i < 3; i++) await authenticate(chip, matchingId);
        await expectFailure('downloadRetriesExceeded', authenticate(chip, matchingId));
      });

      it('refuses what is not for this chip or device', async () => {
        const { authenticate, chip, order } = fixture({
          isEligible: (_, { euiccInfo2 }) => euiccInfo2.uiccCapability.includes('isimSupport'),
        });
        const { matchingId } = await order();
        await expectFailure('profileNotEligible', authenticate(chip, matchingId));
      });

      it('refuses a cancelled order', async () => {
        const { authenticate, chip, desk, order, store } = fixture();
        const { matchingId, orderId } = await order();
        desk.cancelOrder(orderId);
        expect(store.preparedProfiles.get(orderId)).to.equal(undefined);
        await expectFailure('matchingIdRefused', authenticate(chip, matchingId));
      });
    });
  });

  describe('getBoundProfilePackage', () => {
    async function prepared(confirmationCode?: string) {
      const all = fixture();
      const made = await all.order({}, confirmationCode === undefined ? {} : { confirmationCode });
      const authenticated = await all.authenticate(all.chip, made.matchingId);
      const { transactionId } = authenticated;
      const get = (prepareDownloadResponse: ReturnType<TestEuicc['prepareDownload']>) =>
        all.server.getBoundProfilePackage({ transactionId, prepareDownloadResponse });
      return { ...all, made, authenticated, transactionId, get };
    }

    it('refuses sessions that are unknown or whose chip is not authenticated', async () => {
      const { server, chip, authenticated, initiate } = await prepared();
      const prepareDownloadResponse = chip.prepareDownload(authenticated);
      const { transactionId } = await initiate(chip);
      for (const wrongId of [transactionId, new Uint8Array(16)]) {
        const request = { transactionId: wrongId, prepareDownloadResponse };
        await expectFailure('transactionIdUnknown', server.getBoundProfilePackage(request));
      }
    });

    const wrong = {
      'a signature that was altered': { breakSignature: true },
      'a signature of another chip': { signer: keyOf(pki.euiccs[1]!) },
      'another transaction id': { signedTransactionId: new Uint8Array(16) },
      'a one-time key off the curve': { euiccOtpk: Uint8Array.from([4, ...new Uint8Array(64).fill(7)]) },
    };
    for (const [what, tampering] of Object.entries(wrong)) {
      it(`refuses ${what}`, async () => {
        const { chip, authenticated, get, orderNow, made } = await prepared();
        await expectFailure('euiccVerificationFailed', get(chip.prepareDownload(authenticated, undefined, tampering)));
        expect(orderNow(made).state).to.equal('Released');
        await expectFailure('transactionIdUnknown', get(chip.prepareDownload(authenticated)));
      });
    }

    it('refuses a chip that refused the server', async () => {
      const { get, transactionId } = await prepared();
      const refusal = encodeExact(PrepareDownloadResponse, {
        kind: 'downloadResponseError',
        value: { transactionId, downloadErrorCode: 1 },
      });
      await expectFailure('euiccRefused', get(refusal));
    });

    async function downloadWith(freeMemory: number | 'unstated') {
      const { server, chip, order, authenticate } = fixture();
      const { matchingId, profileOctets } = await order();
      const authenticated = await authenticate(chip, matchingId, { freeMemory });
      const { transactionId } = authenticated;
      const prepareDownloadResponse = chip.prepareDownload(authenticated);
      const download = server.getBoundProfilePackage({ transactionId, prepareDownloadResponse });
      return { download, profileOctets };
    }

    it('refuses a chip without room for the profile, and one that is full', async () => {
      const { profileOctets, download } = await downloadWith(0);
      await expectFailure('euiccMemoryInsufficient', download);
      const { download: tooLittle } = await downloadWith(profileOctets - 1);
      await expectFailure('euiccMemoryInsufficient', tooLittle);
      await (
        await downloadWith(profileOctets)
      ).download;
    });

    it('takes a chip that does not say what room it has', async () => {
      await (
        await downloadWith('unstated')
      ).download;
    });

    it('refuses an order that was cancelled or expired after its chip authenticated', async () => {
      const cancelled = await prepared();
      cancelled.desk.cancelOrder(cancelled.made.orderId);
      const { authenticated } = cancelled;
      await expectFailure('matchingIdRefused', cancelled.get(cancelled.chip.prepareDownload(authenticated)));

      const { server, chip, order, authenticate, clock, orderNow } = fixture();
      const made = await order({}, { expiresAt: NOW });
      const late = await authenticate(chip, made.matchingId);
      const prepareDownloadResponse = chip.prepareDownload(late);
      clock.now = NOW + 1;
      const request = { transactionId: late.transactionId, prepareDownloadResponse };
      await expectFailure('orderExpired', server.getBoundProfilePackage(request));
      expect(orderNow(made).state).to.equal('Released');
    });

    it('gives the same package for the same request, to all at the same time', async () => {
      const { chip, authenticated, get, orderNow, made, clock } = await prepared();
      const request = chip.prepareDownload(authenticated);
      const packages = await Promise.all([1, 2, 3].map(() => get(request)));
      clock.now += 100_000;
      packages.push(await get(request));
      for (const { boundProfilePackage } of packages) {
        expect(Buffer.compare(boundProfilePackage, packages[0]!.boundProfilePackage)).to.equal(0);
      }
      expect(orderNow(made).state).to.equal('Downloaded');
    });

    it('gives no second package for another one-time key of a session [S60]', async () => {
      const { chip, authenticated, get } = await prepared();
      await get(chip.prepareDownload(authenticated));
      chip.forgetOneTimeKeys();
      await expectFailure('rebindingUnavailable', get(chip.prepareDownload(authenticated)));
    });

    it('gives the package to the first of two one-time keys at the same time', async () => {
      const { chip, authenticated, get } = await prepared();
      const requests = [chip.prepareDownload(authenticated), chip.prepareDownload(authenticated)];
      const results = await Promise.allSettled(requests.map(get));
      expect(results.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected']);
    });

    it('gives the same package again to a chip that kept its one-time key', async () => {
      const { chip, get, authenticated, authenticate, made, server, transactionId } = await prepared();
      const request = chip.prepareDownload(authenticated);
      const first = await get(request);
      const again = await authenticate(chip, made.matchingId);
      expect(again.smdpSigned2.value.bppEuiccOtpk).to.have.length(65);
      const prepareDownloadResponse = chip.prepareDownload(again);
      const second = await server.getBoundProfilePackage({
        transactionId: again.transactionId,
        prepareDownloadResponse,
      });
      const [before, after] = [first, second].map((each) => decode(BoundProfilePackage, each.boundProfilePackage));
      const { initialiseSecureChannelRequest: opening, ...content } = after!;
      const { initialiseSecureChannelRequest: formerOpening, ...formerContent } = before!;
      expect(content).to.deep.equal(formerContent);
      expect(opening.value.smdpOtpk).to.deep.equal(formerOpening.value.smdpOtpk);
      expect(opening.value.transactionId).to.deep.equal(again.transactionId);
      chip.open(second.boundProfilePackage, again.transactionId);
      // What was given out before is not given out any more.
      await expectFailure('rebindingUnavailable', get(request));
      expect(transactionId).not.to.deep.equal(again.transactionId);
    });

    it('binds anew for the same chip that lost its one-time key, and never for another', async () => {
      const { chip, otherChip, get, authenticated, authenticate, download, made } = await prepared();
      const first = await get(chip.prepareDownload(authenticated));
      chip.forgetOneTimeKeys();
      const second = await download(chip, made.matchingId);
      const [before, after] = [first, second].map((each) => decode(BoundProfilePackage, each.boundProfilePackage));
      expect(after!.sequenceOf88).not.to.deep.equal(before!.sequenceOf88);
      expect(after!.sequenceOf86).to.deep.equal(before!.sequenceOf86);
      chip.open(second.boundProfilePackage, second.transactionId);
      await expectFailure('eidRefused', authenticate(otherChip, made.matchingId));
    });

    it('gives a profile to one of two chips that ask at the same time', async () => {
      const { server, chip, otherChip, authenticate, order, store } = fixture();
      const made = await order();
      const authenticated = await Promise.all([chip, otherChip].map((each) => authenticate(each, made.matchingId)));
      const requests = [chip, otherChip].map((each, i) => ({
        transactionId: authenticated[i]!.transactionId,
        prepareDownloadResponse: each.prepareDownload(authenticated[i]!),
      }));
      const results = await Promise.allSettled(requests.map((request) => server.getBoundProfilePackage(request)));
      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect(store.boundPackages.all()).to.have.length(1);
      const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Es9Error] : []));
      expect(refusals.map((error) => error.is('eidRefused'))).to.deep.equal([true]);
    });

    describe('confirmation code', () => {
      it('is demanded, and may be given again in the same session', async () => {
        const { chip, authenticated, get } = await prepared('0815');
        await expectFailure('confirmationCodeMissing', get(chip.prepareDownload(authenticated)));
        await expectFailure('confirmationCodeRefused', get(chip.prepareDownload(authenticated, '4711')));
        await get(chip.prepareDownload(authenticated, '0815'));
      });

      it('is bound to the transaction [S60]', async () => {
        const { chip, authenticated, authenticate, made, server } = await prepared('0815');
        const { value } = chip.prepareDownload(authenticated, '0815').value as { value: { euiccSigned2: Signed2 } };
        const later = await authenticate(chip, made.matchingId);
        const request = (hashCc?: Uint8Array) => ({
          transactionId: later.transactionId,
          prepareDownloadResponse: chip.prepareDownload(later, '0815', hashCc && { hashCc }),
        });
        const { hashCc } = value.euiccSigned2.value;
        await expectFailure('confirmationCodeRefused', server.getBoundProfilePackage(request(hashCc)));
        await server.getBoundProfilePackage(request());
      });

      it('ends the order when it was wrong too often, in as many sessions as may be [S60]', async () => {
        const { chip, authenticated, get, authenticate, server, made, orderNow, store } = await prepared('0815');
        const right = chip.prepareDownload(authenticated, '0815');
        await expectFailure('confirmationCodeRefused', get(chip.prepareDownload(authenticated, '1')));
        const again = await authenticate(chip, made.matchingId);
        const getAgain = (code: string) =>
          server.getBoundProfilePackage({
            transactionId: again.transactionId,
            prepareDownloadResponse: chip.prepareDownload(again, code),
          });
        await expectFailure('confirmationCodeRefused', getAgain('2'));
        await expectFailure('confirmationCodeRetriesExceeded', getAgain('3'));
        expect(orderNow(made)).to.include({ state: 'Error', wrongConfirmationCodes: 3 });
        expect(store.preparedProfiles.get(made.orderId)).to.equal(undefined);
        await expectFailure('confirmationCodeRetriesExceeded', get(right));
        await expectFailure('confirmationCodeRetriesExceeded', authenticate(chip, made.matchingId));
      });

      it('has no more tries for requests at the same time', async () => {
        const { chip, authenticated, get, orderNow, made } = await prepared('0815');
        const codes = Array.from({ length: 20 }, (_, i) => (i === 19 ? '0815' : String(i)));
        const results = await Promise.allSettled(codes.map((code) => get(chip.prepareDownload(authenticated, code))));
        expect(results.every(({ status }) => status === 'rejected')).to.equal(true);
        expect(orderNow(made).wrongConfirmationCodes).to.equal(3);
      });
    });
  });

  describe('handleNotification', () => {
    async function downloaded() {
      const all = fixture();
      const made = await all.order();
      const { boundProfilePackage } = await all.download(all.chip, made.matchingId);
      const handle = (pendingNotification: ReturnType<TestEuicc['installationResult']>) =>
        all.server.handleNotification({ pendingNotification });
      return { ...all, made, boundProfilePackage, handle, last: () => all.events.at(-1) };
    }

    it('takes a result once [S61]', async () => {
      const { chip, boundProfilePackage, handle, last, orderNow, made, store } = await downloaded();
      const result = chip.installationResult(boundProfilePackage);
      await handle(result);
      await handle(result);
      expect(last()).to.deep.equal({ kind: 'notificationIgnored', why: 'repeated' });
      await handle(chip.installationResult(boundProfilePackage, { errorReason: ErrorReason.incorrectInputValues }));
      expect(last()).to.deep.equal({ kind: 'notificationIgnored', why: 'repeated' });
      expect(orderNow(made).state).to.equal('Installed');
      expect(store.notifications.all()).to.have.length(1);
    });

    it('ignores forged and foreign results [S61]', async () => {
      const { chip, boundProfilePackage, handle, last, orderNow, made, store } = await downloaded();
      const cases = [
        [{ breakSignature: true }, 'forged'],
        [{ signer: keyOf(pki.euiccs[1]!) }, 'forged'],
        [{ signedTransactionId: new Uint8Array(16) }, 'unknownSession'],
        [{ smdpOid: '2.999.11' }, 'otherServer'],
        [{ iccid: '8900012345678909999' }, 'unknownProfile'],
      ] as const;
      for (const [tampering, why] of cases) {
        await handle(chip.installationResult(boundProfilePackage, tampering));
        expect(last()).to.deep.equal({ kind: 'notificationIgnored', why });
      }
      expect(orderNow(made).state).to.equal('Downloaded');
      expect(store.notifications.all()).to.have.length(0);
    });

    it('releases the order again, for any chip, when the chip may try again', async () => {
      for (const errorReason of [10, 11]) {
        const { chip, otherChip, boundProfilePackage, handle, orderNow, made, download } = await downloaded();
        await handle(chip.installationResult(boundProfilePackage, { errorReason }));
        expect(orderNow(made).state).to.equal('Released');
        await download(otherChip, made.matchingId);
      }
    });

    it('ends the order when the chip may not', async () => {
      for (const errorReason of Object.values(ErrorReason).filter((reason) => reason !== 10 && reason !== 11)) {
        const { chip, boundProfilePackage, handle, orderNow, made, last, store } = await downloaded();
        await handle(chip.installationResult(boundProfilePackage, { errorReason }));
        expect(orderNow(made).state).to.equal('Error');
        expect(last()).to.deep.equal({ kind: 'installationFailed', bppCommandId: 5, errorReason });
        expect(store.preparedProfiles.get(made.orderId)).to.equal(undefined);
      }
    });

    it('does not release an order whose later package is under way', async () => {
      const { chip, otherChip, boundProfilePackage, handle, orderNow, made, download, authenticate } =
        await downloaded();
      const second = await download(chip, made.matchingId);
      await handle(chip.installationResult(boundProfilePackage, { errorReason: 11 }));
      expect(orderNow(made).state).to.equal('Downloaded');
      await expectFailure('eidRefused', authenticate(otherChip, made.matchingId));
      await handle(chip.installationResult(second.boundProfilePackage));
      expect(orderNow(made).state).to.equal('Installed');
    });

    it('takes the other notifications of chips that installed the profile, in their order [S61]', async () => {
      const { chip, otherChip, boundProfilePackage, handle, last, made } = await downloaded();
      const { iccid } = made;
      const ignored = (why: string) => ({ kind: 'notificationIgnored', why });
      await handle(chip.notification(iccid, ['notificationEnable']));
      expect(last()).to.deep.equal(ignored('unknownProfile'));
      await handle(chip.installationResult(boundProfilePackage));
      const enabled = chip.notification(iccid, ['notificationEnable']);
      const disabled = chip.notification(iccid, ['notificationDisable']);
      await handle(disabled);
      expect(last()).to.deep.equal({ kind: 'notificationTaken' });
      await handle(disabled);
      expect(last()).to.deep.equal(ignored('repeated'));
      await handle(enabled);
      expect(last()).to.deep.equal(ignored('outOfOrder'));
      await handle(chip.notification(iccid, ['notificationDelete'], { breakSignature: true }));
      expect(last()).to.deep.equal(ignored('forged'));
      await handle(otherChip.notification(iccid, ['notificationDelete']));
      expect(last()).to.deep.equal(ignored('unknownProfile'));
      await handle(
        chip.notification(iccid, ['notificationDelete'], {
          euiccCertificate: foreign.euiccs[0].certificate.der,
          eumCertificate: foreign.eum.certificate.der,
          signer: keyOf(foreign.euiccs[0]),
        }),
      );
      expect(last()).to.deep.equal(ignored('untrusted'));
      await handle(chip.notification(iccid, ['notificationDelete']));
      expect(last()).to.deep.equal({ kind: 'notificationTaken' });
    });
  });

  it('reads no notification that came before in order to place another', async () => {
    const store = memoryStore();
    const { notifications } = store;
    const whole = () => {
      throw new Error('a notification was read whole');
    };
    const counted: typeof notifications = {
      insert: (record) => notifications.insert(record),
      count: (having) => notifications.count(having),
      greatest: (column, having) => notifications.greatest(column, having),
      get: whole,
      where: whole,
      all: whole,
      oldest: whole,
      replace: whole,
      remove: whole,
    };
    const { server, order, download, chip, events } = fixture({ store: { ...store, notifications: counted } });
    const { matchingId, iccid } = await order();
    const { boundProfilePackage } = await download(chip, matchingId);
    await server.handleNotification({ pendingNotification: chip.installationResult(boundProfilePackage) });
    for (const event of ['notificationEnable', 'notificationDisable'] as const) {
      await server.handleNotification({ pendingNotification: chip.notification(iccid, [event]) });
    }
    expect(events.slice(-2)).to.deep.equal([{ kind: 'notificationTaken' }, { kind: 'notificationTaken' }]);
    expect(notifications.count({})).to.equal(3);
  });

  describe('cancelSession', () => {
    async function begun(bind: boolean) {
      const all = fixture();
      const made = await all.order();
      const authenticated = await all.authenticate(all.chip, made.matchingId);
      const { transactionId } = authenticated;
      if (bind) {
        const prepareDownloadResponse = all.chip.prepareDownload(authenticated);
        await all.server.getBoundProfilePackage({ transactionId, prepareDownloadResponse });
      }
      const cancel = (cancelSessionResponse: ReturnType<TestEuicc['cancelSession']>) =>
        all.server.cancelSession({ transactionId, cancelSessionResponse });
      return { ...all, made, authenticated, transactionId, cancel };
    }

    for (const bind of [false, true]) {
      it(`keeps the order when the user postpones, and ends it when he refuses (${bind ? 'bound' : 'not bound'})`, async () => {
        for (const [name, reason] of Object.entries(CancelSessionReason)) {
          const { chip, cancel, transactionId, orderNow, made, authenticate } = await begun(bind);
          const before = orderNow(made).state;
          expect(await cancel(chip.cancelSession(transactionId, reason))).to.deep.equal({});
          const isKept = name === 'postponed' || name === 'timeout';
          expect(orderNow(made).state).to.equal(isKept ? before : 'Error');
          if (isKept) await authenticate(chip, made.matchingId);
          else await expectFailure('matchingIdRefused', authenticate(chip, made.matchingId));
        }
      });
    }

    it('ends the session', async () => {
      const { chip, cancel, transactionId, server, authenticated } = await begun(false);
      await cancel(chip.cancelSession(transactionId, 1));
      await expectFailure('transactionIdUnknown', cancel(chip.cancelSession(transactionId, 1)));
      const prepareDownloadResponse = chip.prepareDownload(authenticated);
      await expectFailure(
        'transactionIdUnknown',
        server.getBoundProfilePackage({ transactionId, prepareDownloadResponse }),
      );
    });

    it('refuses what the chip did not sign for this session and server, and goes on', async () => {
      const { chip, cancel, transactionId, orderNow, made } = await begun(false);
      const sign = (tampering: Parameters<TestEuicc['cancelSession']>[2]) =>
        chip.cancelSession(transactionId, 0, tampering);
      await expectFailure('euiccVerificationFailed', cancel(sign({ breakSignature: true })));
      await expectFailure('euiccVerificationFailed', cancel(sign({ signer: keyOf(pki.euiccs[1]!) })));
      await expectFailure('transactionIdUnknown', cancel(sign({ signedTransactionId: new Uint8Array(16) })));
      await expectFailure('smdpOidInvalid', cancel(sign({ smdpOid: '2.5.29.17' })));
      const error = encodeExact(CancelSessionResponse, { kind: 'cancelSessionResponseError', value: 5 });
      await expectFailure('euiccRefused', cancel(error));
      expect(orderNow(made).state).to.equal('Released');
      await cancel(chip.cancelSession(transactionId, 0));
    });

    it('refuses sessions whose chip is unknown', async () => {
      const { server, chip, initiate } = await begun(false);
      const { transactionId } = await initiate(chip);
      const cancelSessionResponse = chip.cancelSession(transactionId, 0);
      await expectFailure('transactionIdUnknown', server.cancelSession({ transactionId, cancelSessionResponse }));
    });

    it('does not end an order that is bound to another session', async () => {
      const { chip, cancel, transactionId, made, download, orderNow } = await begun(false);
      await download(chip, made.matchingId);
      await cancel(chip.cancelSession(transactionId, 0));
      expect(orderNow(made).state).to.equal('Downloaded');
    });
  });
});

interface Signed2 {
  readonly value: { readonly hashCc: Uint8Array };
}
