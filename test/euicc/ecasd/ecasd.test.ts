import { inspect } from 'node:util';
import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { EuiccCredential, type CredentialParts } from '../../../src/euicc/ecasd/credential.ts';
import { Ecasd } from '../../../src/euicc/ecasd/ecasd.ts';
import { EuiccError } from '../../../src/euicc/error.ts';
import { mintPki, type MintedPki } from '../../../src/pki/mint/pki.ts';
import { DownloadErrorCode } from '../../../src/rsp/structures/prepare-download.ts';
import { Bench } from '../support/cards.ts';
import { mintedParties, mintedPki, NOT_BEFORE } from '../support/parties.ts';
import { metadataFor, profileOf, ServerDouble } from '../support/server.ts';

const other = (): MintedPki => mintPki({ seed: 'test/euicc/second CI', notBefore: NOT_BEFORE });

function partsOf({ euiccs: [euicc], eum, ci }: MintedPki): CredentialParts {
  return {
    euiccCertificate: euicc.certificate,
    eumCertificate: eum.certificate,
    ciCertificate: ci.certificate,
    secretKey: euicc.secretKey,
  };
}

function expectRefused(act: () => unknown): void {
  expect(act).to.throw(EuiccError).with.property('code', 'Credential');
}

describe('ECASD', () => {
  it('is made of a line of certificates and the key of the chip, and of nothing else', () => {
    const parts = partsOf(mintedPki());
    const stranger = partsOf(other());
    const [, second] = mintedPki().euiccs;
    const { subCiEuicc, subCiEum, subCi } = mintedPki();
    const negated = p256.Point.Fn.ORDER - BigInt(`0x${Buffer.from(parts.secretKey).toString('hex')}`);
    const secretKey = Uint8Array.from(Buffer.from(negated.toString(16).padStart(64, '0'), 'hex'));
    expectRefused(() => new EuiccCredential({ ...parts, secretKey: second!.secretKey }));
    expectRefused(() => new EuiccCredential({ ...parts, secretKey }));
    expectRefused(() => new EuiccCredential({ ...parts, secretKey: new Uint8Array(32) }));
    expectRefused(() => new EuiccCredential({ ...parts, secretKey: new Uint8Array(31) }));
    expectRefused(() => new EuiccCredential({ ...parts, eumCertificate: stranger.eumCertificate }));
    expectRefused(() => new EuiccCredential({ ...parts, ciCertificate: stranger.ciCertificate }));
    expectRefused(() => new EuiccCredential({ ...parts, eumCertificate: parts.ciCertificate }));
    expectRefused(() => new EuiccCredential({ ...parts, euiccCertificate: mintedPki().dpAuth.certificate }));
    expectRefused(
      () =>
        new EuiccCredential({
          euiccCertificate: subCiEuicc.certificate,
          eumCertificate: subCiEum.certificate,
          ciCertificate: subCi.certificate,
          secretKey: subCiEuicc.secretKey,
        }),
    );
    expectRefused(() => new Ecasd([], [parts.ciCertificate]));
    expectRefused(() => new Ecasd([new EuiccCredential(parts)], [parts.eumCertificate]));
    expectRefused(() => new Ecasd([...mintedParties(0).ecasd.credentials, ...mintedParties(1).ecasd.credentials], []));
  });

  it('shows four digits of its EID in messages', () => {
    const parts = partsOf(mintedPki());
    const eid = parts.euiccCertificate.eid!;
    const [, second] = mintedPki().euiccs;
    expect(() => new EuiccCredential({ ...parts, secretKey: second!.secretKey }))
      .to.throw(EuiccError, `…${eid.slice(-4)}`)
      .with.property('message')
      .that.does.not.include(eid);
    const wrongIssuers = [parts.ciCertificate, partsOf(other()).eumCertificate, mintedPki().dpAuth.certificate];
    for (const eumCertificate of wrongIssuers)
      expect(() => new EuiccCredential({ ...parts, eumCertificate }))
        .to.throw(EuiccError)
        .with.property('message')
        .that.does.not.include(eid);
  });

  it('shows its key in no output', () => {
    const { secretKey } = partsOf(mintedPki());
    const credential = new EuiccCredential(partsOf(mintedPki()));
    const forms = [
      Buffer.from(secretKey).toString('hex'),
      Buffer.from(secretKey).toString('base64url'),
      [...secretKey].join(', '),
    ];
    const shown = inspect(credential, { depth: 3, showHidden: true, maxArrayLength: null });
    for (const form of forms) expect(shown).not.to.include(form);
  });

  describe('with credentials of two CIs', () => {
    const ecasd = (): Ecasd =>
      new Ecasd(
        [new EuiccCredential(partsOf(mintedPki())), new EuiccCredential(partsOf(other()))],
        [mintedPki().ci.certificate, other().ci.certificate],
      );

    it('signs under the CI that the server chose, and goes on so', async () => {
      const bench = await Bench.open({ parties: { ...mintedParties(), ecasd: ecasd() } });
      for (const [pki, iccid] of [
        [mintedPki(), '89000123456789012341'],
        [other(), '89000123456789012342'],
      ] as const) {
        const server = new ServerDouble({ ...bench.parties, dpAuth: pki.dpAuth, dpPb: pki.dpPb });
        const ciPKId = pki.ci.certificate.subjectKeyIdentifier!;
        const request = server.authenticateServer(await bench.lpa.challenge(), { ciPKId });
        const response = await bench.lpa.authenticateServer(request);
        if (response.kind !== 'authenticateResponseOk') throw new Error(response.kind);
        expect(response.value.euiccCertificate).to.deep.equal(pki.euiccs[0].certificate.der);
        server.authenticated(response.value);
        const prepared = await bench.lpa.prepareDownload(server.prepareDownload());
        if (prepared.kind !== 'downloadResponseOk') throw new Error(prepared.kind);
        server.prepared(prepared.value.euiccSigned2.raw);
        await bench.lpa.load(server.bind(profileOf(iccid), metadataFor(iccid)));
        expect(bench.euicc.profile(iccid)!.ciPKId).to.deep.equal(ciPKId);
      }
    });

    it('refuses a binding certificate of the other CI (invalidCertificate)', async () => {
      const bench = await Bench.open({ parties: { ...mintedParties(), ecasd: ecasd() } });
      const server = bench.server();
      await bench.lpa.authenticate(server);
      const response = await bench.lpa.prepareDownload(server.prepareDownload({ signer: other().dpPb }));
      expect(response.value).to.deep.include({ downloadErrorCode: DownloadErrorCode.invalidCertificate });
    });
  });
});
