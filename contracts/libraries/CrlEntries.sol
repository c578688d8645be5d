// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ICrl} from "../interfaces/ICrl.sol";
import {IDer} from "../interfaces/IDer.sol";
import {Der} from "./Der.sol";
import {Extensions} from "./Extensions.sol";

/// @title Members of revokedCertificates (RFC 5280 5.3)
library CrlEntries {
    /// CRLReasons of complete lists: 0 to 6, 9 and 10. 7 is not used, 8 (removeFromCRL) occurs in delta CRLs only.
    uint256 private constant REASONS = 0x67f;
    /// Header of the ENUMERATED of one octet that a reasonCode is.
    uint256 private constant ENUMERATED_OF_ONE = 0x0a01;

    /// @notice Reads the entry at `position`: whatever its reason, a hold included, the certificate counts as revoked.
    function read(
        bytes memory der,
        uint256 position,
        uint256 end
    ) internal pure returns (uint160 serialNumber, uint256 next) {
        (position, next) = Der.enter(der, position, end, Der.SEQUENCE);
        (serialNumber, position) = Der.serialNumber(der, position, next);
        (, position) = Der.readTime(der, position, next);
        if (position != next) _checkExtensions(der, position, next);
    }

    function _checkExtensions(bytes memory der, uint256 position, uint256 end) private pure {
        uint256 next;
        (position, next) = Der.enter(der, position, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        if (position == end) revert IDer.DerTruncated(position);
        uint256 first = position;
        while (position != end) {
            uint256 oid;
            bool critical;
            uint256 start;
            (oid, critical, start, next) = Extensions.read(der, first, position, end);
            if (oid == Extensions.REASON_CODE) _checkReason(der, position, start, next);
            else if (critical || oid == Extensions.CERTIFICATE_ISSUER) revert ICrl.CrlExtensionRefused(position);
            position = next;
        }
    }

    /// @param position Of the extension, for the error.
    function _checkReason(bytes memory der, uint256 position, uint256 start, uint256 next) private pure {
        if (next - start != 3 || (Der.octetAt(der, start) << 8) | Der.octetAt(der, start + 1) != ENUMERATED_OF_ONE)
            revert ICrl.CrlExtensionRefused(position);
        if ((REASONS >> Der.octetAt(der, start + 2)) & 1 == 0) revert ICrl.CrlReasonRefused(position);
    }
}
