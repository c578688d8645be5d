import { expect } from 'chai';
import { mintPkiCrls } from '../../../src/pki/mint/crls.ts';
import { mintNegative } from '../../../src/pki/mint/negative.ts';
import { mintPki } from '../../../src/pki/mint/pki.ts';
import { LoadCrlRequest, LoadCrlResponse, LoadCrlResponseError } from '../../../src/rsp/structures/load-crl.ts';
import { AuthenticateErrorCode } from '../../../src/rsp/structures/authenticate-server.ts';
import { DownloadErrorCode } from '../../../src/rsp/structures/prepare-download.ts';
import { Bench } from '../support/cards.ts';
import { mintedPki, NOT_BEFORE } from '../support/parties.ts';

const OK = { kind: 'loadCRLResponseOk', value: {} };
const YEAR = 365n * 86_400n;

describe('LoadCRL', () => {
  const { ci, dpAuth, dpPb } = mintedPki();
  const load = ({ lpa }: Bench, crl: Uint8Array) => lpa.call(LoadCrlRequest, LoadCrlResponse, { crl });
  const error = (name: keyof typeof LoadCrlResponseError) => ({
    kind: 'loadCRLResponseError',
    value: LoadCrlResponseError[name],
  });
  const crls = (number: bigint, revoked: Parameters<typeof mintPkiCrls>[1]['revoked'] = [], thisUpdate = NOT_BEFORE) =>
    mintPkiCrls(ci, { number, thisUpdate, revoked }).map(({ crl }) => crl.der) as [Uint8Array, Uint8Array];

  it('keeps one CRL of each scope, the freshest, also over a restart', async () => {
    const bench = await Bench.open();
    const [a1, b1] = crls(1n);
    const [a2] = crls(2n);
    expect(await load(bench, a1)).to.deep.equal(OK);
    expect(await load(bench, a1)).to.deep.equal(OK);
    expect(await load(bench, b1)).to.deep.equal(OK);
    expect(await load(bench, a2)).to.deep.equal(OK);
    expect(await load(bench, a1)).to.deep.equal(error('fresherCrlAlreadyLoaded'));
    expect((await bench.restarted()).euicc.state.crls).to.deep.equal([b1, a2]);
  });

  it('refuses what is no CRL, of another CI, or altered', async () => {
    const bench = await Bench.open();
    const other = mintPki({ seed: 'test/euicc/another CI' });
    const [a1] = crls(1n);
    expect(await load(bench, dpAuth.certificate.der)).to.deep.equal(error('invalidCRLFormat'));
    expect(await load(bench, other.crls[0]!.crl.der)).to.deep.equal(error('verificationKeyNotFound'));
    expect(await load(bench, a1.with(-1, a1.at(-1)! ^ 1))).to.deep.equal(error('invalidSignature'));
    expect(bench.euicc.state.crls).to.deep.equal([]);
  });

  it('makes AuthenticateServer refuse a server that is revoked', async () => {
    const bench = await Bench.open();
    await load(bench, crls(1n, [dpAuth])[0]);
    const response = await bench.lpa.authenticateServer(bench.server().authenticateServer(await bench.lpa.challenge()));
    expect(response.value).to.deep.include({ authenticateErrorCode: AuthenticateErrorCode.invalidCertificate });
  });

  it('makes PrepareDownload refuse a binding certificate that is revoked', async () => {
    const bench = await Bench.open();
    const server = bench.server();
    await load(bench, crls(1n, [dpPb])[1]);
    await bench.lpa.authenticate(server);
    const response = await bench.lpa.prepareDownload(server.prepareDownload());
    expect(response.value).to.deep.include({ downloadErrorCode: DownloadErrorCode.invalidCertificate });
  });

  it('gives it a time that has passed: a certificate that ended before is refused then', async () => {
    const bench = await Bench.open();
    const { lpa } = bench;
    const profile = await import('../../../src/pki/mint/profile.ts');
    const validity = { notBefore: NOT_BEFORE - 2n * YEAR, notAfter: NOT_BEFORE - 1n };
    const signer = mintedPki().authority.mint({
      name: 'ended',
      profile: profile.serverProfile('DpAuth'),
      validity,
      issuer: ci,
    });
    const answer = async () =>
      (await lpa.authenticateServer(bench.server().authenticateServer(await lpa.challenge(), { signer }))).kind;
    expect(await answer()).to.equal('authenticateResponseOk');
    await load(bench, crls(1n, [], NOT_BEFORE - YEAR)[0]);
    expect(await answer()).to.equal('authenticateResponseOk');
    await load(bench, crls(2n)[0]);
    expect(await answer()).to.equal('authenticateResponseError');
    const future = mintNegative(mintedPki(), 'notYetValid');
    const request = bench.server().authenticateServer(await lpa.challenge(), {
      signer: { certificate: dpAuth.certificate, secretKey: future.secretKey },
      certificate: future.der,
    });
    expect((await lpa.authenticateServer(request)).kind).to.equal('authenticateResponseOk');
  });
});
