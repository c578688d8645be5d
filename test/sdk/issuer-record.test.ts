import { expect } from 'chai';
import { parseCertificate, type Certificate } from '../../src/pki/certificate.ts';
import { issue } from '../../src/pki/mint/issue.ts';
import type { MintedPki } from '../../src/pki/mint/pki.ts';
import { subCiProfile } from '../../src/pki/mint/profile.ts';
import { prepareProof } from '../../src/sdk/prepare.ts';
import { statusOf } from '../../src/sdk/status.ts';
import {
  acceptAnyProof,
  deployFor,
  mintInto,
  registerUnproven,
  temporaryFolder,
  type Folder,
} from '../tasks/fixture.ts';
import { hardhat } from '../tasks/harness.ts';
import { addAnchorOf, governed } from './anchors.ts';

/** A certificate of the sub-CI's key, with a serial number of its own, that ends half as soon. */
function renewed({ authority, subCi, ci }: MintedPki): Certificate {
  const { notBefore, notAfter } = subCi.certificate;
  const validity = { notBefore, notAfter: notBefore + (notAfter - notBefore) / 2n };
  const request = { name: 'renewed', profile: subCiProfile(1), issuer: ci, validity };
  return parseCertificate(issue(authority.template(request, authority.keyPair(subCi.name)), ci.secretKey));
}

describe('findIssuerRecord', () => {
  let folder: Folder;
  let pki: MintedPki;

  before(() => {
    folder = temporaryFolder();
    pki = mintInto(folder.file('pki'));
  });
  after(() => folder.remove());

  it('takes a record whose line is good before one that lasts longer, and the longest of those that are as good', async () => {
    const hre = await hardhat();
    const openRsp = await deployFor(hre);
    await acceptAnyProof(hre);
    const { registry, address: submitter } = await governed(hre, openRsp);
    const { certificate: ci } = pki.ci;
    const { certificate: subCi } = pki.subCi;
    const renewal = renewed(pki);
    expect(renewal.publicKey).to.deep.equal(subCi.publicKey);
    const leafOf = async (certificate: Certificate): Promise<bigint> =>
      (await statusOf(openRsp, certificate, ci)).leaf ?? 0n;
    const chosen = async (): Promise<bigint> => {
      const { certificate } = pki.subCiEum;
      return (await prepareProof(openRsp, { certificate, issuer: subCi, submitter })).issuer.authority.leaf;
    };

    const firstAnchor = await addAnchorOf(registry, ci, ci.notAfter - 1n);
    await registerUnproven(hre, { certificate: subCi, issuer: ci });
    const secondAnchor = await addAnchorOf(registry, ci, ci.notAfter);
    await registerUnproven(hre, { certificate: renewal, issuer: ci });
    expect(await chosen()).to.equal(await leafOf(subCi));

    // The anchor above the longer record is to fail closed, and what is known of its revocations is old.
    const makeStale = async (anchor: bigint): Promise<void> => {
      await (await registry.setNextUpdate(anchor, 1n)).wait();
      await (await registry.setFailClosed(anchor, true)).wait();
    };
    await makeStale(firstAnchor);
    expect(await statusOf(openRsp, subCi, ci)).to.include({ status: 'Stale', inTree: true });
    expect(await chosen()).to.equal(await leafOf(renewal));

    await makeStale(secondAnchor);
    expect(await chosen()).to.equal(await leafOf(subCi));
  });
});
