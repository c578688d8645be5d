import { network } from 'hardhat';

/** One simulated chain for a test file: hardfork osaka, EIP-7825's gas cap on. */
export const connection = await network.create();
export const { ethers, networkHelpers } = connection;
