// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Role} from "../interfaces/ICertificateRegistry.sol";

/// @title Who issues whom (SGP.22 4.5.2.1; SGP.14)
/// @notice The circuit proves the same table, and path lengths with it; the registry repeats what its records can tell.
library Roles {
    function isServer(Role role) internal pure returns (bool) {
        return role >= Role.DpTls;
    }

    /// @notice Anchors, sub-CIs and EUMs: what `caTree` holds.
    function isCa(Role role) internal pure returns (bool) {
        return role >= Role.Ci && role <= Role.Eum;
    }

    /// @notice Whether a certificate of `role` becomes a public record under an issuer of role `issuer`. eUICCs, which an EUM
    /// issues, never do.
    function mayIssueRecord(Role issuer, Role role) internal pure returns (bool) {
        bool isIssuer = issuer == Role.Ci || issuer == Role.SubCi;
        return isIssuer && (role == Role.SubCi || role == Role.Eum || isServer(role));
    }

    /// @notice Whether a CA with `flags` may follow one with `issuerFlags`: bits 1-3 count the CAs that may still follow, 7 is no
    /// limit (RFC 5280 4.2.1.9).
    function allowsPathLength(uint8 issuerFlags, uint8 flags) internal pure returns (bool) {
        uint8 left = (issuerFlags >> 1) & 7;
        return left == 7 || ((flags >> 1) & 7) < left;
    }

    /// @notice Flags of a CA under an issuer with `issuerFlags`: path length that remains below it is the smaller of its own, 7 for none
    /// stated, and its issuer's less one.
    function flagsUnder(uint8 issuerFlags, bool crlSign, uint8 pathLength) internal pure returns (uint8) {
        uint8 left = (issuerFlags >> 1) & 7;
        // An issuer with none left may have no CA below it: {allowsPathLength} says so of any flags.
        uint8 below = left == 7 || left == 0 ? left : left - 1;
        return ((pathLength < below ? pathLength : below) << 1) | (crlSign ? 1 : 0);
    }
}
