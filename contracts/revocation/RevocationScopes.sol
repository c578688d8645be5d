// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICertificateRegistry, Role, Status} from "../interfaces/ICertificateRegistry.sol";
import {IRevocationLists} from "../interfaces/IRevocationLists.sol";
import {Crls} from "../libraries/Crls.sol";
import {Values} from "../libraries/Values.sol";

/// @title Which list of an issuer and distribution point is the newest, and until when an issuer's information is fresh
abstract contract RevocationScopes is IRevocationLists, AccessManaged {
    /// @inheritdoc IRevocationLists
    uint256 public constant MAX_SCOPES = 8;

    /// @inheritdoc IRevocationLists
    ICertificateRegistry public immutable certificates;

    mapping(bytes32 scope => Scope) private _scopes;
    /// Apart for what a key signed as an EUM: another CI may certify the same key in another role, and must not gain a say by it.
    mapping(uint256 issuerKeyHash => mapping(bool isOfChips => bytes32[])) private _counted;

    constructor(ICertificateRegistry certificates_) {
        certificates = certificates_;
    }

    /// @inheritdoc IRevocationLists
    function refresh(Issuer calldata issuer) external {
        (uint256 leaf, uint256 keyHash) = _checkIssuer(issuer);
        bool isOfChips = issuer.role == Role.Eum;
        if (_counted[keyHash][isOfChips].length == 0) revert ScopeUnknown(keyHash, 0);
        certificates.setNextUpdate(leaf, _freshUntil(keyHash, isOfChips));
    }

    /// @inheritdoc IRevocationLists
    function forgetScope(uint256 issuerKeyHash, bool isOfChips, bytes32 scope) external restricted {
        bytes32[] storage counted = _counted[issuerKeyHash][isOfChips];
        uint256 last = counted.length;
        uint256 place;
        while (place < last && counted[place] != scope) ++place;
        if (place == last) revert ScopeUnknown(issuerKeyHash, scope);
        counted[place] = counted[last - 1];
        counted.pop();
        _scopes[scope].isCounted = false;
        emit ScopeForgotten(issuerKeyHash, scope);
    }

    /// @inheritdoc IRevocationLists
    function scopeId(uint256 issuerKeyHash, bool isOfChips, bytes32 distributionPoint) public pure returns (bytes32) {
        return keccak256(abi.encode(issuerKeyHash, isOfChips, distributionPoint));
    }

    /// @inheritdoc IRevocationLists
    function scopeOf(bytes32 scope) external view returns (Scope memory) {
        return _scopes[scope];
    }

    /// @inheritdoc IRevocationLists
    function scopesOf(uint256 issuerKeyHash, bool isOfChips) external view returns (bytes32[] memory) {
        return _counted[issuerKeyHash][isOfChips];
    }

    /// Makes a list the newest of its scope, or refuses it.
    function _advance(Pending memory list, Crls.Crl memory crl) internal {
        bytes32 id = list.scope;
        Scope memory scope = _scopes[id];
        if (scope.isKnown && crl.number <= scope.number) revert CrlNumberNotNewer(id, crl.number, scope.number);
        if (crl.thisUpdate < scope.thisUpdate) revert CrlOlder(id, crl.thisUpdate, scope.thisUpdate);
        if (!scope.isCounted) {
            bytes32[] storage counted = _counted[list.issuerKeyHash][list.isOfChips];
            if (counted.length == MAX_SCOPES) revert TooManyScopes(list.issuerKeyHash);
            counted.push(id);
            scope.nextUpdate = 0;
        }
        _scopes[id] = Scope(crl.number, crl.thisUpdate, scope.nextUpdate, true, true);
    }

    /// Takes note that a list is complete. One that a newer list has overtaken says nothing of freshness.
    function _complete(Pending memory list) internal {
        Scope storage scope = _scopes[list.scope];
        if (scope.number != list.number || !scope.isCounted) return;
        scope.nextUpdate = list.nextUpdate;
        // Another registration may have taken the place of the leaf since the list began to go in: see {refresh}.
        if (certificates.isValid(list.leaf) == Status.Unknown) return;
        certificates.setNextUpdate(list.leaf, _freshUntil(list.issuerKeyHash, list.isOfChips));
    }

    /// @return leaf Of the issuer, whose line is good or merely lacks news.
    /// @return keyHash Of its key.
    function _checkIssuer(Issuer calldata issuer) internal view returns (uint256 leaf, uint256 keyHash) {
        keyHash = Values.keyHash(issuer.x, issuer.y);
        uint256 meta = Values.meta(issuer.role, issuer.flags, issuer.notAfter);
        leaf = Values.caLeaf(keyHash, meta, issuer.revKey, issuer.constraint);
        Status status = certificates.isValid(leaf);
        if (status != Status.Valid && status != Status.Stale) revert IssuerRefused(leaf, status);
    }

    /// The earliest nextUpdate of the counted scopes, of which there is at least one.
    function _freshUntil(uint256 issuerKeyHash, bool isOfChips) private view returns (uint40 time) {
        bytes32[] memory counted = _counted[issuerKeyHash][isOfChips];
        time = type(uint40).max;
        for (uint256 i = 0; i < counted.length; ++i) {
            uint40 nextUpdate = _scopes[counted[i]].nextUpdate;
            if (nextUpdate < time) time = nextUpdate;
        }
    }
}
