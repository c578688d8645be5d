import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { pinLatestBlock } from '../../src/chain/pinned-block.ts';
import { readProofFile, writeProofFile, type CertificateProof } from '../../src/sdk/proof-file.ts';
import { connect } from '../../tasks/connection.ts';
import { deployFor, mintInto, temporaryFolder, type Folder } from './fixture.ts';
import { hardhat, runTask } from './harness.ts';

describe('certificate register', () => {
  let folder: Folder;
  let hre: HardhatRuntimeEnvironment;
  let proof: CertificateProof;

  before(async () => {
    folder = temporaryFolder();
    mintInto(folder.file('pki'));
    hre = await hardhat();
    const { certificates, revocations } = await deployFor(hre);
    await runTask(hre, ['anchor', 'add'], { file: folder.file('pki', 'CERT_CI.der') });
    const { ethers } = await connect(hre);
    const [first] = await ethers.getSigners();
    const { proofTime } = await pinLatestBlock(ethers.provider);
    const caRoot = await certificates.caRoot();
    const [anchor] = await certificates.caNodes(0, 0, 1);
    // All is right but the points: these are no proof.
    proof = {
      chainId: 31337n,
      registry: await certificates.getAddress(),
      submitter: first!.address,
      version: 1n,
      points: [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n],
      caRoot,
      revRoot: await revocations.revRoot(),
      now: proofTime,
      leaf: 5n,
      nullifier: 0n,
      opening: {
        parent: anchor!,
        keyHash: 2n,
        serialNumber: 3n,
        role: 6,
        flags: 0,
        notAfter: 2_000_000_000n,
        attribute: 5n,
      },
    };
  });
  after(() => folder.remove());

  const register = async (file: string, args: Record<string, unknown> = {}): Promise<string> => {
    const { success, stdout, stderr } = await runTask(hre, ['certificate', 'register'], { file, ...args });
    expect(success).to.equal(false);
    expect(stdout).to.equal('');
    return stderr;
  };
  const written = (changes: Partial<CertificateProof>): string => {
    const file = folder.file('test.proof.json');
    writeProofFile(file, { ...proof, ...changes });
    return file;
  };

  it('reads back what was written, and nothing that was damaged', () => {
    const file = written({});
    expect(readProofFile(file)).to.deep.equal(proof);
    for (const damaged of ['', '{}', '[]', '{"format": "openrsp/certificate-proof/1", "points": []}']) {
      writeFileSync(file, damaged);
      expect(() => readProofFile(file)).to.throw(/is not (JSON|a proof file)/);
    }
  });

  it('refuses the proof for another chain, registry or sender before sending', async () => {
    expect(await register(written({ chainId: 1n }))).to.match(/is for chain 1, not for 31337; choose its network/);
    const registry = `0x${'22'.repeat(20)}`;
    expect(await register(written({ registry }))).to.match(/is for the registry 0x2222.*prove again for this one/);
    const { ethers } = await connect(hre);
    const [, second] = await ethers.getSigners();
    expect(await register(written({}), { from: second!.address })).to.match(
      /is for the account .* send it with --from/,
    );
    expect(await register(written({ submitter: `0x${'33'.repeat(20)}` }))).to.match(/has no key for 0x3333/);
  });

  it('names the contract’s refusal with its values, in a dry run too', async () => {
    const stale = written({ now: proof.now - 1200n });
    for (const dryRun of [true, false]) {
      expect(await register(stale, { dryRun })).to.match(
        /The contract refuses: ProofTimeRefused\(now = \d+, blockTimestamp = \d+\)/,
      );
    }
    expect(await register(written({ caRoot: 99n }))).to.match(/The contract refuses: RootNotRecent\(root = 99\)/);
  });

  it('says that a file is missing', async () => {
    expect(await register(folder.file('missing.json'))).to.match(/missing\.json cannot be used \(ENOENT\)/);
  });
});
