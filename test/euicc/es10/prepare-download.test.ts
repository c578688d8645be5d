import { expect } from 'chai';
import { isSignatureOf } from '../../../src/rsp/raw-signature.ts';
import { mintNegative } from '../../../src/pki/mint/negative.ts';
import { mintPki } from '../../../src/pki/mint/pki.ts';
import { subjectAltName } from '../../../src/pki/mint/extension.ts';
import { withExtension } from '../../../src/pki/mint/forge.ts';
import { serverProfile } from '../../../src/pki/mint/profile.ts';
import { Oid } from '../../../src/pki/oid.ts';
import { OneTimeKeyPair } from '../../../src/rsp/bsp/one-time-key-pair.ts';
import { hashCc, hashedConfirmationCode } from '../../../src/rsp/bsp/confirmation-code.ts';
import { CancelSessionRequest, CancelSessionResponse } from '../../../src/rsp/structures/cancel-session.ts';
import { DownloadErrorCode, type PrepareDownloadRequest } from '../../../src/rsp/structures/prepare-download.ts';
import { chainedSignatureInput } from '../../../src/rsp/structures/signature.ts';
import { Bench } from '../support/cards.ts';
import type { LpaDouble } from '../support/lpa.ts';
import { mintedPki } from '../support/parties.ts';
import type { ServerDouble } from '../support/server.ts';

type Code = keyof typeof DownloadErrorCode;

describe('PrepareDownload', () => {
  let bench: Bench;
  let lpa: LpaDouble;
  let server: ServerDouble;
  beforeEach(async () => {
    bench = await Bench.open();
    ({ lpa } = bench);
    server = bench.server();
  });

  async function expectCode(request: PrepareDownloadRequest, code: Code): Promise<void> {
    expect(await lpa.prepareDownload(request)).to.deep.equal({
      kind: 'downloadResponseError',
      value: { transactionId: request.smdpSigned2.value.transactionId, downloadErrorCode: DownloadErrorCode[code] },
    });
  }

  async function ok(request: PrepareDownloadRequest) {
    const response = await lpa.prepareDownload(request);
    if (response.kind !== 'downloadResponseOk') throw new Error(`error ${response.value.downloadErrorCode}`);
    return response.value;
  }

  it('signs a fresh one-time key, chained to the signature of the server', async () => {
    await lpa.authenticate(server);
    const request = server.prepareDownload();
    const { euiccSigned2, euiccSignature2 } = await ok(request);
    const { publicKey } = mintedPki().euiccs[0].certificate;
    const signed = chainedSignatureInput(euiccSigned2.raw, request.smdpSignature2);
    expect(isSignatureOf(signed, euiccSignature2, publicKey)).to.equal(true);
    expect(euiccSigned2.value).to.have.all.keys('transactionId', 'euiccOtpk');
    expect(euiccSigned2.value.transactionId).to.deep.equal(server.transactionId);
  });

  it('makes another one-time key for each call, also where the server asks for one that it does not have [S65]', async () => {
    const keys = new Set<string>();
    for (let i = 0; i < 5; i++) {
      server = bench.server();
      await lpa.authenticate(server);
      for (let call = 0; call < 2; call++) {
        const bppEuiccOtpk = OneTimeKeyPair.generate().publicKey;
        const { euiccSigned2 } = await ok(server.prepareDownload(call === 0 ? {} : { bppEuiccOtpk }));
        keys.add(Buffer.from(euiccSigned2.value.euiccOtpk).toString('hex'));
      }
    }
    expect(keys.size).to.equal(10);
  });

  it('passes the hash of the confirmation code on where the server requires one', async () => {
    await lpa.authenticate(server);
    const hash = hashCc(hashedConfirmationCode('12345678'), server.transactionId);
    const { euiccSigned2 } = await ok(server.prepareDownload({ ccRequiredFlag: true, hashCc: hash }));
    expect(euiccSigned2.value.hashCc).to.deep.equal(hash);
    const unasked = await ok(server.prepareDownload({ hashCc: hash }));
    expect(unasked.euiccSigned2.value).not.to.have.property('hashCc');
  });

  it('refuses where the server requires a confirmation code and there is none (undefinedError)', async () => {
    await lpa.authenticate(server);
    await expectCode(server.prepareDownload({ ccRequiredFlag: true }), 'undefinedError');
  });

  it('refuses before AuthenticateServer, and after it failed (noSessionContext)', async () => {
    await expectCode(server.prepareDownload(), 'noSessionContext');
    await lpa.challenge();
    await expectCode(server.prepareDownload(), 'noSessionContext');
    await lpa.authenticateServer(server.authenticateServer(new Uint8Array(16)));
    await expectCode(server.prepareDownload(), 'noSessionContext');
  });

  it('refuses a certificate of another role than DPpb (invalidCertificate)', async () => {
    for (const signer of [mintedPki().dpAuth, mintedPki().dpTls, mintedPki().dsAuth]) {
      await lpa.authenticate(server);
      await expectCode(server.prepareDownload({ signer }), 'invalidCertificate');
    }
  });

  it('refuses the DPpb certificate of another server than the one that authenticated (invalidCertificate)', async () => {
    const profile = serverProfile('DpPb');
    const { der, secretKey } = withExtension(mintedPki(), 'other pb', profile, Oid.subjectAltName, [
      subjectAltName('2.999.77'),
    ]);
    await lpa.authenticate(server);
    const signer = { certificate: mintedPki().dpPb.certificate, secretKey };
    await expectCode(server.prepareDownload({ signer, certificate: der }), 'invalidCertificate');
  });

  it('refuses after an SM-DS authenticated (invalidCertificate)', async () => {
    const request = server.authenticateServer(await lpa.challenge(), { signer: mintedPki().dsAuth });
    const response = await lpa.authenticateServer(request);
    if (response.kind !== 'authenticateResponseOk') throw new Error(response.kind);
    server.authenticated(response.value);
    await expectCode(server.prepareDownload(), 'invalidCertificate');
  });

  it('refuses a certificate of another CI, altered, or on another curve', async () => {
    const other = mintPki({ seed: 'test/euicc/another CI' });
    await lpa.authenticate(server);
    await expectCode(server.prepareDownload({ signer: other.dpPb }), 'invalidCertificate');
    for (const [negative, code] of [
      ['tamperedSignature', 'invalidCertificate'],
      ['withoutRegisteredId', 'invalidCertificate'],
      ['brainpool', 'unsupportedCurve'],
    ] as const) {
      await lpa.authenticate(server);
      await expectCode(server.prepareDownload({ certificate: mintNegative(mintedPki(), negative).der }), code);
    }
  });

  it('refuses a signature by another key or over another signature of the chip (invalidSignature)', async () => {
    await lpa.authenticate(server);
    const { dpPb, dpAuth } = mintedPki();
    const signer = { certificate: dpPb.certificate, secretKey: dpAuth.secretKey };
    await expectCode(server.prepareDownload({ signer }), 'invalidSignature');
    await lpa.authenticate(server);
    const recorded = server.euiccSignature1;
    await lpa.authenticate(server);
    await expectCode(server.prepareDownload({ euiccSignature1: recorded }), 'invalidSignature');
  });

  it('refuses another transaction id (invalidTransactionId)', async () => {
    await lpa.authenticate(server);
    await expectCode(server.prepareDownload({ transactionId: Uint8Array.of(1) }), 'invalidTransactionId');
  });

  it('has no second try after a refusal; the session can be cancelled then', async () => {
    await lpa.authenticate(server);
    await expectCode(server.prepareDownload({ ccRequiredFlag: true }), 'undefinedError');
    await expectCode(server.prepareDownload(), 'noSessionContext');
    const { transactionId } = server;
    const cancelled = await lpa.call(CancelSessionRequest, CancelSessionResponse, { transactionId, reason: 127 });
    expect(cancelled.kind).to.equal('cancelSessionResponseOk');
  });
});
