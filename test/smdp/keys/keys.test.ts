import { mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { readCertificate } from '../../../src/pki/file.ts';
import { privateKeyPem, writePki } from '../../../src/pki/mint/store.ts';
import { SmdpError } from '../../../src/smdp/error.ts';
import { readCertificateFolder } from '../../../src/smdp/keys/certificate-folder.ts';
import { SoftwareKeys } from '../../../src/smdp/keys/software-keys.ts';
import { isSignatureOf } from '../../../src/rsp/raw-signature.ts';
import { fixture, foreign, NOW, pki, softwareKeys } from '../support/fixture.ts';
import { keyOf, TestEuicc } from '../support/test-euicc.ts';

const keyed = ({ certificate, secretKey }: { certificate: typeof pki.ci.certificate; secretKey: Uint8Array }) => ({
  certificate,
  privateKey: keyOf({ secretKey }),
});

describe('SoftwareKeys', () => {
  it('signs with the key of the certificate', async () => {
    const keys = softwareKeys();
    const [identity] = keys.identities;
    expect(keys.identities).to.have.length(1);
    expect(identity!.smdpOid).to.equal('2.999.10');
    const message = Uint8Array.of(1, 2, 3);
    for (const certificate of [identity!.dpAuth, identity!.dpPb]) {
      const signature = await keys.sign(certificate, message);
      expect(isSignatureOf(message, signature, certificate.publicKey)).to.equal(true);
      expect(isSignatureOf(Uint8Array.of(1, 2), signature, certificate.publicKey)).to.equal(false);
    }
    expect(() => keys.sign(pki.ci.certificate, message)).to.throw(SmdpError);
  });

  it('refuses certificates that make no server', () => {
    const ci = [pki.ci.certificate];
    const cases: readonly (readonly [string, () => SoftwareKeys])[] = [
      ['no pb', () => new SoftwareKeys([keyed(pki.dpAuth)], ci, NOW)],
      ['no auth', () => new SoftwareKeys([keyed(pki.dpPb)], ci, NOW)],
      ['another CI', () => new SoftwareKeys([pki.dpAuth, pki.dpPb].map(keyed), [foreign.ci.certificate], NOW)],
      ['too early', () => new SoftwareKeys([pki.dpAuth, pki.dpPb].map(keyed), ci, Number(pki.notBefore) - 1)],
      ['a wrong key', () => new SoftwareKeys([keyed({ ...pki.dpAuth, secretKey: pki.dpPb.secretKey })], ci, NOW)],
      ['a pb of another server', () => new SoftwareKeys([keyed(pki.dpAuth), keyed(foreign.dpPb)], ci, NOW)],
    ];
    for (const [what, make] of cases) expect(make, what).to.throw(SmdpError).with.property('code', 'Configuration');
  });

  it('shows no key', () => {
    const keys = softwareKeys();
    const shown = JSON.stringify(keys, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(shown).not.to.include(Buffer.from(pki.dpAuth.secretKey).toString('hex'));
    expect(Object.keys(keys)).to.deep.equal(['identities']);
  });
});

describe('readCertificateFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'smdp-keys-')), 'pki');
    writePki(pki, folder);
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  it('reads what was minted, revocation lists too', async () => {
    const { keys, trust } = readCertificateFolder(folder, NOW);
    expect(trust.certificateIssuers).to.have.length(1);
    expect(trust.intermediates).to.have.length(1);
    expect(trust.crls).to.have.length(4);
    const { order, download, chip } = fixture({ keys, trust });
    await download(chip, (await order()).matchingId);
  });

  it('refuses folders without keys, or with what is none', () => {
    const refused = () => expect(() => readCertificateFolder(folder, NOW)).to.throw(SmdpError);
    writeFileSync(path.join(folder, 'keys', 'broken.pem'), privateKeyPem(pki.ci.secretKey).slice(0, 90));
    refused().with.property('message').that.includes('broken.pem');
    unlinkSync(path.join(folder, 'keys', 'broken.pem'));
    unlinkSync(path.join(folder, 'keys', 'CERT_DPpb.pem'));
    refused().with.property('code', 'Configuration');
    for (const name of readdirSync(path.join(folder, 'keys'))) unlinkSync(path.join(folder, 'keys', name));
    refused().with.property('code', 'Configuration');
  });
});

describe('certificates and chip of SGP.26', () => {
  const vectors = process.env['OPENRSP_VECTORS'];

  it('make a session', async function () {
    if (vectors === undefined) return this.skip();
    const folder = path.join(vectors, 'sgp26');
    const secrets = JSON.parse(readFileSync(path.join(folder, 'keys.json'), 'utf8')) as Record<string, { d: string }>;
    const entry = (name: string) => ({
      certificate: readCertificate(path.join(folder, `CERT_${name}.der`)),
      secretKey: Uint8Array.from(Buffer.from(secrets[name]!.d.padStart(64, '0'), 'hex')),
    });
    const ci = entry('CI_ECDSA_NIST').certificate;
    const pair = [entry('S_SM_DPauth_ECDSA_NIST'), entry('S_SM_DPpb_ECDSA_NIST')];
    const keys = new SoftwareKeys(pair.map(keyed), [ci], NOW);
    const { order, orderNow, download, server } = fixture({ keys, trust: { certificateIssuers: [ci] } });
    const eum = { ...entry('EUM_ECDSA_NIST'), name: 'EUM', issuer: undefined };
    const chip = new TestEuicc({ ...entry('EUICC_ECDSA_NIST'), name: 'EUICC', issuer: eum }, ci.subjectKeyIdentifier!);
    expect(chip.eid).to.equal('89049032123451234512345678901235');
    const made = await order();
    const { boundProfilePackage } = await download(chip, made.matchingId);
    await server.handleNotification({ pendingNotification: chip.installationResult(boundProfilePackage) });
    expect(orderNow(made).state).to.equal('Installed');
  });
});
