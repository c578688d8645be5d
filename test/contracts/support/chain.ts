import hre, { network } from 'hardhat';

/** One simulated chain for all tests: hardfork osaka, EIP-7825's gas cap on. */
export const { ethers, networkHelpers } = await network.create();
export const { time } = networkHelpers;
/** Runs a fixture once and goes back to the state after it each further time. */
export const loadFixture: typeof networkHelpers.loadFixture = (fixture) => networkHelpers.loadFixture(fixture);

/** Another chain, with an id of its own; the caller closes it. */
export const otherChain = (chainId: number) => network.create({ network: 'default', override: { chainId } });

/** A chain before EIP-7951: it has no precompile for P-256. The caller closes it. */
export const chainWithoutP256 = () => network.create({ network: 'default', override: { hardfork: 'prague' } });

// Instrumented contracts overfill blocks, and full blocks raise the base fee until nobody can pay it.
if (hre.globalOptions.coverage) {
  beforeEach(() => ethers.provider.send('hardhat_setNextBlockBaseFeePerGas', ['0x0']));
}
