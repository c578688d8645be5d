// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {ICertificateRegistry, Role} from "../interfaces/ICertificateRegistry.sol";
import {ITransparentRegistration} from "../interfaces/ITransparentRegistration.sol";
import {Certificate, SignedCertificate} from "../interfaces/IX509.sol";
import {Field} from "../libraries/Field.sol";
import {Roles} from "../libraries/Roles.sol";
import {Values} from "../libraries/Values.sol";
import {X509} from "../libraries/x509/X509.sol";

/// @title Registration in the open
contract TransparentRegistration is ITransparentRegistration {
    /// @inheritdoc ITransparentRegistration
    ICertificateRegistry public immutable registry;

    constructor(ICertificateRegistry registry_) {
        registry = registry_;
    }

    /// @inheritdoc ITransparentRegistration
    function registerTransparent(
        bytes[] calldata chain,
        IssuerOpening calldata issuer
    ) external returns (uint256[] memory leaves) {
        if (chain.length == 0) revert ChainEmpty();
        Field.check(issuer.revKey);
        IssuerOpening memory signer = issuer;
        uint256 parent = Values.caLeaf(
            Values.keyHash(issuer.x, issuer.y),
            Values.meta(issuer.role, issuer.flags, issuer.notAfter),
            issuer.revKey,
            0
        );
        leaves = new uint256[](chain.length);
        for (uint256 i = 0; i < chain.length; ++i) {
            SignedCertificate memory signed = X509.read(chain[i]);
            bytes32 digest = sha256(chain[i][signed.tbsStart:signed.tbsEnd]);
            if (!_isSigned(digest, signed, signer)) revert SignatureRefused(i);
            parent = _register(signed.certificate, signer, parent);
            leaves[i] = parent;
        }
    }

    /// Registers what `issuer` signed, and makes `issuer` of it: the issuer of the next certificate.
    function _register(
        Certificate memory certificate,
        IssuerOpening memory issuer,
        uint256 parent
    ) private returns (uint256 leaf) {
        Role role = certificate.role;
        if (role == Role.Ci || role == Role.Euicc) revert RoleNotPublic(role);
        if (block.timestamp < certificate.notBefore) revert CertificateNotYetValid(certificate.notBefore);
        ICertificateRegistry.CertificateOpening memory opening = ICertificateRegistry.CertificateOpening({
            parent: parent,
            keyHash: Values.keyHash(certificate.x, certificate.y),
            serialNumber: certificate.serialNumber,
            role: role,
            flags: Roles.isCa(role) ? Roles.flagsUnder(issuer.flags, certificate.crlSign, certificate.pathLength) : 0,
            notAfter: certificate.notAfter < issuer.notAfter ? certificate.notAfter : issuer.notAfter,
            attribute: certificate.attribute
        });
        leaf = registry.registerVerified(opening);
        (issuer.x, issuer.y) = (certificate.x, certificate.y);
        (issuer.flags, issuer.notAfter) = (opening.flags, opening.notAfter);
    }

    function _isSigned(
        bytes32 digest,
        SignedCertificate memory signed,
        IssuerOpening memory issuer
    ) private view returns (bool) {
        // OpenZeppelin refuses s > n/2; the standard does not, and half of all signatures have it. Nothing is keyed on a signature.
        bytes32 s = uint256(signed.s) > P256.N / 2 ? bytes32(P256.N - uint256(signed.s)) : signed.s;
        return P256.verify(digest, signed.r, s, bytes32(issuer.x), bytes32(issuer.y));
    }
}
