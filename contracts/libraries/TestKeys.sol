// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @title Keys whose private half is published
library TestKeys {
    /// keyHash of the SGP.26 test CI, NIST P-256 (subject key identifier F54172BDF98A95D65CBEB88A38A1C11D800A85C3).
    uint256 internal constant SGP26_CI_NIST = 0x229419931448fc4bcf79679fe67041236820aff4ff18810f9ad576d9a4f6a1da;

    /// @notice Whether anybody can sign with the key.
    function isPublished(uint256 keyHash) internal pure returns (bool) {
        return keyHash == SGP26_CI_NIST;
    }
}
