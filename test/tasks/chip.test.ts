import { existsSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import type { OpenRsp } from '../../src/chain/contracts.ts';
import { openDeployment } from '../../src/chain/contracts.ts';
import { writeSignedBinding } from '../../src/lpa/possession/signed-binding-file.ts';
import { readCertificate } from '../../src/pki/file.ts';
import {
  readPossessionProof,
  writePossessionProof,
  type PossessionProof,
} from '../../src/sdk/chip/possession-proof-file.ts';
import { hex32 } from '../../src/sdk/format.ts';
import { holderSecretOf } from '../../src/sdk/holder-secret.ts';
import { writeProofFile, type CertificateProof } from '../../src/sdk/proof-file.ts';
import { proveCertificate } from '../../src/sdk/prove.ts';
import { connect } from '../../tasks/connection.ts';
import {
  acceptAnyProof,
  deployFor,
  mintInto,
  noProof,
  registerUnproven,
  temporaryFolder,
  type Folder,
} from './fixture.ts';
import { hardhat, runTask } from './harness.ts';

const DELAY = 72 * 3600;

describe('chip', () => {
  let folder: Folder;
  let hre: HardhatRuntimeEnvironment;
  let openRsp: OpenRsp;
  let submitter: string;
  const pki = (name: string): string => folder.file('pki', name);
  const euicc = (): string => pki('CERT_EUICC_1.der');

  // The verifiers accept everything: these are the tasks' rules; test/e2e has the proofs.
  beforeEach(async () => {
    folder = temporaryFolder();
    mintInto(folder.file('pki'));
    hre = await hardhat();
    await deployFor(hre);
    await acceptAnyProof(hre);
    await runTask(hre, ['anchor', 'add'], { file: pki('CERT_CI.der') });
    await registerUnproven(hre, {
      certificate: readCertificate(pki('CERT_EUM.der')),
      issuer: readCertificate(pki('CERT_CI.der')),
    });
    const { ethers, store } = await connect(hre);
    openRsp = await openDeployment(store, ethers.provider);
    submitter = (await ethers.getSigners())[0]!.address;
  });
  afterEach(() => folder.remove());

  const say = async (name: string, args: Record<string, unknown>): Promise<string> => {
    const { stderr, success } = await runTask(hre, ['chip', name], args);
    expect(success).to.equal(stderr === '');
    return stderr;
  };
  const json = async (name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const { stdout, stderr } = await runTask(hre, ['chip', name], { ...args, json: true });
    expect(stderr).to.equal('');
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  /** A proof file of the chip for the holder whose secrets are in the folder of that name. */
  async function prove(holder: string): Promise<{ file: string; proof: CertificateProof; secrets: string }> {
    const certificate = readCertificate(euicc());
    const issuer = readCertificate(pki('CERT_EUM.der'));
    const secrets = folder.file(holder);
    const request = { certificate, issuer, submitter, holderSecret: holderSecretOf(certificate, secrets) };
    const { proof } = await proveCertificate(openRsp, request, noProof);
    const file = folder.file(`${holder}.proof.json`);
    writeProofFile(file, proof);
    return { file, proof, secrets };
  }
  /** As if the chip's signature had been proven for the attempt that is open. */
  async function keep(holder: string, proof: CertificateProof, changes: Partial<PossessionProof> = {}): Promise<void> {
    const { entry } = await openRsp.certificates.chip(proof.nullifier);
    const { chainId, registry, leaf } = proof;
    const blockNumber = BigInt(await openRsp.certificates.runner!.provider!.getBlockNumber());
    const { generation, vetoes } = entry;
    const points = Array.from({ length: 8 }, () => 1n);
    const possession = { chainId, registry, leaf, generation, vetoes, blockNumber, version: 1n, points };
    writePossessionProof(folder.file(`${holder}.possession.json`), { ...possession, ...changes });
  }
  async function register(holder: string): Promise<{ file: string; proof: CertificateProof; secrets: string }> {
    const proven = await prove(holder);
    await keep(holder, proven.proof);
    expect(await json('register', { file: proven.file })).to.include({ sent: true, leaf: hex32(proven.proof.leaf) });
    return proven;
  }
  const pass = async (seconds: number): Promise<void> => {
    const { ethers } = await connect(hre);
    await ethers.provider.send('evm_increaseTime', [seconds]);
    await ethers.provider.send('evm_mine', []);
  };

  it('is registered by no certificate proof alone', async () => {
    const { file } = await prove('holder');
    const sent = await runTask(hre, ['certificate', 'register'], { file });
    expect(sent.stderr).to.match(/of a chip, which signs its own registration: .*chip binding, then chip register/);
    const proven = await runTask(hre, ['certificate', 'prove'], { file: euicc(), register: true });
    expect(proven.stderr).to.match(/--register is not for a chip, which signs its own registration/);
  });

  it('signs a binding that names leaf, attempt and block', async () => {
    const { file, proof } = await prove('holder');
    const { ethers } = await connect(hre);
    const latest = await ethers.provider.getBlockNumber();
    const { block, binding, matchingId } = await json('binding', { file });
    // Never the latest block: the chain tells its hash from the next one on.
    expect(block).to.equal(String(latest - 1));
    const expected = await openRsp.certificates.possessionBinding(proof.leaf, 0n, 0n, BigInt(String(block)));
    expect(BigInt(`0x${String(binding)}`)).to.equal(expected);
    expect(matchingId)
      .to.equal(binding)
      .and.to.match(/^[0-9a-f]{62}$/);
    const another = await json('binding', { file, block: String(latest - 2) });
    expect(another.binding).not.to.equal(binding);
    expect(await say('binding', { file, block: String(latest + 1) })).to.match(
      /does not tell the hash of block \d+ \(the latest is \d+\); have the chip sign anew/,
    );
    expect(await say('binding', { file, block: 'latest' })).to.match(/"latest" is no block number/);
  });

  it('names no block that the chain has forgotten', async () => {
    const { file } = await prove('holder');
    const { ethers } = await connect(hre);
    await ethers.provider.send('hardhat_mine', ['0x2000']);
    expect(await say('binding', { file, block: '1' })).to.match(/does not tell the hash of block 1 /);
  });

  it('registers from the kept proof, in a dry run too, once', async () => {
    const { file, proof, secrets } = await prove('holder');
    expect(await say('register', { file })).to.match(/no possession proof .* --signed, .* --block/);
    await keep('holder', proof);
    expect(await json('register', { file, dryRun: true })).to.include({ sent: false });
    expect(await json('status', { file: euicc(), secrets })).to.include({ registered: false });
    expect(await json('register', { file })).to.include({ sent: true, leaf: hex32(proof.leaf) });
    expect(await say('register', { file })).to.match(/is registered with this leaf, 0x[0-9a-f]{64}, already/);
    expect(await json('status', { file: euicc(), secrets })).to.include({ isOwn: true, leaf: hex32(proof.leaf) });
    expect(await json('status', { file: euicc(), secrets: folder.file('nobody') })).to.include({ isOwn: false });
    const again = await runTask(hre, ['certificate', 'prove'], { file: euicc(), secrets });
    expect(again.stderr).to.match(/is registered already, with leaf/);
  });

  it('takes no kept proof of another attempt, chain, registry or leaf', async () => {
    const { file, proof } = await prove('holder');
    const registry = `0x${'22'.repeat(20)}`;
    for (const changes of [{ generation: 1n }, { vetoes: 1n }, { chainId: 1n }, { registry }, { leaf: 5n }]) {
      await keep('holder', proof, changes);
      expect(await say('register', { file })).to.match(/There is no possession proof for this attempt/);
    }
  });

  it('takes no kept proof of a block that the chain has forgotten', async () => {
    const { file, proof } = await prove('holder');
    await keep('holder', proof);
    expect(await json('register', { file, dryRun: true })).to.include({ sent: false });
    const { ethers } = await connect(hre);
    await ethers.provider.send('hardhat_mine', ['0x2000']);
    expect(await say('register', { file })).to.match(
      /There is no possession proof for this attempt .* --signed, .* --block/,
    );
  });

  it('proves anew what the chip signed for another block than that of the kept proof', async () => {
    const { file, proof } = await prove('holder');
    await keep('holder', proof);
    const { block } = await json('binding', { file });
    const missing = folder.file('missing.json');
    // It is looked for: the kept proof does not stand in for it. For its own block it does, so that nothing is proven twice.
    expect(await say('register', { file, signed: missing, block: String(Number(block) - 1) })).to.match(
      /missing\.json/,
    );
    const own = String(readPossessionProof(folder.file('holder.possession.json')).blockNumber);
    expect(await json('register', { file, signed: missing, block: own, dryRun: true })).to.include({ sent: false });
  });

  it('refuses a damaged possession proof, and names its number that is too large', async () => {
    const { file, proof } = await prove('holder');
    const kept = folder.file('holder.possession.json');
    for (const damaged of ['', '{}', '[]', '{"format": "openrsp/possession-proof/1", "points": []}']) {
      writeFileSync(kept, damaged);
      expect(await say('register', { file })).to.match(/is not (JSON|a proof file of format .*); remove it and give/);
    }
    await keep('holder', proof, { version: 1n << 32n });
    expect(await say('register', { file })).to.match(/version is 4294967296, but must be .* below 2\^32; remove it/);
    await keep('holder', proof);
    expect(readPossessionProof(kept)).to.include({ leaf: proof.leaf, generation: 0n });
  });

  it('proves no signature for another binding, nor without the holder’s secret', async () => {
    const { file, secrets } = await prove('holder');
    const { block } = await json('binding', { file });
    const signed = folder.file('signed.json');
    const octets = { euiccSigned1: new Uint8Array(200), euiccSignature1: new Uint8Array(64) };
    writeSignedBinding(signed, {
      binding: 5n,
      ...octets,
      euiccCertificate: readCertificate(euicc()).der,
      eumCertificate: readCertificate(pki('CERT_EUM.der')).der,
    });
    const args = { file, signed, block };
    expect(await say('register', { ...args, secrets })).to.match(
      /The chip signed the binding 0x0+5, but generation 0, 0 vetoes and block \d+ .* have the chip sign/,
    );
    expect(await say('register', { ...args, secrets: folder.file('nobody') })).to.match(/has no holder secret of this/);
    await prove('other');
    expect(await say('register', { ...args, secrets: folder.file('other') })).to.match(/with another holder secret/);
    expect(existsSync(folder.file('holder.possession.json'))).to.equal(false);
    expect(await say('register', { file, from: `0x${'11'.repeat(20)}` })).to.match(/no key for 0x1111/);
  });

  it('waits 72 hours with another holder’s leaf, which the present one refuses once', async () => {
    const first = await register('holder');
    const second = await register('second');
    const status = await json('status', { file: euicc(), secrets: first.secrets });
    expect(status).to.include({ isOwn: true, generation: '1', vetoes: '0' });
    expect(status.pending).to.include({ leaf: hex32(second.proof.leaf), isOwn: false });
    expect(await say('register', { file: second.file })).to.match(
      /waits to take this chip's place, from .*; chip veto/,
    );
    expect(await say('activate', { file: euicc() })).to.match(/waits until .*; run this again then/);
    expect(await say('veto', { file: euicc(), secrets: second.secrets })).to.match(
      /only the present holder has a veto/,
    );
    expect(await json('veto', { file: euicc(), secrets: first.secrets, dryRun: true })).to.include({ sent: false });
    expect(await json('veto', { file: euicc(), secrets: first.secrets })).to.include({ sent: true });
    expect(await say('veto', { file: euicc(), secrets: first.secrets })).to.match(/No leaf waits/);
    expect(await say('activate', { file: euicc() })).to.match(/No leaf waits/);

    // What the chip signed before the veto is good for nothing after it.
    const { file } = await prove('second');
    expect(await say('binding', { file, block: '1' })).to.match(
      /Block 1 is from before block \d+, in which the chip's entry changed \(generation 1, 1 vetoes\)/,
    );
    await register('second');
    expect(await say('veto', { file: euicc(), secrets: first.secrets })).to.match(/The veto of generation 1 is used/);
    await pass(DELAY);
    expect(await json('activate', { file: euicc(), dryRun: true })).to.include({ sent: false });
    expect(await json('activate', { file: euicc() })).to.include({ sent: true, leaf: hex32(second.proof.leaf) });
    expect(await json('status', { file: euicc(), secrets: second.secrets })).to.include({
      isOwn: true,
      generation: '2',
    });
  });

  it('is revoked by its holder only, for good', async () => {
    await prove('holder');
    const secrets = folder.file('holder');
    expect(await say('revoke', { file: euicc(), secrets })).to.match(/is not registered; its EUM or governance/);
    await register('holder');
    await prove('second');
    expect(await say('revoke', { file: euicc(), secrets: folder.file('second') })).to.match(/only the present holder/);
    expect(await json('revoke', { file: euicc(), secrets, dryRun: true })).to.include({ sent: false });
    expect(await json('revoke', { file: euicc(), secrets })).to.include({ sent: true });
    expect(await say('revoke', { file: euicc(), secrets })).to.match(/is revoked already, since/);
    expect((await json('status', { file: euicc(), secrets })).revokedAt).to.be.a('string');
  });

  it('is no CA or server', async () => {
    expect(await say('status', { file: pki('CERT_EUM.der') })).to.match(/of role Eum, not a chip's; use: certificate/);
  });
});
