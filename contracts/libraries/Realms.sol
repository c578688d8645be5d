// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @title Chains that carry no value
library Realms {
    /// @notice Whether a test realm may be made here. A chain that is not listed may carry value.
    function isTestChain(uint256 chainId) internal pure returns (bool) {
        return
            chainId == 1337 || // a developer's own
            chainId == 31337 || // a developer's own (Hardhat, Anvil)
            chainId == 10200 || // Gnosis Chiado
            chainId == 17000 || // Holesky
            chainId == 59141 || // Linea Sepolia
            chainId == 80002 || // Polygon Amoy
            chainId == 84532 || // Base Sepolia
            chainId == 421614 || // Arbitrum Sepolia
            chainId == 534351 || // Scroll Sepolia
            chainId == 560048 || // Hoodi
            chainId == 11155111 || // Sepolia
            chainId == 11155420; // OP Sepolia
    }
}
