import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { keccak256 } from 'ethers';
import { openDeployment, type OpenRsp } from '../../src/chain/contracts.ts';
import { parseCrl } from '../../src/pki/crl.ts';
import { integer } from '../../src/pki/der/writer.ts';
import type { Minted } from '../../src/pki/mint/authority.ts';
import { issueCrl } from '../../src/pki/mint/crls.ts';
import { extension, keyUsage } from '../../src/pki/mint/extension.ts';
import { EUM_ORGANIZATION, type MintedPki } from '../../src/pki/mint/pki.ts';
import { eumProfile } from '../../src/pki/mint/profile.ts';
import { Oid } from '../../src/pki/oid.ts';
import { findListIssuer } from '../../src/sdk/crl/issuer.ts';
import { submitCrl } from '../../src/sdk/crl/submit.ts';
import { statusOf } from '../../src/sdk/status.ts';
import { keyHash, recordId, revKey } from '../../src/zk/values.ts';
import { connect } from '../../tasks/connection.ts';
import { acceptAnyProof, deployFor, mintInto, registerUnproven, temporaryFolder, type Folder } from './fixture.ts';
import { hardhat, runTask } from './harness.ts';

/** 2026-01-02, before the test chain begins. */
const THIS_UPDATE = 1_767_312_000n;

describe('crl submit', () => {
  let folder: Folder;
  let pki: MintedPki;
  let hre: HardhatRuntimeEnvironment;
  let openRsp: OpenRsp;

  before(() => {
    folder = temporaryFolder();
    pki = mintInto(folder.file('pki'));
  });
  after(() => folder.remove());
  beforeEach(async () => {
    hre = await hardhat();
    openRsp = await deployFor(hre);
    await acceptAnyProof(hre);
    const { ethers, store } = await connect(hre);
    openRsp = await openDeployment(store, ethers.provider);
    expect((await runTask(hre, ['anchor', 'add'], { file: folder.file('pki', 'CERT_CI.der') })).stderr).to.equal('');
  });

  /** Writes a CRL beside the certificates. */
  function write(issuer: Minted, serialNumbers: readonly bigint[], number = 1n): string {
    const der = issueCrl(
      {
        issuer: issuer.certificate.subject.der,
        thisUpdate: THIS_UPDATE,
        nextUpdate: THIS_UPDATE + 3_000_000n,
        entries: serialNumbers.map((serialNumber) => ({ serialNumber, revocationDate: THIS_UPDATE })),
        extensions: [extension(Oid.cRLNumber, integer(number))],
      },
      issuer.secretKey,
    );
    const file = folder.file('pki', 'LIST.crl');
    writeFileSync(file, der);
    return file;
  }
  /** EUMs mostly may not sign CRLs, and so the PKI's may not; this one may. */
  function mintSigningEum(): Minted {
    const profile = eumProfile(EUM_ORGANIZATION, ['89999009']);
    const mayNot = keyUsage(5);
    const minted = pki.authority.mint({
      name: 'CERT_EUM_CRL',
      profile: {
        ...profile,
        extensions: (own, issuer) =>
          profile
            .extensions(own, issuer)
            .map((octets) => (Buffer.compare(octets, mayNot) === 0 ? keyUsage(5, 6) : octets)),
      },
      validity: { notBefore: pki.notBefore, notAfter: pki.eum.certificate.notAfter },
      issuer: pki.ci,
    });
    writeFileSync(folder.file('pki', 'CERT_EUM_CRL.der'), minted.certificate.der);
    return minted;
  }
  const submit = (file: string, args: Record<string, unknown> = {}) =>
    runTask(hre, ['crl', 'submit'], { file, ...args });
  const many = (count: number, first = 1n << 100n): bigint[] =>
    Array.from({ length: count }, (_, i) => first + BigInt(i));
  const signer = async () => (await (await connect(hre)).ethers.getSigners())[3]!;
  const isRevoked = async (issuer: Minted, serialNumber: bigint): Promise<boolean> => {
    const id = recordId(keyHash(issuer.certificate.publicKey), serialNumber);
    return ((await openRsp.certificates.recordAt(id)).state & 1n) === 1n;
  };

  it('revokes what a CI lists, sweeps what falls with it, and sends nothing the second time', async () => {
    const { ci, subCi, subCiEum } = pki;
    await registerUnproven(hre, { certificate: subCi.certificate, issuer: ci.certificate });
    await registerUnproven(hre, { certificate: subCiEum.certificate, issuer: subCi.certificate });
    const file = write(ci, [subCi.certificate.serialNumber, 5n]);
    const first = await submit(file);
    expect(first.stderr).to.equal('');
    expect(first.stdout).to.match(
      /^\+ 2 of 2 entries \(\d+ gas\)\nCRL 1 of "CN=OpenRSP Test CI.*" is in: 2 entries\n$/,
    );
    expect(await statusOf(openRsp, subCi.certificate, ci.certificate)).to.include({ status: 'Revoked' });
    expect(await openRsp.certificates.caNodes(0, 1, 2)).to.deep.equal([0n, 0n]);
    expect((await submit(file)).stdout).to.match(/is in: 2 entries; it was before\n$/);
    const json = JSON.parse((await submit(file, { json: true })).stdout) as Record<string, unknown>;
    expect(json).to.include({ number: '1', entries: 2, transactions: 0 });
  });

  it('goes on where somebody else stopped [S77]', async () => {
    const { ci } = pki;
    const listed = many(400);
    const file = write(ci, listed);
    const crl = parseCrl(readFileSync(file));
    const { opening } = await findListIssuer(openRsp, ci.certificate);
    await openRsp.lists.connect(await signer()).submitCrl(opening, crl.der, 30, []);
    const { stdout, stderr } = await submit(file);
    expect(stderr).to.equal('');
    expect(stdout).to.match(/^\+ 350 of 400 entries \(\d+ gas\)\n\+ 400 of 400 entries/);
    for (const serialNumber of [listed[0]!, listed[29]!, listed[30]!, listed[399]!]) {
      expect(await isRevoked(ci, serialNumber)).to.equal(true);
    }
  });

  it('brings a list that no transaction can carry in parts', async () => {
    const { ci } = pki;
    const listed = many(4500);
    const file = write(ci, listed);
    const { stdout, stderr } = await submit(file);
    expect(stderr).to.equal('');
    expect(stdout).to.match(/^\+ 1 of 6 parts .*\n(\+ \d of 6 parts .*\n){5}\+ 320 of 4500 entries/);
    expect(stdout).to.match(/\+ 4500 of 4500 entries/);
    for (const serialNumber of [listed[0]!, listed[4499]!]) expect(await isRevoked(ci, serialNumber)).to.equal(true);
  });

  it("revokes an EUM's chips with hints from the chain, and passes over those that were revoked before", async () => {
    const { ci } = pki;
    const eum = mintSigningEum();
    await registerUnproven(hre, { certificate: eum.certificate, issuer: ci.certificate });
    const listed = many(20);
    expect((await submit(write(eum, listed.slice(3, 5)))).stderr).to.equal('');
    const { stdout, stderr } = await submit(write(eum, listed, 2n));
    expect(stderr).to.equal('');
    expect(stdout).to.match(/^\+ 18 of 20 entries \(\d+ gas\)\n\+ 20 of 20 entries/);
    const issuerKeyHash = keyHash(eum.certificate.publicKey);
    for (const serialNumber of listed) {
      expect(await openRsp.revocations.chipRevokedAt(revKey(issuerKeyHash, serialNumber))).to.be.greaterThan(0n);
    }
    expect(await openRsp.revocations.revTreeSize()).to.equal(21n);
  });

  it('explains what it cannot do', async () => {
    const { eum, ci } = pki;
    expect((await submit(write(eum, [1n]))).stderr).to.match(/No certificate in .* that may sign CRLs signed this one/);
    expect((await submit(write(ci, [1n], 3n))).stderr).to.equal('');
    expect((await submit(write(ci, [1n, 2n], 2n))).stderr).to.match(/The contract refuses: CrlNumberNotNewer\(/);
    expect((await submit(write(pki.subCi, [1n]))).stderr).to.match(
      /The issuer ".*Sub-CI.*" is no active CA in this registry/,
    );
  });

  it('has the record say again until when the list is fresh, where it does not', async () => {
    const { ci } = pki;
    const file = write(ci, [1n]);
    await submit(file);
    const { leaf } = await findListIssuer(openRsp, ci.certificate);
    const nextUpdate = async () => (await openRsp.certificates.recordOf(leaf)).record.nextUpdate;
    const { ethers } = await connect(hre);
    const revoker = await ethers.getSigner(openRsp.deployment.settings.revoker);
    await (await openRsp.certificates.connect(revoker).setNextUpdate(leaf, 7n)).wait();
    expect((await submit(file)).stderr).to.equal('');
    expect(await nextUpdate()).to.equal(THIS_UPDATE + 3_000_000n);
  });

  it('names the list by its hash', async () => {
    const { ci } = pki;
    const file = write(ci, []);
    const crl = parseCrl(readFileSync(file));
    const hash = await submitCrl(openRsp, { crl, issuer: ci.certificate, signer: await signer() });
    expect(hash).to.equal(keccak256(crl.tbs));
  });
});
