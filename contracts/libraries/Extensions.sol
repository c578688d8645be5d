// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ICrl} from "../interfaces/ICrl.sol";
import {Der} from "./Der.sol";

/// @title Extensions of CRLs and of their entries
library Extensions {
    /// Object identifiers 2.5.29.x, as their three content octets.
    uint256 internal constant CRL_NUMBER = 0x551d14;
    uint256 internal constant REASON_CODE = 0x551d15;
    uint256 internal constant DELTA_CRL_INDICATOR = 0x551d1b;
    uint256 internal constant ISSUING_DISTRIBUTION_POINT = 0x551d1c;
    uint256 internal constant CERTIFICATE_ISSUER = 0x551d1d;
    uint256 internal constant AUTHORITY_KEY_IDENTIFIER = 0x551d23;

    /// @notice Reads the Extension at `position` of the list that begins at `first`; one that stands there already is refused.
    /// @return oid Content octets of extnID where there are three, else 0.
    /// @return critical Whether the extension is critical.
    /// @return start Of the content of extnValue.
    /// @return next After the Extension; extnValue ends with it.
    function read(
        bytes memory der,
        uint256 first,
        uint256 position,
        uint256 end
    ) internal pure returns (uint256 oid, bool critical, uint256 start, uint256 next) {
        uint256 last;
        (start, next) = Der.enter(der, position, end, Der.SEQUENCE);
        uint256 idStart = start;
        (start, last) = Der.enter(der, start, next, Der.OBJECT_IDENTIFIER);
        if (last - start == 3) {
            oid = (Der.octetAt(der, start) << 16) | (Der.octetAt(der, start + 1) << 8) | Der.octetAt(der, start + 2);
        }
        // Three octets below 80 are three arcs.
        if (oid == 0 || oid & 0x808080 != 0) Der.checkObjectIdentifier(der, idStart, start, last);
        if (position != first) _checkNew(der, first, position, Der.hashOf(der, start, last));
        if (Der.isAt(der, last, next, Der.BOOLEAN)) {
            critical = true;
            last = Der.trueOnly(der, last, next);
        }
        (start, last) = Der.enter(der, last, next, Der.OCTET_STRING);
        Der.checkEnd(last, next);
    }

    /// Compares with each extension from `first` to `position`, all of which were read already.
    function _checkNew(bytes memory der, uint256 first, uint256 position, bytes32 idHash) private pure {
        while (first != position) {
            (uint256 start, uint256 next) = Der.enter(der, first, position, Der.SEQUENCE);
            uint256 last;
            (start, last) = Der.enter(der, start, next, Der.OBJECT_IDENTIFIER);
            if (Der.hashOf(der, start, last) == idHash) revert ICrl.CrlExtensionRepeated(position);
            first = next;
        }
    }
}
