// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IRevocationLists} from "../interfaces/IRevocationLists.sol";

/// @title Reads what {ListParts} keeps
library Parts {
    /// @notice The octets of all parts, in the order given. Reverts with {IRevocationLists.PartMissing}.
    function join(address[] calldata places) internal view returns (bytes memory octets) {
        uint256 length;
        for (uint256 i = 0; i < places.length; ++i) {
            uint256 size = places[i].code.length;
            if (size == 0) revert IRevocationLists.PartMissing(places[i]);
            length += size - 1;
        }
        octets = new bytes(length);
        uint256 offset = 32;
        for (uint256 i = 0; i < places.length; ++i) {
            address place = places[i];
            // The octet 0 before the part.
            uint256 size = place.code.length - 1;
            // Writes within `octets`: offsets end at 32 + length.
            assembly ("memory-safe") {
                extcodecopy(place, add(octets, offset), 1, size)
            }
            offset += size;
        }
    }
}
