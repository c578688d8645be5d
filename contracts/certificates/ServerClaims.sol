// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {ICertificateRegistry, Status} from "../interfaces/ICertificateRegistry.sol";
import {Values} from "../libraries/Values.sol";
import {CertificateRecords} from "./CertificateRecords.sol";

/// @title Which account speaks for a server
/// @notice Server certificates are shown to every LPA, so that somebody has one says nothing; only a signature of the key does. The
/// signed message begins with 31 zero bytes, so it is no structure of SGP.22 (these begin with a DER tag), and the key cannot be
/// made to sign a claim in the course of its work.
abstract contract ServerClaims is CertificateRecords {
    /// @param account That speaks for the server; 0: none.
    /// @param nonce Number of claims so far; part of what the next one signs.
    struct Claim {
        address account;
        uint64 nonce;
    }

    mapping(uint256 leaf => Claim) private _claims;

    /// @inheritdoc ICertificateRegistry
    function claimServer(
        ServerOpening calldata opening,
        bytes32 r,
        bytes32 s
    ) external whenNotPaused returns (uint256 leaf) {
        leaf = Values.serverLeaf(
            Values.keyHash(opening.x, opening.y),
            Values.meta(opening.role, 0, opening.notAfter),
            opening.revKey,
            opening.ridHash
        );
        Status status = isValid(leaf);
        if (status != Status.Valid) revert ServerNotValid(leaf, status);
        // OpenZeppelin refuses s > n/2; the standard does not, and half of all signatures have it. The nonce stops the twin's replay.
        if (uint256(s) > P256.N / 2 && uint256(s) < P256.N) s = bytes32(P256.N - uint256(s));
        if (!P256.verify(claimDigest(leaf, msg.sender), r, s, bytes32(opening.x), bytes32(opening.y))) {
            revert ClaimSignatureRefused(leaf, msg.sender);
        }
        Claim storage claim = _claims[leaf];
        claim.account = msg.sender;
        ++claim.nonce;
        emit ServerClaimed(leaf, msg.sender);
    }

    /// @inheritdoc ICertificateRegistry
    function unclaimServer(uint256 leaf) external {
        Claim storage claim = _claims[leaf];
        if (claim.account != msg.sender) revert NotClaimant(leaf, msg.sender);
        claim.account = address(0);
        emit ServerUnclaimed(leaf, msg.sender);
    }

    /// @inheritdoc ICertificateRegistry
    function claimDigest(uint256 leaf, address account) public view returns (bytes32) {
        return sha256(abi.encode("claim", block.chainid, address(this), account, leaf, _claims[leaf].nonce));
    }

    /// @inheritdoc ICertificateRegistry
    function claimOf(uint256 leaf) external view returns (address account, uint64 nonce) {
        Claim memory claim = _claims[leaf];
        return (claim.account, claim.nonce);
    }
}
