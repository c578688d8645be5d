import { network } from 'hardhat';

/** One simulated chain for all tests: hardfork osaka, EIP-7825's gas cap on. */
export const { ethers, networkHelpers } = await network.create();

/** Another chain, with an id of its own; the caller closes it. */
export const otherChain = (chainId: number) => network.create({ network: 'default', override: { chainId } });
