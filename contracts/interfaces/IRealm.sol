// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Which world a deployment belongs to. Nothing crosses from one to the other.
/// Test: development keys and the published SGP.26 test keys are welcome; refuses every chain that is not a known test chain.
/// Production: refuses both.
enum Realm {
    Test,
    Production
}

/// @title A contract that belongs to one realm for good
interface IRealm {
    /// A test realm was about to be made on a chain that is not a known test chain: it may carry value.
    error NotATestChain(uint256 chainId);

    /// @notice The realm fixed at construction. Construction reverts with {NotATestChain} for `Realm.Test` elsewhere than on a test chain.
    function realm() external view returns (Realm);
}
