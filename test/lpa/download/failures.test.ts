import { expect } from 'chai';
import { CancelSessionReason } from '../../../src/rsp/structures/cancel-session.ts';
import type { StoreMetadataRequest } from '../../../src/rsp/structures/profile-metadata.ts';
import { encodeExact } from '../../../src/rsp/asn1/exact.ts';
import { StoreMetadataRequest as StoreMetadata } from '../../../src/rsp/structures/profile-metadata.ts';
import { ApduError } from '../../../src/rsp/apdu/error.ts';
import { SmdpSigned2 } from '../../../src/rsp/structures/prepare-download.ts';
import { cancelSession, getEuiccChallenge, getEuiccInfo1 } from '../../../src/lpa/es10/es10b.ts';
import type { DownloadError } from '../../../src/lpa/download/error.ts';
import type { DownloadOptions, DownloadProgress } from '../../../src/lpa/download/options.ts';
import { ProfileDownload } from '../../../src/lpa/download/profile-download.ts';
import type { DownloadStep } from '../../../src/lpa/download/state.ts';
import type { Es10Channel } from '../../../src/lpa/es10/call.ts';
import { LpaError, type LpaErrorCode } from '../../../src/lpa/error.ts';
import type { SmdpServer } from '../../../src/smdp/server.ts';
import { bindingMatchingId } from '../../../src/zk/possession.ts';
import { answering, breaking, type Es9Functions, type FunctionName } from '../support/http-server.ts';
import { rejectionOf } from '../support/rejection.ts';
import { ADDRESS, ICCID, MATCHING_ID, placeOrder, SMDP_OID, World } from '../support/world.ts';

/** Functions that the eUICC executes from the moment on that it knows the server, by the second octet of their tags BFxx. */
const EUICC_FUNCTIONS = {
  AuthenticateServer: 0x38,
  GetEuiccInfo2: 0x22,
  GetProfilesInfo: 0x2d,
  GetRAT: 0x43,
  PrepareDownload: 0x21,
};
const STEPS_WITH_A_SESSION: readonly DownloadStep[] = [
  'serverAuthenticated',
  'clientAuthenticated',
  'consented',
  'prepared',
  'packageReceived',
  'installing',
];

const FOREIGN = Uint8Array.from({ length: 16 }, (_, i) => i);

/** The server's functions with some replaced. */
function altered(smdp: SmdpServer, changes: Partial<Record<FunctionName, (answer: never) => unknown>>): Es9Functions {
  const names: readonly FunctionName[] = [
    'initiateAuthentication',
    'authenticateClient',
    'getBoundProfilePackage',
    'handleNotification',
    'cancelSession',
  ];
  const entries = names.map((name) => [
    name,
    async (request: never) => {
      const answer = await (smdp[name] as (request: never) => Promise<unknown>).call(smdp, request);
      const change = changes[name] as ((answer: unknown) => unknown) | undefined;
      return change === undefined ? answer : change(answer);
    },
  ]);
  return Object.fromEntries(entries) as Es9Functions;
}

function download(world: World, changes: Partial<DownloadOptions> = {}): Promise<unknown> {
  return new ProfileDownload(world.order, world.downloadOptions(changes)).run();
}

/** Asserts that it failed with `code`, that both sides know for `reason`, and that nothing is left of it. */
async function expectCancelled(
  world: World,
  code: LpaErrorCode,
  reason: keyof typeof CancelSessionReason,
  act: Promise<unknown> = download(world),
): Promise<DownloadError> {
  const error = await rejectionOf<DownloadError>(code, act);
  expect(error.cancellation).to.deep.equal({
    reason: CancelSessionReason[reason],
    euicc: 'cancelled',
    server: 'cancelled',
  });
  expect(world.http.calls.at(-1)).to.equal('cancelSession');
  expect(world.smdpStore.sessions.all().map(({ state }) => state)).to.deep.equal(['Ended']);
  const { transactionId } = world.smdpStore.sessions.all()[0]!;
  const again = cancelSession(world.connection, { transactionId: Buffer.from(transactionId, 'hex'), reason: 0 });
  await rejectionOf('EuiccRefused', again);
  expect(world.journal.record).to.equal(undefined);
  expect(world.euicc.state.profiles).to.deep.equal([]);
  expect(error.message).to.not.include(ICCID).and.not.include(MATCHING_ID);
  return error;
}

describe('A download that fails', () => {
  describe('before the eUICC knows the server', () => {
    const untouched = async (world: World, code: LpaErrorCode, act: Promise<unknown>, ...mentions: string[]) => {
      const error = await rejectionOf<DownloadError>(code, act, ...mentions);
      expect(error.cancellation).to.equal(undefined);
      expect(error.step).to.equal('started');
      expect(world.http.calls).to.deep.equal(['initiateAuthentication']);
      expect(world.orderState).to.equal('Released');
    };

    it('refuses a server that signs for another address, as one in between does [S58]', async () => {
      const functions = (smdp: SmdpServer) => ({
        ...altered(smdp, {}),
        initiateAuthentication: (request: Parameters<SmdpServer['initiateAuthentication']>[0]) =>
          smdp.initiateAuthentication({ ...request, smdpAddress: ADDRESS }),
      });
      await using world = await World.open({ functions });
      const order = { ...world.order, smdpAddress: 'rogue.example.com' };
      const act = new ProfileDownload(order, world.downloadOptions()).run();
      await untouched(world, 'ServerAddressMismatch', act, 'rogue.example.com', ADDRESS);
    });

    it('refuses a matching id that is a binding: the eUICC would sign a registration for whoever gave the code [S33]', async () => {
      await using world = await World.open();
      const matchingId = bindingMatchingId((1n << 247n) + 5n);
      const act = new ProfileDownload({ ...world.order, matchingId }, world.downloadOptions()).run();
      const error = await rejectionOf<DownloadError>('BindingAsMatchingId', act);
      expect(error.message).to.not.include(matchingId);
      expect(world.http.calls).to.deep.equal([]);
    });

    it('refuses a server whose certificate has another object identifier than the activation code', async () => {
      await using world = await World.open();
      const order = { ...world.order, smdpOid: '2.999.11' };
      const act = new ProfileDownload(order, world.downloadOptions()).run();
      await untouched(world, 'ServerOidMismatch', act, '2.999.11', SMDP_OID);
    });

    it('accepts the one with the object identifier of the activation code, in an address of other case', async () => {
      await using world = await World.open();
      const order = { ...world.order, smdpOid: SMDP_OID, smdpAddress: ADDRESS.toUpperCase() };
      await new ProfileDownload(order, world.downloadOptions()).run();
      expect(world.orderState).to.equal('Installed');
    });

    it('refuses an answer that names another transaction than the signed one [S58]', async () => {
      const initiateAuthentication = (answer: object) => ({ ...answer, transactionId: FOREIGN });
      await using world = await World.open({ functions: (smdp) => altered(smdp, { initiateAuthentication }) });
      await untouched(world, 'TransactionIdMismatch', download(world));
    });

    it('refuses an answer to another challenge, signed for an earlier session [S58]', async () => {
      const answers: object[] = [];
      const initiateAuthentication = (answer: object) => {
        answers.push(answer);
        return answers[0];
      };
      await using world = await World.open({ functions: (smdp) => altered(smdp, { initiateAuthentication }) });
      await world.es9Plus.initiateAuthentication(ADDRESS, await firstRequest(world));
      world.http.calls.length = 0;
      await untouched(world, 'ChallengeMismatch', download(world));
    });

    it('refuses what the caller refuses', async () => {
      await using world = await World.open();
      const checkServer = () => Promise.reject(new Error('not the registered server'));
      const error = await download(world, { checkServer }).catch((error: unknown) => error);
      expect(error).to.be.an('error').with.property('message', 'not the registered server');
      expect(world.http.calls).to.deep.equal(['initiateAuthentication']);
    });
  });

  describe('after AuthenticateServer is cancelled on both sides', () => {
    it('where AuthenticateClient is answered for another transaction', async () => {
      const authenticateClient = (answer: object) => ({ ...answer, transactionId: FOREIGN });
      await using world = await World.open({ functions: (smdp) => altered(smdp, { authenticateClient }) });
      await expectCancelled(world, 'TransactionIdMismatch', 'undefinedReason');
    });

    it('where the package is answered for another transaction', async () => {
      const getBoundProfilePackage = (answer: object) => ({ ...answer, transactionId: FOREIGN });
      await using world = await World.open({ functions: (smdp) => altered(smdp, { getBoundProfilePackage }) });
      await expectCancelled(world, 'TransactionIdMismatch', 'undefinedReason');
    });

    it('where the package has other metadata than the user was shown', async () => {
      const authenticateClient = (answer: { profileMetadata: { value: StoreMetadataRequest } }) => {
        const value = { ...answer.profileMetadata.value, profileName: 'Something better' };
        return { ...answer, profileMetadata: encodeExact(StoreMetadata, value) };
      };
      await using world = await World.open({ functions: (smdp) => altered(smdp, { authenticateClient }) });
      await expectCancelled(world, 'MetadataMismatch', 'metadataMismatch');
      expect(world.orderState).to.equal('Error');
    });

    it('where the eUICC refuses what the server signed', async () => {
      const authenticateClient = (answer: { smdpSignature2: Uint8Array }) => ({
        ...answer,
        smdpSignature2: answer.smdpSignature2.toReversed(),
      });
      await using world = await World.open({ functions: (smdp) => altered(smdp, { authenticateClient }) });
      const error = await expectCancelled(world, 'EuiccRefused', 'undefinedReason');
      expect(error.message).to.include('invalidSignature (2)');
    });

    it('or has nothing to cancel, where the eUICC does not accept the server', async () => {
      const initiateAuthentication = (answer: { serverSignature1: Uint8Array }) => ({
        ...answer,
        serverSignature1: answer.serverSignature1.toReversed(),
      });
      await using world = await World.open({ functions: (smdp) => altered(smdp, { initiateAuthentication }) });
      const error = await rejectionOf<DownloadError>('EuiccRefused', download(world), 'invalidSignature (2)');
      expect(error.cancellation).to.include({ euicc: 'noSession', server: 'notTold' });
      expect(error.step).to.equal('initiated');
      expect(world.http.calls).to.deep.equal(['initiateAuthentication']);
      expect(world.journal.record).to.equal(undefined);
    });

    it('where the package cannot be read', async () => {
      const getBoundProfilePackage = (answer: { boundProfilePackage: Uint8Array }) => ({
        ...answer,
        boundProfilePackage: Uint8Array.of(0xbf, 0x36, 0x00),
      });
      await using world = await World.open({ functions: (smdp) => altered(smdp, { getBoundProfilePackage }) });
      await expectCancelled(world, 'PackageInvalid', 'undefinedReason');
    });

    it('where the user rejects the profile: the order has ended', async () => {
      await using world = await World.open();
      world.endUser.acceptProfile = () => Promise.resolve('rejected');
      await expectCancelled(world, 'EndUserRejected', 'endUserRejection');
      expect(world.orderState).to.equal('Error');
    });

    it('where the user postpones it: the order can be used again', async () => {
      await using world = await World.open();
      world.endUser.acceptProfile = () => Promise.resolve('postponed');
      await expectCancelled(world, 'EndUserPostponed', 'postponed');
      world.endUser.acceptProfile = () => Promise.resolve('accepted');
      await download(world);
      expect(world.orderState).to.equal('Installed');
    });

    it('where the user does not accept the policy rules that need consent', async () => {
      await using world = await World.open({ order: { metadata: { profilePolicyRules: ['ppr2'] } } });
      let asked: readonly string[] = [];
      world.endUser.acceptPolicyRules = (rules) => {
        asked = rules;
        return Promise.resolve('rejected');
      };
      await expectCancelled(world, 'EndUserRejected', 'endUserRejection');
      expect(asked).to.deep.equal(['ppr2']);
    });

    it('where the eUICC does not authorise the operator for a policy rule', async () => {
      const order = { metadata: { profilePolicyRules: ['ppr1'] as const } };
      await using world = await World.open({ order, properties: { rulesAuthorisationTable: [] } });
      const error = await expectCancelled(world, 'PprNotAllowed', 'pprNotAllowed');
      expect(error.message).to.include('ppr1');
      expect(world.endUser.asked).to.deep.equal([]);
    });

    it('where the profile is for tests, unless they are allowed', async () => {
      const order = { metadata: { profileClass: 0 } };
      await using world = await World.open({ order });
      await expectCancelled(world, 'TestProfile', 'undefinedReason');
      await using testing = await World.open({ order });
      await download(testing, { allowTestProfile: true });
      expect(testing.orderState).to.equal('Installed');
    });

    it('where the confirmation code is missing or wrong, and the order can be used with the right one', async () => {
      await using world = await World.open({ order: { confirmationCode: '12345678' } });
      await expectCancelled(world, 'ConfirmationCodeMissing', 'postponed');
      world.endUser.code = '87654321';
      const error = await rejectionOf<DownloadError>('ServerRefused', download(world), '8.2.7/3.8');
      expect(error.message).to.not.include('87654321');
      expect(error.cancellation?.euicc).to.equal('cancelled');
      world.endUser.code = '12345678';
      await download(world);
      expect(world.orderState).to.equal('Installed');
      expect(world.endUser.asked.filter((question) => question === 'code')).to.have.length(3);
    });

    it('where the eUICC fails in the middle of the package', async () => {
      await using world = await World.open();
      const { connection } = world;
      let pieces = 0;
      const es10 = {
        exchange: (command: Uint8Array) =>
          command[0] === 0x86 && ++pieces === 2
            ? Promise.reject(new ApduError('Refused', 'The card refused STORE DATA: 6581, memory fault.'))
            : connection.exchange(command),
      };
      const error = await expectCancelled(
        world,
        'EuiccUnreachable',
        'loadBppExecutionError',
        download(world, { es10 }),
      );
      expect(error.step).to.equal('installing');
    });

    it('where smdpSigned2 is of another transaction', async () => {
      const authenticateClient = (answer: { smdpSigned2: { value: SmdpSigned2 } }) => ({
        ...answer,
        smdpSigned2: encodeExact(SmdpSigned2, { ...answer.smdpSigned2.value, transactionId: FOREIGN }),
      });
      await using world = await World.open({ functions: (smdp) => altered(smdp, { authenticateClient }) });
      await expectCancelled(world, 'TransactionIdMismatch', 'undefinedReason');
    });

    it('where the server has no such order', async () => {
      await using world = await World.open();
      const order = { ...world.order, matchingId: 'ANOTHER' };
      const act = new ProfileDownload(order, world.downloadOptions()).run();
      const error = await rejectionOf<DownloadError>('ServerRefused', act, '8.2.6/3.8');
      expect(error.step).to.equal('serverAuthenticated');
      expect(error.cancellation).to.include({ reason: CancelSessionReason.postponed, euicc: 'cancelled' });
      expect(world.http.calls.at(-1)).to.equal('cancelSession');
      expect(world.journal.record).to.equal(undefined);
    });

    for (const [name, tag] of Object.entries(EUICC_FUNCTIONS)) {
      it(`where the eUICC answers ${name} with nonsense`, async () => {
        await using world = await World.open({ order: { metadata: { profilePolicyRules: ['ppr2'] } } });
        const act = download(world, { es10: bent(world, tag, () => Promise.resolve(Uint8Array.of(0x30, 0x00))) });
        await expectBothTold(world, await rejectionOf<DownloadError>('EuiccResponse', act, name), 'undefinedReason');
      });

      it(`where the card does not carry the answer of ${name}`, async () => {
        await using world = await World.open({ order: { metadata: { profilePolicyRules: ['ppr2'] } } });
        const failure = new ApduError('Refused', 'The card refused GET RESPONSE: 6F00, no diagnosis.');
        const act = download(world, { es10: bent(world, tag, () => Promise.reject(failure)) });
        await expectBothTold(world, await rejectionOf<DownloadError>('EuiccUnreachable', act), 'timeout');
      });
    }

    for (const question of ['acceptProfile', 'acceptPolicyRules', 'confirmationCode'] as const) {
      it(`where ${question} is left without an answer, or fails`, async () => {
        const order = { confirmationCode: '1234', metadata: { profilePolicyRules: ['ppr2'] as const } };
        await using world = await World.open({ order });
        world.endUser[question] = () => Promise.reject(new LpaError('Interrupted', 'There was no answer.'));
        await expectCancelled(world, 'Interrupted', 'postponed');

        await using broken = await World.open({ order });
        const bug = new TypeError('a bug');
        broken.endUser[question] = () => Promise.reject(bug);
        expect(await download(broken).catch((error: unknown) => error)).to.equal(bug);
        expect(broken.smdpStore.sessions.all().map(({ state }) => state)).to.deep.equal(['Ended']);
        await expectNoSession(broken);
      });
    }

    for (const step of STEPS_WITH_A_SESSION) {
      it(`where the journal can no more be written, or whoever shows the progress fails, at ${step}`, async () => {
        await using full = await World.open();
        const options = full.downloadOptions();
        const save = options.journal.save.bind(options.journal);
        const failure = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        let isFull = false;
        options.journal.save = (record) => {
          isFull ||= record.step === step;
          return isFull ? Promise.reject(failure) : save(record);
        };
        const act = new ProfileDownload(full.order, options).run();
        expect(await act.catch((error: unknown) => error)).to.equal(failure);
        expect(full.http.calls.at(-1)).to.equal('cancelSession');
        await expectNoSession(full);

        await using broken = await World.open();
        const onProgress = (progress: DownloadProgress) => {
          if (progress.kind === 'step' && progress.step === step) throw failure;
        };
        expect(await download(broken, { onProgress }).catch((error: unknown) => error)).to.equal(failure);
        expect(broken.http.calls.at(-1)).to.equal('cancelSession');
        await expectNoSession(broken);
      });
    }

    for (const name of ['authenticateClient', 'getBoundProfilePackage'] as const) {
      const order = name === 'authenticateClient' ? {} : { confirmationCode: '1234' };
      const opened = async (client = {}) => {
        const world = await World.open({ order, client });
        world.endUser.code = '1234';
        return world;
      };

      it(`where ${name} is answered by a redirect`, async () => {
        await using world = await opened();
        world.http.misbehave(name, answering(307, '', { Location: 'http://127.0.0.1:1/' }));
        await expectCancelledAfterSilence(world, 'Redirected', 'timeout');
      });

      it(`where ${name} is answered by more than it may have`, async () => {
        await using world = await opened({ maximumBody: 100_000, maximumPackageBody: 100_000 });
        world.http.misbehave(name, answering(200, 'x'.repeat(200_000)));
        await expectCancelledAfterSilence(world, 'BodyTooLarge', 'timeout');
      });

      it(`where ${name} is answered too slowly`, async () => {
        await using world = await opened({ timeout: 200, packageTimeout: 200 });
        world.http.misbehave(name, (request) => void request.resume());
        await expectCancelledAfterSilence(world, 'Timeout', 'timeout');
      });

      it(`where the connection breaks in ${name}`, async () => {
        await using world = await opened();
        world.http.misbehave(name, breaking);
        await expectCancelledAfterSilence(world, 'Unreachable', 'timeout');
      });
    }
  });

  it('is told to the server later, where it cannot be reached', async () => {
    await using world = await World.open({ client: { attempts: 1 } });
    world.endUser.acceptProfile = () => Promise.resolve('postponed');
    world.http.misbehave('cancelSession', answering(503));
    const error = await rejectionOf<DownloadError>('EndUserPostponed', download(world), 'resume');
    expect(error.cancellation).to.include({ euicc: 'cancelled', server: 'unreached' });
    expect(world.journal.record).to.include({ step: 'cancelling' });
  });

  it('has a result where the eUICC refuses the package: the server gets that, and no cancellation', async () => {
    await using world = await World.open();
    await download(world);
    const error = await rejectionOf<DownloadError>('InstallationFailed', installAgain(world), 'IccidAlreadyExists');
    expect(error.cancellation).to.equal(undefined);
    expect(world.http.calls.at(-1)).to.equal('handleNotification');
    expect(world.euicc.state.notifications).to.deep.equal([]);
    expect(world.smdpStore.orders.all().map(({ state }) => state)).to.deep.equal(['Installed', 'Error']);
  });
});

/** The eUICC of `world`, which executes BFxx with this second octet, but whose answer is another one. */
function bent({ connection }: World, tag: number, answer: () => Promise<Uint8Array>): Es10Channel {
  return {
    async exchange(command) {
      const own = await connection.exchange(command);
      return command[0] === 0xbf && command[1] === tag ? answer() : own;
    },
  };
}

async function expectNoSession({ connection, smdpStore, journal }: World): Promise<void> {
  const { transactionId } = smdpStore.sessions.all()[0]!;
  const again = cancelSession(connection, { transactionId: Buffer.from(transactionId, 'hex'), reason: 0 });
  await rejectionOf('EuiccRefused', again, 'invalidTransactionId');
  expect(journal.record).to.equal(undefined);
}

/** That the eUICC cancelled and the server was told, whatever it had of the session. */
async function expectBothTold(
  world: World,
  error: DownloadError,
  reason: keyof typeof CancelSessionReason,
): Promise<void> {
  expect(error.cancellation).to.include({ reason: CancelSessionReason[reason], euicc: 'cancelled' });
  expect(error.cancellation?.server).to.be.oneOf(['cancelled', 'refused']);
  expect(world.http.calls.at(-1)).to.equal('cancelSession');
  expect(world.euicc.state.profiles).to.deep.equal([]);
  await expectNoSession(world);
}

/** The server never saw the request, or sent its answer to nobody: it may have no session with a chip yet. */
async function expectCancelledAfterSilence(
  world: World,
  code: LpaErrorCode,
  reason: keyof typeof CancelSessionReason,
): Promise<void> {
  const error = await rejectionOf<DownloadError>(code, download(world));
  expect(error.cancellation).to.include({ reason: CancelSessionReason[reason], euicc: 'cancelled' });
  expect(error.cancellation?.server).to.be.oneOf(['cancelled', 'refused']);
  expect(world.http.calls.at(-1)).to.equal('cancelSession');
}

/** What begins a session. */
async function firstRequest(world: World) {
  return {
    smdpAddress: ADDRESS,
    euiccInfo1: await getEuiccInfo1(world.connection),
    euiccChallenge: await getEuiccChallenge(world.connection),
  };
}

async function installAgain(world: World): Promise<unknown> {
  await placeOrder(world.smdpStore, { matchingId: 'SECOND' });
  const order = { ...world.order, matchingId: 'SECOND' };
  return new ProfileDownload(order, world.downloadOptions()).run();
}
