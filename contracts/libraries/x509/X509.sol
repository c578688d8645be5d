// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Certificate, IX509, SignedCertificate} from "../../interfaces/IX509.sol";
import {Der} from "../Der.sol";
import {Octets} from "../Octets.sol";
import {X509Extensions} from "./X509Extensions.sol";
import {X509Key} from "./X509Key.sol";
import {X509Name} from "./X509Name.sol";
import {X509Profile} from "./X509Profile.sol";

/// @title Certificates (RFC 5280 4.1) in the profile of SGP.22 4.5.2, from their first octet to their exact end
/// @notice Accepts no more than src/pki/certificate.ts. Every place is computed from what was read before it, so a copy of a field in
/// a name or an extension cannot stand in for the field.
library X509 {
    /// As many as src/pki reads.
    uint256 private constant MAX_OCTETS = 16_384;
    /// version [0] EXPLICIT, extensions [3] EXPLICIT.
    uint256 private constant EXTENSIONS = 0xa3;
    /// [0] EXPLICIT INTEGER 2: version 3.
    bytes5 private constant VERSION_3 = hex"a003020102";
    /// AlgorithmIdentifier ecdsa-with-SHA256 (RFC 5758 3.2): no parameters.
    bytes12 private constant ECDSA_WITH_SHA256 = hex"300a06082a8648ce3d040302";

    /// @notice Reads a certificate and checks every rule that concerns it alone; its signature, dates and issuer are the caller's.
    function read(bytes memory der) internal pure returns (SignedCertificate memory signed) {
        if (der.length > MAX_OCTETS) revert IX509.CertificateTooLarge(der.length);
        uint256 end = der.length;
        (uint256 position, uint256 next) = Der.enter(der, 0, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        signed.tbsStart = position;
        (position, next) = Der.enter(der, position, end, Der.SEQUENCE);
        signed.tbsEnd = next;
        signed.certificate = _tbsCertificate(der, position, next);
        position = _checkAlgorithm(der, next, end);
        (signed.r, signed.s) = Der.signature(der, position, end);
    }

    /// The TBSCertificate whose contents stand from `position` to `end`.
    function _tbsCertificate(
        bytes memory der,
        uint256 position,
        uint256 end
    ) private pure returns (Certificate memory certificate) {
        if (position + 5 > end || !Octets.equal(der, position, position + 5, VERSION_3))
            revert IX509.VersionRefused(position);
        (certificate.serialNumber, position) = Der.serialNumber(der, position + 5, end);
        position = _checkAlgorithm(der, position, end);
        position = X509Name.check(der, position, end);
        position = _readValidity(der, position, end, certificate);
        position = X509Name.check(der, position, end);
        (certificate.x, certificate.y, position) = X509Key.read(der, position, end);
        // Because [3] follows the key directly, unique identifiers (RFC 5280 4.1.2.8) are refused.
        X509Profile.read(der, X509Extensions.read(der, position, end, EXTENSIONS), certificate);
    }

    function _readValidity(
        bytes memory der,
        uint256 position,
        uint256 end,
        Certificate memory certificate
    ) private pure returns (uint256 next) {
        uint256 start;
        (start, next) = Der.enter(der, position, end, Der.SEQUENCE);
        (uint40 notBefore, uint256 second) = Der.readTime(der, start, next);
        (uint40 notAfter, uint256 last) = Der.readTime(der, second, next);
        Der.checkEnd(last, next);
        if (notBefore > notAfter) revert IX509.ValidityRefused(notBefore, notAfter);
        (certificate.notBefore, certificate.notAfter) = (notBefore, notAfter);
    }

    function _checkAlgorithm(bytes memory der, uint256 position, uint256 end) private pure returns (uint256 next) {
        next = position + 12;
        if (next > end || !Octets.equal(der, position, next, ECDSA_WITH_SHA256))
            revert IX509.SignatureAlgorithmRefused(position);
    }
}
