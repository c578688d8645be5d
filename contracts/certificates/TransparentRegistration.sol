// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ICertificateRegistry, Role} from "../interfaces/ICertificateRegistry.sol";
import {ITransparentRegistration} from "../interfaces/ITransparentRegistration.sol";
import {Certificate, SignedCertificate} from "../interfaces/IX509.sol";
import {Field} from "../libraries/Field.sol";
import {P256Signature} from "../libraries/P256Signature.sol";
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
            // Nothing is keyed on a signature, so its twin is worth no more than it.
            if (!P256Signature.verify(digest, signed.r, signed.s, signer.x, signer.y)) revert SignatureRefused(i);
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
}
