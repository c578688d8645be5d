import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { isSignatureOf } from '../../src/rsp/raw-signature.ts';
import { ErrorReason } from '../../src/rsp/structures/profile-installation-result.ts';
import { requireVectors } from '../pki/support/vectors.ts';
import { Bench } from './support/cards.ts';
import { sgp26Parties } from './support/parties.ts';
import { ADDRESS, DP_OID, metadataFor, profileOf } from './support/server.ts';

const ICCID = '89000123456789012341';

describe('downloading a profile', () => {
  for (const segmentSize of [255, 120, 60, 6]) {
    it(`installs it bit for bit, in blocks of ${segmentSize} octets`, async () => {
      const { lpa, euicc, server, parties } = await opened({ segmentSize });
      const profile = profileOf(ICCID);
      const result = await lpa.download(server(), metadataFor(ICCID), profile);
      const { raw, value } = result!.profileInstallationResultData;
      expect(value.finalResult.kind).to.equal('successResult');
      expect(value.notificationMetadata).to.deep.equal({
        seqNumber: 1,
        profileManagementOperation: ['notificationInstall'],
        notificationAddress: ADDRESS,
        iccid: ICCID,
      });
      expect(value.smdpOid).to.equal(DP_OID);
      const { publicKey } = parties.ecasd.credentials[0]!.euiccCertificate;
      expect(isSignatureOf(raw, result!.euiccSignPIR, publicKey)).to.equal(true);
      expect(Buffer.from(euicc.profile(ICCID)!.profilePackage).equals(profile)).to.equal(true);
      expect(euicc.profile(ICCID)).to.include({ iccid: ICCID, isEnabled: false, smdpOid: DP_OID });
    });
  }

  it('takes a package whose profile is under the session keys too', async () => {
    const { lpa, euicc, server } = await opened();
    const profile = profileOf(ICCID, 20_000);
    const result = await lpa.download(server(), metadataFor(ICCID), profile, { withoutProfileKeys: true });
    expect(result!.profileInstallationResultData.value.finalResult.kind).to.equal('successResult');
    expect(Buffer.from(euicc.profile(ICCID)!.profilePackage).equals(profile)).to.equal(true);
  });

  it('installs the GSMA profiles bit for bit with the keys of SGP.26', async function () {
    const parties = sgp26Parties(requireVectors(this, 'sgp26'));
    const folder = requireVectors(this, 'ts48');
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.der'))) {
      const profile = Uint8Array.from(readFileSync(path.join(folder, name)));
      const { lpa, euicc, server } = await opened({ parties });
      const iccid = Buffer.from(profile).toString('hex', 44, 54).replace(/f+$/, '');
      const result = await lpa.download(server(), metadataFor(iccid), profile);
      expect(result!.profileInstallationResultData.value.finalResult.kind, name).to.equal('successResult');
      expect(Buffer.from(euicc.profile(iccid)!.profilePackage).equals(profile), name).to.equal(true);
    }
  });

  it('refuses the same ICCID a second time, and its server is told', async () => {
    const { lpa, euicc, server } = await opened();
    await lpa.download(server(), metadataFor(ICCID));
    const before = euicc.profile(ICCID);
    const result = await lpa.download(server(), metadataFor(ICCID));
    expect(result!.profileInstallationResultData.value.finalResult).to.deep.include({
      kind: 'errorResult',
      value: { bppCommandId: 2, errorReason: ErrorReason.installFailedDueToIccidAlreadyExistsOnEuicc },
    });
    expect(euicc.profile(ICCID)).to.equal(before);
  });
});

async function opened(options: Parameters<typeof Bench.open>[0] = {}) {
  const bench = await Bench.open(options);
  const { lpa, euicc, parties, store } = bench;
  return { bench, lpa, euicc, parties, store, server: bench.server.bind(bench) };
}
