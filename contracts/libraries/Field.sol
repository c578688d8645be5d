// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ITrees} from "../interfaces/ITrees.sol";

// Order of BN254's scalar field: public signals, leaves and nodes lie below it.
uint256 constant FIELD_MODULUS = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

/// @title Elements of the scalar field
library Field {
    /// @notice Reverts with {ITrees.NotInField} unless `value` < modulus. Poseidon reduces its inputs: without this check two
    /// different numbers would have one hash.
    function check(uint256 value) internal pure {
        if (value >= FIELD_MODULUS) revert ITrees.NotInField(value);
    }

    /// @notice As {check}, and refuses 0.
    function checkNonZero(uint256 value) internal pure {
        if (value == 0 || value >= FIELD_MODULUS) revert ITrees.NotInField(value);
    }
}
