import { cpSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import { isSignedBy } from '../../src/pki/signature.ts';
import { chooseCast } from '../../src/demo/cast.ts';
import { withTamperedSubject } from '../../src/demo/tampering.ts';
import { mintInto, temporaryFolder, type Folder } from '../tasks/fixture.ts';

describe('the cast of the demo', () => {
  let folder: Folder;
  const vectors = process.env.OPENRSP_VECTORS;

  before(() => {
    folder = temporaryFolder();
    mintInto(folder.file('pki'));
    delete process.env.OPENRSP_VECTORS;
  });
  after(() => {
    folder.remove();
    if (vectors !== undefined) process.env.OPENRSP_VECTORS = vectors;
  });

  it('is minted anew unless a folder is given, issuers first', () => {
    const { ci, members } = chooseCast(undefined, undefined);
    expect(members.map(({ certificate }) => certificate.role)).to.deep.equal([
      'Eum',
      'DpAuth',
      'DpPb',
      'DpTls',
      'Euicc',
    ]);
    const known = [ci];
    for (const { certificate, issuer } of members) {
      expect(known).to.include(issuer);
      expect(isSignedBy(certificate, issuer)).to.equal(true);
      known.push(certificate);
    }
  });

  it('is taken from anybody’s folder, one of each role whose issuer takes part', () => {
    const { members } = chooseCast(folder.file('pki'), '2026-01-15');
    const roles = members.map(({ certificate }) => certificate.role);
    expect(roles).to.deep.equal(['SubCi', 'Eum', 'DpAuth', 'DpPb', 'DpTls', 'DsAuth', 'DsTls', 'Euicc']);
  });

  it('has no eUICC where its private key is not there: it could not sign its registration', () => {
    cpSync(folder.file('pki'), folder.file('public'), { recursive: true });
    rmSync(folder.file('public', 'keys', 'CERT_EUICC_1.pem'));
    const { members, chip } = chooseCast(folder.file('public'), '2026-01-15');
    expect(chip).to.equal(undefined);
    expect(members.map(({ certificate }) => certificate.role)).not.to.include('Euicc');
    expect(chooseCast(folder.file('pki'), '2026-01-15').chip?.euicc.certificate.eid).to.be.a('string');
  });

  it('names what is missing from a folder', () => {
    expect(() => chooseCast(folder.file('pki', 'keys'), undefined)).to.throw(/has no CI certificate/);
    expect(() => chooseCast(folder.file('nowhere'), undefined)).to.throw(/cannot read the folder/);
    expect(() => chooseCast(folder.file('pki'), 'tomorrow')).to.throw(/"tomorrow" is no day; write it as 2026-01-15/);
  });

  it('can be tampered with so that only the signature shows it', () => {
    const { certificate, issuer } = chooseCast(undefined, undefined).members[0]!;
    const forged = withTamperedSubject(certificate);
    expect(forged.subject.text).not.to.equal(certificate.subject.text);
    expect(forged.publicKey).to.deep.equal(certificate.publicKey);
    expect(isSignedBy(forged, issuer)).to.equal(false);
  });
});
