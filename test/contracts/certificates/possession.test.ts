import { expect } from 'chai';
import { possessionBinding } from '../../../src/zk/values.ts';
import type { CertificateRegistry } from '../../../types/ethers-contracts/index.ts';
import { addAnchor, prove } from '../support/certificates.ts';
import { ethers, loadFixture, networkHelpers, otherChain, time } from '../support/chain.ts';
import {
  chainId,
  latestBlock,
  type PossessionChanges,
  type PossessionProof,
  provePossession,
  registerChip,
  vetoChip,
} from '../support/chips.ts';
import { deploy, deploySystem, POSSESSION, Realm, type System } from '../support/deploy.ts';

const [LEAF, NULLIFIER] = [1n, 2n];
/** Of EIP-2935, with the code that its author deployed there. */
const HISTORY = '0x0000F90827F1C53a10cb7A02335B175320002935';
const HISTORY_CODE =
  '0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500';
const HISTORY_BLOCKS = 8191n;
/** Reach of the BLOCKHASH opcode. */
const OPCODE_BLOCKS = 256n;

async function fixture() {
  const system = await deploySystem();
  await addAnchor(system);
  return system;
}

/** Sends the registration with a fresh certificate proof. */
async function register(system: System, possession: PossessionProof, leaf = LEAF, nullifier = NULLIFIER) {
  const proof = await prove(system, system.stranger, leaf, { nullifier });
  return system.registry.connect(system.stranger).registerChip(proof, possession, leaf, nullifier);
}

async function blockHash(number: bigint): Promise<string> {
  return (await ethers.provider.getBlock(number))!.hash!;
}

/** The simulated chain keeps no history of its own: writes what the system call at the start of a block would have written. */
async function keepHistory(numbers: readonly bigint[]): Promise<void> {
  await networkHelpers.setCode(HISTORY, HISTORY_CODE);
  for (const number of numbers) {
    await networkHelpers.setStorageAt(HISTORY, number % HISTORY_BLOCKS, await blockHash(number));
  }
}

describe('CertificateRegistry: possession of a chip', () => {
  it("has the prover's binding, of 248 bits [S32]", async () => {
    const { registry } = await loadFixture(fixture);
    const latest = await latestBlock();
    await networkHelpers.mine();
    const attempt = { leaf: 11n, generation: 3n, vetoes: 1n, ...latest };
    const expected = possessionBinding(await chainId(), await registry.getAddress(), attempt);
    expect(await registry.possessionBinding(11n, 3n, 1n, latest.blockNumber)).to.equal(expected);
    expect(expected).to.be.lessThan(1n << 248n);
  });

  describe('refuses what the chip signed', () => {
    const others: Readonly<Record<string, PossessionChanges>> = {
      'another leaf': { leaf: LEAF + 1n },
      'another generation': { generation: 1n },
      'another number of vetoes': { vetoes: 1n },
      'another block hash': { blockHash: ethers.id('another branch') },
      'another chain': { chainId: 1n },
      'another registry': { registry: ethers.getCreateAddress({ from: ethers.ZeroAddress, nonce: 1 }) },
    };
    for (const [what, changes] of Object.entries(others)) {
      it(`for ${what} [S32] [S33]`, async () => {
        const system = await loadFixture(fixture);
        const possession = await provePossession(system, NULLIFIER, LEAF, changes);
        await expect(register(system, possession)).to.be.revertedWithCustomError(system.registry, 'ProofRefused');
        await register(system, await provePossession(system, NULLIFIER, LEAF));
      });
    }

    it('for another block than the call names [S32]', async () => {
      const system = await loadFixture(fixture);
      await networkHelpers.mine(2);
      const possession = await provePossession(system, NULLIFIER, LEAF);
      const blockNumber = possession.blockNumber - 1n;
      await expect(register(system, { ...possession, blockNumber })).to.be.revertedWithCustomError(
        system.registry,
        'ProofRefused',
      );
    });

    it("on a branch that was given up: the hash is no longer the chain's [S32]", async () => {
      const system = await loadFixture(fixture);
      const snapshot = await networkHelpers.takeSnapshot();
      await networkHelpers.mine();
      const possession = await provePossession(system, NULLIFIER, LEAF);
      await snapshot.restore();
      // Another block of the same number, by its time.
      await time.setNextBlockTimestamp((await time.latest()) + 17);
      await networkHelpers.mine();
      expect((await latestBlock()).blockNumber).to.equal(possession.blockNumber);
      await expect(register(system, possession)).to.be.revertedWithCustomError(system.registry, 'ProofRefused');
    });

    it('for a registration that took place: not again, not for the next generation, not after a veto [S25] [S32]', async () => {
      const system = await loadFixture(fixture);
      const { registry } = system;
      const first = await provePossession(system, NULLIFIER, LEAF);
      await register(system, first);
      const second = await provePossession(system, NULLIFIER, 3n);
      await register(system, second, 3n);
      await vetoChip(system, NULLIFIER);
      await expect(register(system, second, 3n)).to.be.revertedWithCustomError(registry, 'PossessionTooEarly');
      await registerChip(system, 3n, NULLIFIER);
      await time.increase(72 * 3600);
      await registry.activateChip(NULLIFIER);
      // Back to the first leaf, with what the chip signed for it then.
      await expect(register(system, first)).to.be.revertedWithCustomError(registry, 'PossessionTooEarly');
    });

    it('in store: whoever had the chip for a moment has no signature for what only a veto or a supersession makes possible [S33]', async () => {
      const system = await loadFixture(fixture);
      const { registry } = system;
      /** Signed now, for the state that the entry will have. */
      const inStore = (generation: bigint, vetoes: bigint) =>
        provePossession(system, NULLIFIER, 7n, { generation, vetoes });
      const refused = async (possession: PossessionProof) => {
        const { signableFrom } = (await registry.chip(NULLIFIER)).entry;
        expect(signableFrom).to.equal(await ethers.provider.getBlockNumber());
        await expect(register(system, possession, 7n))
          .to.be.revertedWithCustomError(registry, 'PossessionTooEarly')
          .withArgs(possession.blockNumber, signableFrom);
      };
      const beforeRegistration = await inStore(1n, 0n);
      await registerChip(system, LEAF, NULLIFIER);
      await refused(beforeRegistration);

      await registerChip(system, 3n, NULLIFIER);
      const beforeVeto = await inStore(1n, 1n);
      await vetoChip(system, NULLIFIER);
      await refused(beforeVeto);

      await registerChip(system, 3n, NULLIFIER);
      await time.increase(72 * 3600);
      const beforeSupersession = await inStore(2n, 0n);
      await registry.activateChip(NULLIFIER);
      await refused(beforeSupersession);
      // The very block in which the entry changed has a hash that nobody knew before.
      await register(system, await inStore(2n, 0n), 7n);
    });

    it('of another circuit version than is routed [S26]', async () => {
      const system = await loadFixture(fixture);
      const possession = await provePossession(system, NULLIFIER, LEAF, { version: 2 });
      await expect(register(system, possession))
        .to.be.revertedWithCustomError(system.router, 'VersionUnknown')
        .withArgs(POSSESSION, 2);
    });

    it('on another chain or for a registry deployed anew: the binding differs [S32]', async () => {
      const { manager, registry, router, revocations } = await loadFixture(fixture);
      const { blockNumber } = await latestBlock();
      await networkHelpers.mine();
      const again = await deploy<CertificateRegistry>('CertificateRegistry', manager, Realm.Test, router, revocations);
      const ours = await registry.possessionBinding(LEAF, 0n, 0n, blockNumber);
      expect(await again.possessionBinding(LEAF, 0n, 0n, blockNumber)).to.not.equal(ours);

      const chain = await otherChain(1337);
      const [signer] = await chain.ethers.getSigners();
      await chain.networkHelpers.setCode(await registry.getAddress(), await ethers.provider.getCode(registry));
      const there = await chain.ethers.getContractAt('CertificateRegistry', await registry.getAddress(), signer);
      await chain.networkHelpers.mine(2);
      const { hash } = (await chain.ethers.provider.getBlock(1))!;
      const attempt = { leaf: LEAF, generation: 0n, vetoes: 0n, blockNumber: 1n, blockHash: hash! };
      const address = await registry.getAddress();
      expect(await there.possessionBinding(LEAF, 0n, 0n, 1n)).to.equal(possessionBinding(1337n, address, attempt));
      await chain.close();
    });
  });

  describe('names a recent block', () => {
    /** Registers with what the chip signed over block `number`, which the chain may not tell any more. */
    async function registerAt(system: System, number: bigint) {
      const known = number <= BigInt(await ethers.provider.getBlockNumber());
      const hash = known ? await blockHash(number) : ethers.ZeroHash;
      const possession = await provePossession(system, NULLIFIER, LEAF, { blockNumber: number, blockHash: hash });
      return register(system, possession);
    }

    it('of the last 256 by the opcode', async () => {
      const system = await loadFixture(fixture);
      await networkHelpers.mine(300);
      const next = BigInt(await ethers.provider.getBlockNumber()) + 1n;
      await registerAt(system, next - OPCODE_BLOCKS);
    });

    it('of the last 8191 by the history that EIP-2935 keeps', async () => {
      const system = await loadFixture(fixture);
      await networkHelpers.mine(HISTORY_BLOCKS + 10n);
      const next = BigInt(await ethers.provider.getBlockNumber()) + 1n;
      await keepHistory([next - OPCODE_BLOCKS - 1n, next - HISTORY_BLOCKS, next - HISTORY_BLOCKS - 1n]);
      const snapshot = await networkHelpers.takeSnapshot();
      for (const distance of [OPCODE_BLOCKS + 1n, HISTORY_BLOCKS]) {
        await registerAt(system, next - distance);
        await snapshot.restore();
      }
      await expect(registerAt(system, next - HISTORY_BLOCKS - 1n))
        .to.be.revertedWithCustomError(system.registry, 'BlockNotRecent')
        .withArgs(next - HISTORY_BLOCKS - 1n, next);
    });

    it('and neither the present one nor a later one', async () => {
      const system = await loadFixture(fixture);
      await keepHistory([]);
      for (const ahead of [0n, 1n, 300n, 1n << 255n]) {
        const next = BigInt(await ethers.provider.getBlockNumber()) + 1n;
        await expect(registerAt(system, next + ahead))
          .to.be.revertedWithCustomError(system.registry, 'BlockNotRecent')
          .withArgs(next + ahead, next);
      }
    });

    it('and none older than 256 where the chain keeps no history', async () => {
      const system = await loadFixture(fixture);
      await networkHelpers.mine(300);
      await networkHelpers.setCode(HISTORY, '0x');
      const next = BigInt(await ethers.provider.getBlockNumber()) + 1n;
      await expect(registerAt(system, next - OPCODE_BLOCKS - 1n))
        .to.be.revertedWithCustomError(system.registry, 'BlockNotRecent')
        .withArgs(next - OPCODE_BLOCKS - 1n, next);
    });

    it('and none older than 8191, nor a later one, even of a history that answers for every block', async () => {
      const { registry } = await loadFixture(fixture);
      await networkHelpers.mine(HISTORY_BLOCKS + 10n);
      await networkHelpers.setCode(HISTORY, `0x7f${'ab'.repeat(32)}5f5260205ff3`);
      // A call is answered as of the latest block.
      const current = BigInt(await ethers.provider.getBlockNumber());
      await registry.possessionBinding(LEAF, 0n, 0n, current - HISTORY_BLOCKS);
      for (const number of [current - HISTORY_BLOCKS - 1n, current + 300n]) {
        await expect(registry.possessionBinding(LEAF, 0n, 0n, number))
          .to.be.revertedWithCustomError(registry, 'BlockNotRecent')
          .withArgs(number, current);
      }
    });

    it('and takes nothing for its hash but a word that the history returns', async () => {
      const system = await loadFixture(fixture);
      await networkHelpers.mine(300);
      const next = BigInt(await ethers.provider.getBlockNumber()) + 1n;
      const word = `7f${'ab'.repeat(32)}5f52`;
      // Reverts with a word, returns 31 octets, returns two words, returns 0.
      for (const code of [`0x${word}60205ffd`, `0x${word}601f5ff3`, `0x${word}60405ff3`, '0x60205ff3']) {
        await networkHelpers.setCode(HISTORY, code);
        await expect(
          system.registry.possessionBinding(LEAF, 0n, 0n, next - OPCODE_BLOCKS - 2n),
          code,
        ).to.be.revertedWithCustomError(system.registry, 'BlockNotRecent');
      }
    });
  });
});
