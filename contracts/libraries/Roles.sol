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
}
