// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IX509} from "../../interfaces/IX509.sol";
import {Der} from "../Der.sol";
import {DerString} from "./DerString.sol";
import {X509Name} from "./X509Name.sol";

/// @title GeneralNames (RFC 5280 4.2.1.6)
/// @notice As src/pki/x509/generalName.ts, without otherName, x400Address and ediPartyName, which no certificate of SGP.22 has.
library X509GeneralNames {
    uint256 private constant RFC822_NAME = 0x81;
    uint256 private constant DNS_NAME = 0x82;
    uint256 private constant DIRECTORY_NAME = 0xa4;
    uint256 private constant URI = 0x86;
    uint256 private constant IP_ADDRESS = 0x87;
    uint256 private constant REGISTERED_ID = 0x88;

    /// @notice Checks the names from `start` to `end`, of which there must be one at least.
    /// @return count Of registeredIDs.
    /// @return idStart Of the last registeredID's content.
    /// @return idEnd After it.
    function check(
        bytes memory der,
        uint256 start,
        uint256 end
    ) internal pure returns (uint256 count, uint256 idStart, uint256 idEnd) {
        if (start == end) revert IX509.GeneralNameRefused(start);
        for (uint256 position = start; position < end;) {
            (uint256 tag, uint256 content, uint256 next) = Der.header(der, position, end);
            if (tag == REGISTERED_ID) {
                Der.checkObjectIdentifier(der, position, content, next);
                (count, idStart, idEnd) = (count + 1, content, next);
            } else {
                _checkName(der, position, tag, content, next);
            }
            position = next;
        }
    }

    function _checkName(bytes memory der, uint256 position, uint256 tag, uint256 start, uint256 end) private pure {
        if (tag == RFC822_NAME || tag == DNS_NAME || tag == URI) {
            DerString.check(der, DerString.IA5, Der.IA5_STRING, position, start, end);
        } else if (tag == IP_ADDRESS) {
            if (end - start != 4 && end - start != 16) revert IX509.GeneralNameRefused(position);
        } else if (tag == DIRECTORY_NAME) {
            Der.checkEnd(X509Name.check(der, start, end), end);
        } else {
            revert IX509.GeneralNameRefused(position);
        }
    }
}
