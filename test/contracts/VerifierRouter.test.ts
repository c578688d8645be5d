import { expect } from 'chai';
import type { FaultyVerifier, GasMeter, VerifierRouter } from '../../types/ethers-contracts/index.ts';
import { FIELD_MODULUS } from '../../src/zk/poseidon.ts';
import { mockPoints } from './support/certificates.ts';
import { ethers, loadFixture, networkHelpers, otherChain, time } from './support/chain.ts';
import { CERTIFICATE, deploy, deployMock, deploySystem, Realm } from './support/deploy.ts';

const SIGNALS = [1n, 2n, 3n, 4n, 5n, 6n];
const Fault = { Refuses: 0, Reverts: 1, AnswersTwo: 2, AnswersShort: 3, AnswersLong: 4, Burns: 5 } as const;
const NO_SUNSET = (1n << 40n) - 1n;

const codehash = async (contract: { getAddress(): Promise<string> }) =>
  ethers.keccak256(await ethers.provider.getCode(await contract.getAddress()));

async function fixture() {
  const system = await deploySystem();
  const governed = system.router.connect(system.governance);
  /** Adds `verifier` as another version and returns its number. */
  let last = 1;
  const add = async (verifier: { getAddress(): Promise<string> }, signals = 6): Promise<number> => {
    await governed.addVersion(CERTIFICATE, ++last, await verifier.getAddress(), signals, await codehash(verifier));
    return last;
  };
  const faulty = (fault: number, keyKind = 1) => deploy<FaultyVerifier>('FaultyVerifier', fault, keyKind);
  return { ...system, governed, add, faulty };
}

const verify = (router: VerifierRouter, version: number, signals: bigint[] = SIGNALS, points = mockPoints(signals)) =>
  router.verify(CERTIFICATE, version, points, signals);

describe('VerifierRouter', () => {
  describe('verify', () => {
    it('says true for a proof its verifier accepts, false for every other', async () => {
      const { router } = await loadFixture(fixture);
      expect(await verify(router, 1)).to.equal(true);
      expect(await verify(router, 1, SIGNALS, mockPoints([1n, 2n, 3n, 4n, 5n, 7n]))).to.equal(false);
    });

    it('measures with a mock that also spends what a given verifier does', async () => {
      const { router, add, faulty } = await loadFixture(fixture);
      const version = await add(await deployMock(await (await faulty(Fault.Refuses)).getAddress()));
      expect(await verify(router, version)).to.equal(true);
      const meter = await deploy<GasMeter>('GasMeter');
      const spent = async (number: number) =>
        (await meter.verify(router, CERTIFICATE, number, mockPoints(SIGNALS), SIGNALS)).spent;
      expect(await spent(version)).to.be.greaterThan(await spent(1));
    });

    it('refuses one signal fewer and one signal more [S26]', async () => {
      const { router } = await loadFixture(fixture);
      await expect(verify(router, 1, SIGNALS.slice(1)))
        .to.be.revertedWithCustomError(router, 'SignalCount')
        .withArgs(5, 6);
      await expect(verify(router, 1, [...SIGNALS, 7n]))
        .to.be.revertedWithCustomError(router, 'SignalCount')
        .withArgs(7, 6);
    });

    it('refuses a signal that is not below the scalar field modulus, at every place [S23]', async () => {
      const { router } = await loadFixture(fixture);
      for (let i = 0; i < SIGNALS.length; i++) {
        for (const value of [FIELD_MODULUS, SIGNALS[i]! + FIELD_MODULUS, ethers.MaxUint256]) {
          const signals = SIGNALS.with(i, value);
          await expect(verify(router, 1, signals))
            .to.be.revertedWithCustomError(router, 'SignalNotInField')
            .withArgs(i, value);
        }
        expect(await verify(router, 1, SIGNALS.with(i, FIELD_MODULUS - 1n))).to.equal(true);
      }
    });

    it('refuses an unknown circuit and an unknown version', async () => {
      const { router } = await loadFixture(fixture);
      const other = ethers.encodeBytes32String('receipt');
      await expect(router.verify(other, 1, mockPoints(SIGNALS), SIGNALS))
        .to.be.revertedWithCustomError(router, 'VersionUnknown')
        .withArgs(other, 1);
      await expect(verify(router, 2)).to.be.revertedWithCustomError(router, 'VersionUnknown').withArgs(CERTIFICATE, 2);
    });

    it('refuses a proof of one circuit that is routed to the verifier of another [S26]', async () => {
      const { router, governed } = await loadFixture(fixture);
      const receipt = ethers.encodeBytes32String('receipt');
      const refusing = await deploy<FaultyVerifier>('FaultyVerifier', Fault.Refuses, 1);
      await governed.addVersion(receipt, 1, refusing, 6, await codehash(refusing));
      expect(await router.verify(receipt, 1, mockPoints(SIGNALS), SIGNALS)).to.equal(false);
    });

    for (const [name, fault] of Object.entries(Fault)) {
      it(`says false, and neither true nor an error, when the verifier misbehaves: ${name} [S24]`, async () => {
        const { router, add, faulty } = await loadFixture(fixture);
        const version = await add(await faulty(fault));
        expect(await verify(router, version)).to.equal(false);
      });
    }

    it('copies no more than one word of a long answer [S46]', async () => {
      const { router, add, faulty } = await loadFixture(fixture);
      const version = await add(await faulty(Fault.AnswersLong));
      const meter = await deploy<GasMeter>('GasMeter');
      const [accepted, spent] = await meter.verify(router, CERTIFICATE, version, mockPoints(SIGNALS), SIGNALS);
      expect(accepted).to.equal(false);
      // The verifier itself pays for its 100 kB of memory (29 kgas); the router would pay as much again for copying them.
      expect(spent).to.be.at.most(50_000n);
    });

    it('never says true to a wrong proof, whatever gas it is given [S24]', async () => {
      const { router } = await loadFixture(fixture);
      const wrong = mockPoints(SIGNALS.with(0, 9n));
      const data = router.interface.encodeFunctionData('verify', [CERTIFICATE, 1, wrong, SIGNALS]);
      const to = await router.getAddress();
      const outcomes = new Set<string>();
      for (let gasLimit = 30_000n; gasLimit < 60_000n; gasLimit += 250n) {
        const answer = await ethers.provider.call({ to, data, gasLimit }).catch(() => 'failed');
        outcomes.add(answer === 'failed' ? answer : String(router.interface.decodeFunctionResult('verify', answer)[0]));
      }
      expect([...outcomes].sort()).to.deep.equal(['failed', 'false']);
    });

    it('refuses a verifier whose code is gone [S30]', async () => {
      const { router, verifier } = await loadFixture(fixture);
      await networkHelpers.setCode(await verifier.getAddress(), '0x');
      await expect(verify(router, 1))
        .to.be.revertedWithCustomError(router, 'NoCode')
        .withArgs(await verifier.getAddress());
    });
  });

  describe('addVersion', () => {
    it('stores verifier, selector, number of signals and codehash, and says so [S30]', async () => {
      const { router, governed } = await loadFixture(fixture);
      const verifier = await deployMock();
      const hash = await codehash(verifier);
      await expect(governed.addVersion(CERTIFICATE, 9, verifier, 6, hash))
        .to.emit(router, 'VersionAdded')
        .withArgs(CERTIFICATE, 9, await verifier.getAddress(), 6, hash, true);
      expect(await router.versionOf(CERTIFICATE, 9)).to.deep.equal([
        await verifier.getAddress(),
        ethers.id('verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[6])').slice(0, 10),
        6n,
        NO_SUNSET,
        false,
      ]);
      expect(await router.codehashOf(CERTIFICATE, 9)).to.equal(hash);
      expect(await verify(router, 9)).to.equal(true);
    });

    it('never overwrites a version [S27]', async () => {
      const { router, governed, verifier } = await loadFixture(fixture);
      const other = await deployMock();
      await expect(governed.addVersion(CERTIFICATE, 1, other, 6, await codehash(other)))
        .to.be.revertedWithCustomError(router, 'VersionExists')
        .withArgs(CERTIFICATE, 1);
      expect((await router.versionOf(CERTIFICATE, 1)).verifier).to.equal(await verifier.getAddress());
    });

    it('refuses an address without code [S30]', async () => {
      const { router, governed, stranger } = await loadFixture(fixture);
      const address = await stranger.getAddress();
      await expect(governed.addVersion(CERTIFICATE, 2, address, 6, ethers.ZeroHash))
        .to.be.revertedWithCustomError(router, 'NoCode')
        .withArgs(address);
    });

    it('refuses code that is not the one announced [S30]', async () => {
      const { router, governed, verifier } = await loadFixture(fixture);
      const expected = ethers.id('reviewed code');
      await expect(governed.addVersion(CERTIFICATE, 2, verifier, 6, expected))
        .to.be.revertedWithCustomError(router, 'CodehashMismatch')
        .withArgs(await verifier.getAddress(), expected, await codehash(verifier));
    });

    it('refuses a circuit without public signals', async () => {
      const { router, governed, verifier } = await loadFixture(fixture);
      await expect(governed.addVersion(CERTIFICATE, 2, verifier, 0, await codehash(verifier)))
        .to.be.revertedWithCustomError(router, 'SignalCount')
        .withArgs(0, 1);
    });

    it('refuses a contract that does not say what kind of key it has', async () => {
      const { router, governed, faulty } = await loadFixture(fixture);
      const odd = await faulty(Fault.Refuses, 2);
      const silent = await deploy<GasMeter>('GasMeter');
      for (const contract of [odd, silent]) {
        await expect(governed.addVersion(CERTIFICATE, 2, contract, 6, await codehash(contract)))
          .to.be.revertedWithCustomError(router, 'KeyKindUnknown')
          .withArgs(await contract.getAddress());
      }
    });

    it('refuses a development key in a production realm, and takes another [S28]', async () => {
      const { router, governance, registry } = await deploySystem(Realm.Production);
      const governed = router.connect(governance);
      const verifier = await deployMock();
      await expect(governed.addVersion(CERTIFICATE, 2, verifier, 6, await codehash(verifier)))
        .to.be.revertedWithCustomError(router, 'DevelopmentKeyRefused')
        .withArgs(await verifier.getAddress());
      const ceremony = await deploy<FaultyVerifier>('FaultyVerifier', Fault.Refuses, 0);
      await governed.addVersion(CERTIFICATE, 2, ceremony, 6, await codehash(ceremony));
      expect(await router.realm()).to.equal(Realm.Production);
      expect(await registry.realm()).to.equal(Realm.Production);
    });
  });

  describe('disableVersion', () => {
    it('ends a version for good: the guardian can disable, nobody can enable [S27]', async () => {
      const { router, guardian } = await loadFixture(fixture);
      const guarded = router.connect(guardian);
      await expect(guarded.disableVersion(CERTIFICATE, 1)).to.emit(router, 'VersionDisabled').withArgs(CERTIFICATE, 1);
      await expect(verify(router, 1))
        .to.be.revertedWithCustomError(router, 'VersionIsDisabled')
        .withArgs(CERTIFICATE, 1);
      await expect(guarded.disableVersion(CERTIFICATE, 1)).to.be.revertedWithCustomError(router, 'VersionIsDisabled');
      const names = router.interface.fragments.flatMap((fragment) =>
        'name' in fragment ? [String(fragment.name)] : [],
      );
      expect(names.filter((name) => /enable|revive|restore/i.test(name))).to.deep.equal([]);
    });

    it('refuses a version that does not exist', async () => {
      const { router, guardian } = await loadFixture(fixture);
      await expect(router.connect(guardian).disableVersion(CERTIFICATE, 2))
        .to.be.revertedWithCustomError(router, 'VersionUnknown')
        .withArgs(CERTIFICATE, 2);
    });
  });

  describe('setSunset', () => {
    it('ends a version after the announced second [S26]', async () => {
      const { router, governed } = await loadFixture(fixture);
      const sunset = BigInt(await time.latest()) + 1000n;
      await expect(governed.setSunset(CERTIFICATE, 1, sunset))
        .to.emit(router, 'SunsetSet')
        .withArgs(CERTIFICATE, 1, sunset);
      await time.increaseTo(sunset);
      expect(await verify(router, 1)).to.equal(true);
      await time.increaseTo(sunset + 1n);
      await expect(verify(router, 1))
        .to.be.revertedWithCustomError(router, 'VersionSunset')
        .withArgs(CERTIFICATE, 1, sunset);
    });

    it('can be brought forward, but neither put off nor set in the past', async () => {
      const { router, governed } = await loadFixture(fixture);
      const sunset = BigInt(await time.latest()) + 1000n;
      await governed.setSunset(CERTIFICATE, 1, sunset);
      await governed.setSunset(CERTIFICATE, 1, sunset - 100n);
      await expect(governed.setSunset(CERTIFICATE, 1, sunset))
        .to.be.revertedWithCustomError(router, 'SunsetOutOfRange')
        .withArgs(sunset, sunset - 100n);
      await expect(governed.setSunset(CERTIFICATE, 1, await time.latest())).to.be.revertedWithCustomError(
        router,
        'SunsetOutOfRange',
      );
    });
  });

  it('cannot be made for a test realm on a chain that is not a known test chain', async () => {
    // The last two stand in no list of chains: they may carry value.
    for (const chainId of [1, 10, 8453, 42161, 4242, 11155112]) {
      const chain = await otherChain(chainId);
      const [signer] = await chain.ethers.getSigners();
      const factory = await chain.ethers.getContractFactory('VerifierRouter');
      await expect(factory.deploy(signer!, Realm.Test))
        .to.be.revertedWithCustomError(factory, 'NotATestChain')
        .withArgs(chainId);
      await (await factory.deploy(signer!, Realm.Production)).waitForDeployment();
      await chain.close();
    }
    for (const chainId of [1337, 17000, 11155111]) {
      const chain = await otherChain(chainId);
      const [signer] = await chain.ethers.getSigners();
      await chain.ethers.deployContract('VerifierRouter', [signer!, Realm.Test]);
      await chain.close();
    }
  });
});
