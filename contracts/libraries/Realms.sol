// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @title Chains that carry value
library Realms {
    /// @notice Whether a test realm must not be made here.
    function isProductionChain(uint256 chainId) internal pure returns (bool) {
        return
            chainId == 1 || // Ethereum
            chainId == 10 || // OP Mainnet
            chainId == 56 || // BNB Smart Chain
            chainId == 100 || // Gnosis
            chainId == 130 || // Unichain
            chainId == 137 || // Polygon
            chainId == 146 || // Sonic
            chainId == 324 || // ZKsync Era
            chainId == 480 || // World Chain
            chainId == 1101 || // Polygon zkEVM
            chainId == 5000 || // Mantle
            chainId == 8453 || // Base
            chainId == 34443 || // Mode
            chainId == 42161 || // Arbitrum One
            chainId == 42220 || // Celo
            chainId == 43114 || // Avalanche
            chainId == 59144 || // Linea
            chainId == 81457 || // Blast
            chainId == 534352; // Scroll
    }
}
