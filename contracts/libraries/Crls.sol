// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ICrl} from "../interfaces/ICrl.sol";
import {IDer} from "../interfaces/IDer.sol";
import {Der} from "./Der.sol";
import {DerNames} from "./DerNames.sol";
import {Extensions} from "./Extensions.sol";

/// @title CertificateList (RFC 5280 5.1), all but its entries
/// @notice A complete CRL in strict DER; what src/pki/crl.ts refuses is refused here. Signature and dates are the caller's to check.
library Crls {
    /// @param tbsStart Position of tbsCertList, header included.
    /// @param tbsEnd After it.
    /// @param r Of the signature.
    /// @param s Of the signature; may be high.
    /// @param thisUpdate UNIX time.
    /// @param nextUpdate UNIX time, inclusive.
    /// @param number cRLNumber.
    /// @param distributionPoint keccak256 of the issuingDistributionPoint's value in DER, of nothing where there is none.
    /// @param entriesStart Position of the first entry.
    /// @param entriesEnd After the last one; the same where there is none.
    struct Crl {
        uint256 tbsStart;
        uint256 tbsEnd;
        bytes32 r;
        bytes32 s;
        uint40 thisUpdate;
        uint40 nextUpdate;
        uint160 number;
        bytes32 distributionPoint;
        uint256 entriesStart;
        uint256 entriesEnd;
    }

    uint160 private constant VERSION_2 = 1;
    /// AlgorithmIdentifier of ecdsa-with-SHA256, no parameters, and its octets.
    bytes32 private constant ECDSA_WITH_SHA256_HASH = keccak256(hex"300a06082a8648ce3d040302");
    uint256 private constant ECDSA_WITH_SHA256_OCTETS = 12;

    uint256 private constant CRL_EXTENSIONS = 0xa0;
    uint256 private constant DISTRIBUTION_POINT = 0xa0;
    uint256 private constant FULL_NAME = 0xa0;
    uint256 private constant ONLY_CONTAINS_USER_CERTS = 0x81;
    uint256 private constant ONLY_CONTAINS_CA_CERTS = 0x82;
    uint256 private constant KEY_IDENTIFIER = 0x80;

    /// @notice Reads a list that fills `der`.
    function read(bytes memory der) internal pure returns (Crl memory crl) {
        (uint256 position, uint256 end) = Der.enter(der, 0, der.length, Der.SEQUENCE);
        Der.checkEnd(end, der.length);
        crl.tbsStart = position;
        (position, crl.tbsEnd) = Der.enter(der, position, end, Der.SEQUENCE);
        (crl.r, crl.s) = Der.signature(der, _checkAlgorithm(der, crl.tbsEnd, end), end);
        _readTbs(der, position, crl);
    }

    function _readTbs(bytes memory der, uint256 position, Crl memory crl) private pure {
        uint256 end = crl.tbsEnd;
        uint256 next;
        uint160 version;
        (version, position) = Der.unsigned160(der, position, end);
        if (version != VERSION_2) revert ICrl.CrlVersionRefused(version);
        position = DerNames.checkName(der, _checkAlgorithm(der, position, end), end);
        (crl.thisUpdate, position) = Der.readTime(der, position, end);
        (crl.nextUpdate, position) = Der.readTime(der, position, end);
        if (crl.thisUpdate > crl.nextUpdate) revert ICrl.CrlNeverCurrent(crl.thisUpdate, crl.nextUpdate);
        if (Der.isAt(der, position, end, Der.SEQUENCE)) {
            (crl.entriesStart, crl.entriesEnd) = Der.enter(der, position, end, Der.SEQUENCE);
            // revokedCertificates is left out where there are none (RFC 5280 5.1.2.6).
            if (crl.entriesStart == crl.entriesEnd) revert IDer.DerTruncated(position);
            position = crl.entriesEnd;
        }
        (position, next) = Der.enter(der, position, end, CRL_EXTENSIONS);
        Der.checkEnd(next, end);
        (position, next) = Der.enter(der, position, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        _readExtensions(der, position, crl);
    }

    function _readExtensions(bytes memory der, uint256 position, Crl memory crl) private pure {
        uint256 end = crl.tbsEnd;
        uint256 first = position;
        bool isNumbered;
        crl.distributionPoint = keccak256("");
        while (position != end) {
            (uint256 oid, bool critical, uint256 start, uint256 next) = Extensions.read(der, first, position, end);
            if (oid == Extensions.CRL_NUMBER) {
                uint256 last;
                (crl.number, last) = Der.unsigned160(der, start, next);
                Der.checkEnd(last, next);
                isNumbered = true;
            } else if (oid == Extensions.ISSUING_DISTRIBUTION_POINT) {
                _checkScope(der, start, next);
                crl.distributionPoint = Der.hashOf(der, start, next);
            } else if (oid == Extensions.AUTHORITY_KEY_IDENTIFIER) {
                _checkKeyIdentifier(der, position, start, next);
            } else if (critical || oid == Extensions.DELTA_CRL_INDICATOR) {
                revert ICrl.CrlExtensionRefused(position);
            }
            position = next;
        }
        if (!isNumbered) revert ICrl.CrlNumberMissing();
    }

    /// IssuingDistributionPoint with a distribution point by URI, or one kind of certificates, or both.
    function _checkScope(bytes memory der, uint256 position, uint256 end) private pure {
        uint256 whole = position;
        uint256 next;
        (position, next) = Der.enter(der, position, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        if (position == end) revert ICrl.CrlScopeRefused(whole);
        if (Der.isAt(der, position, end, DISTRIBUTION_POINT)) {
            uint256 last;
            (position, next) = Der.enter(der, position, end, DISTRIBUTION_POINT);
            (position, last) = Der.enter(der, position, next, FULL_NAME);
            Der.checkEnd(last, next);
            DerNames.checkUris(der, position, next);
            position = next;
        }
        if (Der.isAt(der, position, end, ONLY_CONTAINS_USER_CERTS)) {
            position = Der.trueOnly(der, position, end, ONLY_CONTAINS_USER_CERTS);
        } else if (Der.isAt(der, position, end, ONLY_CONTAINS_CA_CERTS)) {
            position = Der.trueOnly(der, position, end, ONLY_CONTAINS_CA_CERTS);
        }
        if (position != end) revert ICrl.CrlScopeRefused(whole);
    }

    /// AuthorityKeyIdentifier with a key identifier alone. It is not compared: the signature tells whose list it is.
    /// @param whole Position of the extension, for the error.
    function _checkKeyIdentifier(bytes memory der, uint256 whole, uint256 position, uint256 end) private pure {
        uint256 next;
        (position, next) = Der.enter(der, position, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        (position, next) = Der.enter(der, position, end, KEY_IDENTIFIER);
        if (position == next || next != end) revert ICrl.CrlExtensionRefused(whole);
    }

    function _checkAlgorithm(bytes memory der, uint256 position, uint256 end) private pure returns (uint256 next) {
        next = position + ECDSA_WITH_SHA256_OCTETS;
        if (next > end || Der.hashOf(der, position, next) != ECDSA_WITH_SHA256_HASH)
            revert ICrl.CrlAlgorithmRefused(position);
    }
}
