import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import * as peculiar from '@peculiar/x509';
import { expect } from 'chai';
import { parseCertificate, type Certificate } from '../../src/pki/certificate.ts';
import { objectIdentifierText } from '../../src/pki/der/objectIdentifier.ts';
import { isSignedBy } from '../../src/pki/signature.ts';
import type { Name } from '../../src/pki/x509/name.ts';
import { opensslCorpus, type Corpus, type CorpusCertificate } from './openssl-corpus.ts';
import { pki } from './support/fixture.ts';

const COUNT = 200;

const hex = (octets: Uint8Array | ArrayBuffer | undefined): string | undefined =>
  octets === undefined
    ? undefined
    : Buffer.from(octets instanceof Uint8Array ? octets : new Uint8Array(octets)).toString('hex');
const seconds = (date: Date): bigint => BigInt(date.getTime()) / 1000n;

/** One line an attribute, `oid=text`, as `openssl x509 -nameopt oid,sep_multiline,utf8` prints it. */
function lines(name: Name): string {
  return name.attributes
    .map(({ oid, text, rdn }, i) => `${i > 0 && name.attributes[i - 1]?.rdn === rdn ? ' + ' : '\n    '}${oid}=${text}`)
    .join('');
}

function opensslNames(der: Uint8Array): string {
  const args = ['x509', '-inform', 'der', '-noout', '-issuer', '-subject', '-nameopt', 'oid,sep_multiline,utf8'];
  return execFileSync('openssl', args, { input: der, encoding: 'utf8' });
}

function compareWithOpenssl(ours: Certificate, der: Uint8Array, issuer: Certificate): void {
  const theirs = new X509Certificate(der);
  expect(BigInt(`0x${theirs.serialNumber}`)).to.equal(ours.serialNumber);
  expect([seconds(theirs.validFromDate), seconds(theirs.validToDate)]).to.deep.equal([ours.notBefore, ours.notAfter]);
  expect(opensslNames(der)).to.equal(`issuer=${lines(ours.issuer)}\nsubject=${lines(ours.subject)}\n`);
  const { x, y } = theirs.publicKey.export({ format: 'jwk' });
  expect([x, y].map((value) => BigInt(`0x${Buffer.from(value!, 'base64url').toString('hex')}`))).to.deep.equal([
    ours.publicKey.x,
    ours.publicKey.y,
  ]);
  expect(theirs.ca).to.equal(ours.isCa);
  expect(theirs.verify(new X509Certificate(Uint8Array.from(issuer.der)).publicKey)).to.equal(true);
}

async function compareWithPeculiar(ours: Certificate, der: Uint8Array, issuer: Certificate): Promise<void> {
  const theirs = new peculiar.X509Certificate(Uint8Array.from(der));
  expect(BigInt(`0x${theirs.serialNumber}`)).to.equal(ours.serialNumber);
  expect([seconds(theirs.notBefore), seconds(theirs.notAfter)]).to.deep.equal([ours.notBefore, ours.notAfter]);
  expect(hex(theirs.publicKey.rawData)?.slice(-128)).to.equal(
    [ours.publicKey.x, ours.publicKey.y].map((value) => value.toString(16).padStart(64, '0')).join(''),
  );
  const constraints = theirs.getExtension(peculiar.BasicConstraintsExtension);
  expect([constraints?.ca ?? false, constraints?.pathLength]).to.deep.equal([ours.isCa, ours.pathLength]);
  expect(theirs.getExtension(peculiar.KeyUsagesExtension)?.usages).to.equal(ours.keyUsage.bits);
  expect(theirs.getExtension(peculiar.CertificatePolicyExtension)?.policies).to.deep.equal([ours.policyOid]);
  expect(theirs.getExtension(peculiar.SubjectKeyIdentifierExtension)?.keyId).to.equal(hex(ours.subjectKeyIdentifier));
  expect(theirs.getExtension(peculiar.AuthorityKeyIdentifierExtension)?.keyId).to.equal(
    hex(ours.authorityKeyIdentifier),
  );
  const names = theirs.getExtension(peculiar.SubjectAlternativeNameExtension)?.names.items ?? [];
  const registeredId = ours.registeredId && objectIdentifierText(ours.registeredId);
  expect(names.filter(({ type }) => type === 'dns').map(({ value }) => value)).to.deep.equal(ours.dnsNames);
  expect(names.find(({ type }) => type === 'id')?.value).to.equal(registeredId);
  const key = await new peculiar.X509Certificate(Uint8Array.from(issuer.der)).publicKey.export();
  expect(await theirs.verify({ publicKey: key, signatureOnly: true })).to.equal(true);
}

describe(`${COUNT} certificates made by OpenSSL`, () => {
  let corpus: Corpus;
  let parsed: readonly (readonly [CorpusCertificate, Certificate])[];
  before(function () {
    this.timeout(120_000);
    corpus = opensslCorpus({ count: COUNT });
    parsed = corpus.certificates.map((made) => [made, parseCertificate(made.der)]);
  });

  /** Names the certificate and the seed in every failure: OpenSSL's keys and signatures differ from run to run. */
  const naming = async (made: CorpusCertificate, compare: () => Promise<void> | void): Promise<void> => {
    try {
      await compare();
    } catch (cause) {
      throw new Error(`${made.description}\nseed ${corpus.seed}, DER ${hex(made.der) ?? ''}`, { cause });
    }
  };

  it('are all accepted, in the role asked for, with a signature that verifies [S47]', () => {
    expect(parsed).to.have.length(COUNT);
    for (const [{ role, issuer, description }, certificate] of parsed) {
      expect(certificate.role, description).to.equal(role);
      expect(isSignedBy(certificate, issuer), description).to.equal(true);
    }
  });

  it('are read alike by OpenSSL: serial number, dates, names, key, signature [S47]', async () => {
    for (const [made, certificate] of parsed) {
      await naming(made, () => compareWithOpenssl(certificate, made.der, made.issuer));
    }
  }).timeout(120_000);

  it('are read alike by @peculiar/x509: fields, extensions, signature [S47]', async () => {
    for (const [made, certificate] of parsed) {
      await naming(made, () => compareWithPeculiar(certificate, made.der, made.issuer));
    }
  }).timeout(120_000);

  it('vary: string types, serial lengths, both time types, roles, both halves of s', () => {
    const certificates = parsed.map(([, certificate]) => certificate);
    const distinct = (of: (certificate: Certificate) => unknown): number => new Set(certificates.map(of)).size;
    expect(new Set(certificates.flatMap(({ subject }) => subject.attributes.map(({ tag }) => tag))).size).to.equal(4);
    expect(distinct(({ serialNumber }) => (serialNumber.toString(2).length >> 3) + 1)).to.equal(20);
    expect(distinct(({ role }) => role)).to.equal(8);
    expect(distinct(({ notAfter }) => notAfter)).to.equal(7);
    expect(distinct(({ notBefore }) => notBefore)).to.equal(6);
    expect(distinct(({ signature }) => signature.s >> 255n)).to.equal(2);
    expect(certificates.every(({ tbs }) => tbs.length <= 759)).to.equal(true);
    expect(corpus.certificates.filter(({ fitsCircuit }) => !fitsCircuit)).not.to.be.empty;
  });
});

describe('the minted PKI', () => {
  it('is read alike by OpenSSL and @peculiar/x509 [S47]', async () => {
    for (const { certificate, issuer } of pki().all) {
      const signer = (issuer ?? pki().ci).certificate;
      compareWithOpenssl(certificate, certificate.der, signer);
      await compareWithPeculiar(certificate, certificate.der, signer);
    }
  });
});
