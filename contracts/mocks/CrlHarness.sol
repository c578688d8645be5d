// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {CrlEntries} from "../libraries/CrlEntries.sol";
import {Crls} from "../libraries/Crls.sol";
import {Der} from "../libraries/Der.sol";
import {P256Signature} from "../libraries/P256Signature.sol";

/// @title Opens {Crls}, {CrlEntries} and {P256Signature} to tests
contract CrlHarness {
    error SignatureWrong();

    /// Serial numbers of a list that is good to its last octet.
    function serialNumbers(bytes calldata der, uint256 x, uint256 y) external view returns (uint160[] memory found) {
        bytes memory octets = der;
        Crls.Crl memory crl = Crls.read(octets);
        // An entry has at least 19 octets.
        found = new uint160[]((crl.entriesEnd - crl.entriesStart) / 19);
        uint256 count;
        for (uint256 position = crl.entriesStart; position != crl.entriesEnd; ++count) {
            (found[count], position) = CrlEntries.read(octets, position, crl.entriesEnd);
        }
        // count <= length: the array only becomes shorter.
        assembly ("memory-safe") {
            mstore(found, count)
        }
        if (!verify(Der.sha256Of(octets, crl.tbsStart, crl.tbsEnd), crl.r, crl.s, x, y)) revert SignatureWrong();
    }

    /// Of each list how many entries it has; -1 where it is refused.
    function countEach(bytes[] calldata lists, uint256 x, uint256 y) external view returns (int256[] memory counts) {
        counts = new int256[](lists.length);
        for (uint256 i = 0; i < lists.length; ++i) {
            try this.serialNumbers(lists[i], x, y) returns (uint160[] memory found) {
                // A list of 2^255 entries does not fit memory.
                counts[i] = int256(found.length);
            } catch {
                counts[i] = -1;
            }
        }
    }

    function verify(bytes32 digest, bytes32 r, bytes32 s, uint256 x, uint256 y) public view returns (bool) {
        return P256Signature.verify(digest, r, s, x, y);
    }
}
