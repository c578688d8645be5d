import { spawnSync } from 'node:child_process';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { validateChain } from '../../../src/pki/chain.ts';
import { nodeAt } from '../support/surgery.ts';
import { loadDirectory } from '../../../src/pki/file.ts';
import { mintNegative, NEGATIVE_NAMES } from '../../../src/pki/mint/negative.ts';
import { issue } from '../../../src/pki/mint/issue.ts';
import { EUM_ORGANIZATION, EUM_PREFIX, eidOf, mintPki } from '../../../src/pki/mint/pki.ts';
import { euiccProfile } from '../../../src/pki/mint/profile.ts';
import { writePki, type Manifest } from '../../../src/pki/mint/store.ts';
import { NOT_BEFORE, NOW, pki, poolOf } from '../support/fixture.ts';
import { expectRefusal } from '../support/refusal.ts';
import { requireVectors, readJson } from '../support/vectors.ts';

const HALF_ORDER = p256.Point.Fn.ORDER / 2n;

describe('mintPki', () => {
  it('gives the same certificates for the same seed and others for another', () => {
    const ders = (seed: string) =>
      mintPki({ seed, notBefore: NOT_BEFORE }).all.map(({ certificate }) =>
        Buffer.from(certificate.der).toString('hex'),
      );
    expect(ders('a')).to.deep.equal(ders('a'));
    expect(ders('a').filter((der) => ders('b').includes(der))).to.deep.equal([]);
  });

  it('takes keys and serial numbers from the system without a seed, valid from today', () => {
    const [one, other] = [mintPki(), mintPki()];
    for (const [i, { certificate, secretKey }] of one.all.entries()) {
      expect(secretKey).not.to.deep.equal(other.all[i]!.secretKey);
      expect(certificate.serialNumber).not.to.equal(other.all[i]!.certificate.serialNumber);
    }
    const now = BigInt(Math.floor(Date.now() / 1000));
    expect(validateChain(one.subCiEuicc.certificate, poolOf(one), [one.ci.certificate], now)).to.have.length(4);
  });

  it('mints as many eUICCs as asked, each with its own EID', () => {
    const eids = mintPki({ seed: 'many', notBefore: NOT_BEFORE, euiccs: 5 }).euiccs.map(
      ({ certificate }) => certificate.eid,
    );
    expect(new Set(eids).size).to.equal(5);
    expect(() => mintPki({ euiccs: 0 })).to.throw(RangeError, '0 eUICCs');
  });

  it('signs with low and with high s', () => {
    const high = pki().all.filter(({ certificate }) => certificate.signature.s > HALF_ORDER);
    expect(high.length).to.equal(pki().all.length / 2);
    const { crls } = pki();
    expect(crls.filter(({ crl }) => crl.signature.s > HALF_ORDER)).to.have.length(crls.length / 2);
  });

  it('has the extensions of the official certificates, in their order, with their criticality', function () {
    const folder = requireVectors(this, 'sgp26');
    const shape = (der: Uint8Array): readonly string[] =>
      nodeAt(der, [0, 7, 0]).children.map((extension) => {
        const [oid, critical] = extension.children;
        return `${Buffer.from(oid!.content).toString('hex')}${critical!.tag === 0x01 ? ' critical' : ''}`;
      });
    for (const [file, minted] of [
      ['CI_ECDSA', pki().ci],
      ['EUM_ECDSA', pki().eum],
      ['EUICC_ECDSA', pki().euiccs[0]],
      ['S_SM_DPauth_ECDSA', pki().dpAuth],
      ['S_SM_DPpb_ECDSA', pki().dpPb],
      ['S_SM_DP_TLS', pki().dpTls],
    ] as const) {
      expect(shape(minted.certificate.der), file).to.deep.equal(
        shape(readFileSync(path.join(folder, `CERT_${file}_NIST.der`))),
      );
    }
  });

  it('keeps every certificate within the 759 octets of the circuit', () => {
    for (const { certificate } of pki().all) expect(certificate.tbs.length).to.be.below(760);
  });
});

describe('mintNegative makes certificates that are refused, each for its own reason [S15]', () => {
  for (const name of NEGATIVE_NAMES) {
    it(name, () => {
      const { der, pool, crls, code } = mintNegative(pki(), name);
      const current = crls.length > 0 ? crls : pki().crls.map(({ crl }) => crl);
      const at = NOT_BEFORE + 86_400n;
      expectRefusal(code, () =>
        validateChain(parseCertificate(der), [...poolOf(pki()), ...pool], [pki().ci.certificate], at, current),
      );
    });
  }
});

describe('writePki', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'openrsp-mint-'));
  });
  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  it('writes certificates, CRLs, negatives and a manifest that loadDirectory and the manifest’s reader find again', () => {
    const directory = path.join(parent, 'deep', 'pki');
    const manifest = writePki(pki(), directory, ['expired', 'brainpool']);
    expect(readJson(path.join(directory, 'manifest.json'))).to.deep.equal(manifest);
    const { certificates, crls, skipped } = loadDirectory(directory);
    expect([certificates.length, crls.length, skipped.length]).to.deep.equal([pki().all.length, pki().crls.length, 0]);
    for (const certificate of certificates)
      expect(validateChain(certificate, certificates, [pki().ci.certificate], NOW, crls)).not.to.be.empty;
    expect(readdirSync(path.join(directory, 'negative'))).to.deep.equal(['brainpool.der', 'expired.der']);
    expect(manifest.negatives[0]).to.deep.include({ name: 'expired', expected: 'Expired' });
  });

  it('lets nobody else read private keys, and writes the right ones in a form OpenSSL reads', () => {
    const directory = path.join(parent, 'pki');
    const { certificates }: Manifest = writePki(pki(), directory);
    for (const { certificate, key } of certificates) {
      const file = path.join(directory, key);
      expect(statSync(file).mode & 0o777).to.equal(0o600);
      const point = parseCertificate(readFileSync(path.join(directory, certificate))).publicKey;
      const jwk = createPublicKey(readFileSync(file)).export({ format: 'jwk' });
      expect(BigInt(`0x${Buffer.from(jwk.x!, 'base64url').toString('hex')}`)).to.equal(point.x);
    }
    expect(statSync(directory).mode & 0o777).to.equal(0o700);
    const { key } = certificates[0]!;
    const check = spawnSync('openssl', ['ec', '-in', path.join(directory, key), '-noout', '-check'], {
      encoding: 'utf8',
    });
    expect(check.stdout + check.stderr).to.include('EC Key valid');
  });

  it('overwrites nothing, and leaves nothing behind when it fails', () => {
    const directory = path.join(parent, 'pki');
    writePki(pki(), directory);
    expectRefusal('File', () => writePki(pki(), directory), directory, 'new folder');
    const broken = { ...pki(), crls: [...pki().crls, pki().crls[0]!] };
    expect(() => writePki(broken, path.join(parent, 'half'))).to.throw('EEXIST');
    expect(existsSync(path.join(parent, 'half'))).to.equal(false);
    expect(readdirSync(parent)).to.deep.equal(['pki']);
  });
});

describe('OpenSSL on the minted PKI', () => {
  let folder: string;
  before(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'openrsp-verify-')), 'pki');
    writePki(pki(), folder);
    for (const { name, certificate } of pki().all) {
      writeFileSync(path.join(folder, `${name}.pem`), new X509Certificate(certificate.der).toString());
    }
  });
  after(() => {
    rmSync(path.dirname(folder), { recursive: true });
  });
  const verify = (name: string, ...more: readonly string[]) => {
    const args = [
      'verify',
      '-attime',
      NOW.toString(),
      '-x509_strict',
      '-CAfile',
      'CERT_CI.pem',
      ...more,
      `${name}.pem`,
    ];
    return spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  };

  it('verifies every line that has no EUM name constraints in it, under its strict rules', () => {
    for (const name of [
      'CERT_CI',
      'CERT_SUBCI',
      'CERT_EUM',
      'CERT_DPauth',
      'CERT_DPpb',
      'CERT_DP_TLS',
      'CERT_DSauth',
      'CERT_DS_TLS',
    ]) {
      expect(verify(name).stdout, name).to.include('OK');
    }
    expect(verify('CERT_SUBCI_EUM', '-untrusted', 'CERT_SUBCI.pem').stdout).to.include('OK');
  });

  it('finds no issuer for an eUICC whose issuer name is not its EUM’s subject, as in the official chain [S16]', () => {
    expect(verify('CERT_EUICC_1', '-untrusted', 'CERT_EUM.pem').stderr).to.include(
      'unable to get local issuer certificate',
    );
  });

  it('refuses an eUICC of matching names too: it compares the whole serialNumber where SGP.22 means a prefix [S16]', () => {
    const { authority, eum, ci } = pki();
    const profile = euiccProfile(EUM_ORGANIZATION, eidOf(EUM_PREFIX, 80));
    const request = { name: 'named', profile, validity: { notBefore: NOT_BEFORE, notAfter: NOW + 1n }, issuer: eum };
    const template = authority.template(request, authority.keyPair('named'));
    const der = issue({ ...template, issuer: eum.certificate.subject.der }, eum.secretKey);
    writeFileSync(path.join(folder, 'NAMED.pem'), new X509Certificate(der).toString());
    expect(verify('NAMED', '-untrusted', 'CERT_EUM.pem').stderr).to.include('permitted subtree violation');
    expect(validateChain(parseCertificate(der), poolOf(pki()), [ci.certificate], NOW)).to.have.length(3);
  });

  it('reads the CRLs and their signatures', () => {
    for (const { name } of pki().crls) {
      const args = [
        'crl',
        '-inform',
        'der',
        '-in',
        `${name}.crl`,
        '-noout',
        '-CAfile',
        name.startsWith('SUBCI') ? 'CERT_SUBCI.pem' : 'CERT_CI.pem',
      ];
      expect(spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' }).stderr, name).to.include('verify OK');
    }
  });
});
