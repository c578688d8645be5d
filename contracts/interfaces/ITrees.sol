// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Errors of the Merkle tree libraries
interface ITrees {
    /// The tree holds 2^maxDepth leaves already.
    error TreeFull(uint256 maxDepth);
    /// A leaf or a value was 0 or not below the scalar field's modulus.
    error NotInField(uint256 value);
    /// There is no leaf at `index`: the tree holds `size`.
    error IndexOutOfRange(uint256 index, uint256 size);
    /// The leaf at `lowIndex` does not stand directly below `value`: its own value and its successor are given.
    error LowLeafMismatch(uint256 value, uint256 lowIndex, uint256 lowValue, uint256 lowNext);
}
