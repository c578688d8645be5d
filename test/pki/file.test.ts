import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { loadDirectory, parsePem, readCertificate, readCrl } from '../../src/pki/file.ts';
import { decodePem } from '../../src/pki/pem.ts';
import { pki } from './support/fixture.ts';
import { expectRefusal } from './support/refusal.ts';

const pem = (label: string, octets: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${(
    Buffer.from(octets)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')}\n-----END ${label}-----\n`;

describe('files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'openrsp-files-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (file: string, content: Uint8Array | string): string => {
    writeFileSync(path.join(folder, file), content);
    return path.join(folder, file);
  };

  it('reads certificates and CRLs in DER and in PEM, with text around', () => {
    const { der } = pki().dpAuth.certificate;
    const crl = pki().crls[0]!.crl.der;
    expect(readCertificate(write('a.der', der)).role).to.equal('DpAuth');
    expect(readCertificate(write('a.pem', `subject: x\n${pem('CERTIFICATE', der)}bye\n`)).role).to.equal('DpAuth');
    expect(readCertificate(write('b.pem', pem('CERTIFICATE', der).replaceAll('\n', '\r\n'))).role).to.equal('DpAuth');
    expect(readCrl(write('a.crl', crl)).number).to.equal(1n);
    expect(readCrl(write('b.crl', pem('X509 CRL', crl))).number).to.equal(1n);
    expect(parsePem(pem('CERTIFICATE', der)).der).to.deep.equal(der);
  });

  it('names the file, the reason and the remedy in every refusal', () => {
    expectRefusal('File', () => readCertificate(path.join(folder, 'none.der')), 'none.der', 'ENOENT', 'check the path');
    expectRefusal('File', () => readCertificate(folder), folder);
    expectRefusal(
      'DerTruncated',
      () => readCertificate(write('cut.der', pki().ci.certificate.der.subarray(0, 99))),
      'cut.der',
    );
    expectRefusal('DerTruncated', () => readCertificate(write('empty.der', '')), 'empty.der');
    expectRefusal(
      'Pem',
      () => readCertificate(write('key.pem', pem('EC PRIVATE KEY', new Uint8Array(9)))),
      'EC PRIVATE KEY',
    );
    expectRefusal(
      'DerTooLarge',
      () => readCertificate(write('big.der', new Uint8Array(2_000_000))),
      '2000000',
      'big.der',
    );
    expectRefusal('File', () => loadDirectory(path.join(folder, 'none')), 'ENOENT');
  });

  it('refuses PEM that is cut, doubled, of another label or no base64', () => {
    const { der } = pki().dpAuth.certificate;
    const block = pem('CERTIFICATE', der);
    expectRefusal('Pem', () => decodePem(block.slice(0, -30), 'CERTIFICATE'), 'no complete PEM block');
    expectRefusal('Pem', () => decodePem(block.replace('-----END CERTIFICATE', '-----END CERT'), 'CERTIFICATE'));
    expectRefusal('Pem', () => decodePem(block + block, 'CERTIFICATE'), '2 PEM blocks');
    expectRefusal('Pem', () => decodePem(pem('X509 CRL', der), 'CERTIFICATE'), 'X509 CRL');
    for (const body of ['', 'AAA', 'AA*A', 'AB==', '=AAA', 'AA==AAAA']) {
      expectRefusal('Pem', () =>
        decodePem(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`, 'CERTIFICATE'),
      );
    }
  });

  it('sorts a folder by role, keeps where each came from and lists what it refuses', () => {
    for (const { name, certificate } of pki().all) write(`${name}.der`, certificate.der);
    for (const { name, crl } of pki().crls) write(`${name}.crl`, crl.der);
    write('broken.cer', 'nonsense');
    write('old.crl', pki().crls[0]!.crl.der.subarray(1));
    write('README.md', 'no certificate');
    mkdirSync(path.join(folder, 'folder.der'));
    const { certificates, byRole, crls, files, skipped } = loadDirectory(folder);
    expect(certificates).to.have.length(pki().all.length);
    expect(crls).to.have.length(4);
    expect(byRole.Euicc).to.have.length(3);
    expect(byRole.DpAuth.map((certificate) => path.basename(files.get(certificate)!))).to.deep.equal([
      'CERT_DPauth.der',
    ]);
    expect(skipped.map(({ file }) => path.basename(file))).to.deep.equal(['broken.cer', 'old.crl']);
    expect(skipped[0]!.error.message).to.include('broken.cer');
  });
});
