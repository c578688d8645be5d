// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

/// @title ECDSA on P-256 as certificates have it
/// @notice By the precompile of EIP-7951 where there is one, in Solidity elsewhere.
library P256Signature {
    /// @notice Whether (r, s) is the key's over `digest`. OpenZeppelin refuses s > n/2, which half of all real signatures have: n - s stands
    /// for the same signature, so callers must not take one of the two for news.
    function verify(bytes32 digest, bytes32 r, bytes32 s, uint256 x, uint256 y) internal view returns (bool) {
        if (uint256(s) > P256.N / 2 && uint256(s) < P256.N) s = bytes32(P256.N - uint256(s));
        return P256.verify(digest, r, s, bytes32(x), bytes32(y));
    }
}
