// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IListParts} from "../interfaces/IListParts.sol";

/// @title Octets kept as code
/// @notice Apart from everything else, because it is the one contract that creates accounts; it has no state, no role and no funds.
contract ListParts is IListParts {
    /// @inheritdoc IListParts
    uint256 public constant MAX_PART = 24_575;

    /// @inheritdoc IListParts
    function stage(bytes calldata part) external returns (address place) {
        bytes memory creation = _creationOf(part);
        place = _placeOf(creation);
        if (place.code.length != 0) return place;
        // Memory is only read. Creation fails for want of gas alone, with address 0.
        assembly ("memory-safe") {
            place := create2(0, add(creation, 0x20), mload(creation), 0)
        }
        if (place == address(0)) revert PartNotStaged(part.length);
        emit PartStaged(place, part.length);
    }

    /// @inheritdoc IListParts
    function placeOf(bytes calldata part) external view returns (address) {
        return _placeOf(_creationOf(part));
    }

    function _placeOf(bytes memory creation) private view returns (address) {
        bytes32 hash = keccak256(abi.encodePacked(hex"ff", address(this), bytes32(0), keccak256(creation)));
        // An address is the low 160 bits (EIP-1014).
        return address(uint160(uint256(hash)));
    }

    /// Creation code of 10 octets (PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN), which leaves what follows: 0 (STOP)
    /// and the part.
    function _creationOf(bytes calldata part) private pure returns (bytes memory) {
        if (part.length == 0 || part.length > MAX_PART) revert PartSize(part.length, MAX_PART);
        // part.length + 1 < 2^16
        return abi.encodePacked(hex"61", uint16(part.length + 1), hex"80600a5f395ff300", part);
    }
}
