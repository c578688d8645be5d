import { expect } from 'chai';
import { Ecasd } from '../../../src/euicc/ecasd/ecasd.ts';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { withExtension } from '../../../src/pki/mint/forge.ts';
import { mintPki } from '../../../src/pki/mint/pki.ts';
import { subjectAltName } from '../../../src/pki/mint/extension.ts';
import { serverProfile } from '../../../src/pki/mint/profile.ts';
import { Oid } from '../../../src/pki/oid.ts';
import { OneTimeKeyPair } from '../../../src/rsp/bsp/one-time-key-pair.ts';
import { segment } from '../../../src/rsp/segmentation.ts';
import { CancelSessionRequest, CancelSessionResponse } from '../../../src/rsp/structures/cancel-session.ts';
import { EuiccMemoryResetRequest, EuiccMemoryResetResponse } from '../../../src/rsp/structures/memory-reset.ts';
import { Bench } from '../support/cards.ts';
import { mintedEcasd, mintedPki, NOT_BEFORE, type Signer } from '../support/parties.ts';
import { metadataFor, profileOf, type ServerDouble } from '../support/server.ts';

const ICCID = '89000123456789012341';
const OTHER = '89000123456789012342';

/** A new session of `server` that names `bppEuiccOtpk`; the key that the chip answers with. */
async function prepared(
  { lpa }: Bench,
  server: ServerDouble,
  bppEuiccOtpk?: Uint8Array,
  ciPKId?: Uint8Array,
): Promise<Uint8Array> {
  const request = server.authenticateServer(await lpa.challenge(), ciPKId && { ciPKId });
  const authenticated = await lpa.authenticateServer(request);
  if (authenticated.kind !== 'authenticateResponseOk') throw new Error(JSON.stringify(authenticated.value));
  server.authenticated(authenticated.value);
  const response = await lpa.prepareDownload(server.prepareDownload(bppEuiccOtpk && { bppEuiccOtpk }));
  if (response.kind !== 'downloadResponseOk') throw new Error(JSON.stringify(response.value));
  server.prepared(response.value.euiccSigned2.raw);
  return server.euiccOtpk;
}

describe('The one-time key of a chip', () => {
  it('is used again where its server names it, in another session and after a loss of power', async () => {
    const bench = await Bench.open();
    const first = await prepared(bench, bench.server());
    expect(await prepared(bench, bench.server(), first)).to.deep.equal(first);
    const restarted = await bench.restarted();
    const server = restarted.server();
    expect(await prepared(restarted, server, first)).to.deep.equal(first);
    const result = await restarted.lpa.load(server.bind(profileOf(ICCID), metadataFor(ICCID)));
    expect(result!.profileInstallationResultData.value.finalResult.kind).to.equal('successResult');
  });

  it('is used again after the session was cancelled before a package came', async () => {
    const bench = await Bench.open();
    const server = bench.server();
    const first = await prepared(bench, server);
    const { transactionId } = server;
    await bench.lpa.call(CancelSessionRequest, CancelSessionResponse, { transactionId, reason: 1 });
    expect(await prepared(bench, bench.server(), first)).to.deep.equal(first);
  });

  it('is a fresh one where the server names none, an unknown one, or one before the last', async () => {
    const bench = await Bench.open();
    const first = await prepared(bench, bench.server());
    const second = await prepared(bench, bench.server());
    const third = await prepared(bench, bench.server(), OneTimeKeyPair.generate().publicKey);
    const fourth = await prepared(bench, bench.server(), first);
    const fifth = await prepared(bench, bench.server(), third);
    expect(new Set([first, second, third, fourth, fifth].map(String)).size).to.equal(5);
    expect(await prepared(bench, bench.server(), fifth)).to.deep.equal(fifth);
  });

  it('is not given to a server of another name', async () => {
    const bench = await Bench.open();
    const [dpAuth, dpPb] = (['DpAuth', 'DpPb'] as const).map((role): Signer => {
      const profile = serverProfile(role);
      const name = [subjectAltName('2.999.77')];
      const forged = withExtension(mintedPki(), `another ${role}`, profile, Oid.subjectAltName, name);
      return { certificate: parseCertificate(forged.der), secretKey: forged.secretKey };
    });
    const first = await prepared(bench, bench.server());
    const other = await prepared(bench, bench.server({ dpAuth: dpAuth!, dpPb: dpPb! }), first);
    expect(other).not.to.deep.equal(first);
    expect(await prepared(bench, bench.server(), other)).not.to.deep.equal(other);
  });

  it('is not given to a server of the same name under another CI', async () => {
    const another = mintPki({ seed: 'test/euicc/another CI', notBefore: NOT_BEFORE });
    const { credentials } = mintedEcasd(mintedPki().euiccs[0]);
    const ecasd = new Ecasd(credentials, [mintedPki().ci.certificate, another.ci.certificate]);
    const bench = await Bench.open({ parties: { ...(await Bench.open()).parties, ecasd } });
    const first = await prepared(bench, bench.server());
    const { dpAuth, dpPb } = another;
    expect(dpPb.certificate.registeredId).to.deep.equal(mintedPki().dpPb.certificate.registeredId);
    expect(await prepared(bench, bench.server({ dpAuth, dpPb }), first)).not.to.deep.equal(first);
  });

  const beginLoading = async ({ lpa }: Bench, server: ServerDouble): Promise<void> => {
    const [begin, next] = segment(server.bind(profileOf(ICCID), metadataFor(ICCID)));
    for (const piece of [begin!, next!]) await lpa.channel.exchange(piece);
  };
  const endings: Readonly<Record<string, (bench: Bench, server: ServerDouble) => Promise<unknown>>> = {
    'the package was installed': ({ lpa }, server) => lpa.load(server.bind(profileOf(ICCID), metadataFor(ICCID))),
    'the package failed': ({ lpa }, server) =>
      lpa.load(server.bind(profileOf(ICCID), metadataFor(ICCID), { remoteOpId: 2 })),
    'another session interrupted the package': async (bench, server) => {
      await beginLoading(bench, server);
      await bench.lpa.challenge();
    },
    'the package was cancelled': async (bench, server) => {
      await beginLoading(bench, server);
      const { transactionId } = server;
      await bench.lpa.call(CancelSessionRequest, CancelSessionResponse, { transactionId, reason: 1 });
    },
    'the memory was reset': ({ lpa }) =>
      lpa.call(EuiccMemoryResetRequest, EuiccMemoryResetResponse, { resetOptions: ['deleteOperationalProfiles'] }),
  };
  for (const [ending, end] of Object.entries(endings)) {
    it(`is forgotten once ${ending}`, async () => {
      const bench = await Bench.open();
      await bench.lpa.download(bench.server(), metadataFor(OTHER));
      const server = bench.server();
      const first = await prepared(bench, server);
      expect(bench.euicc.state.oneTimeKey).not.to.equal(undefined);
      await end(bench, server);
      expect(bench.euicc.state.oneTimeKey).to.equal(undefined);
      expect(await prepared(bench, bench.server(), first)).not.to.deep.equal(first);
    });
  }

  it('is forgotten once a loss of power interrupted the package', async () => {
    const bench = await Bench.open();
    const server = bench.server();
    const first = await prepared(bench, server);
    await beginLoading(bench, server);
    const restarted = await bench.restarted();
    expect(restarted.euicc.state.oneTimeKey).to.equal(undefined);
    expect(await prepared(restarted, restarted.server(), first)).not.to.deep.equal(first);
  });
});
