// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {RealmBound} from "./access/RealmBound.sol";
import {Realm} from "./interfaces/IRealm.sol";
import {IDevelopmentKey, IVerifierRouter} from "./interfaces/IVerifierRouter.sol";
import {FIELD_MODULUS} from "./libraries/Field.sol";

/// @title Circuit and version → Groth16 verifier
contract VerifierRouter is IVerifierRouter, AccessManaged, RealmBound {
    mapping(bytes32 circuit => mapping(uint32 version => Version)) private _versions;

    /// @inheritdoc IVerifierRouter
    mapping(bytes32 circuit => mapping(uint32 version => bytes32 codehash)) public codehashOf;

    constructor(address manager, Realm realm_) AccessManaged(manager) RealmBound(realm_) {}

    /// @inheritdoc IVerifierRouter
    function addVersion(
        bytes32 circuit,
        uint32 version,
        address verifier,
        uint8 signals,
        bytes32 codehash
    ) external restricted {
        if (_versions[circuit][version].verifier != address(0)) revert VersionExists(circuit, version);
        if (signals == 0) revert SignalCount(0, 1);
        if (verifier.code.length == 0) revert NoCode(verifier);
        if (verifier.codehash != codehash) revert CodehashMismatch(verifier, codehash, verifier.codehash);
        bool isDevelopmentKey = _isDevelopmentKey(verifier);
        if (isDevelopmentKey && realm == Realm.Production) revert DevelopmentKeyRefused(verifier);

        string memory signature = string.concat(
            "verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[",
            Strings.toString(signals),
            "])"
        );
        _versions[circuit][version] = Version({
            verifier: verifier,
            selector: bytes4(keccak256(bytes(signature))),
            signals: signals,
            sunset: type(uint40).max,
            isDisabled: false
        });
        codehashOf[circuit][version] = codehash;
        emit VersionAdded(circuit, version, verifier, signals, codehash, isDevelopmentKey);
    }

    /// @inheritdoc IVerifierRouter
    function disableVersion(bytes32 circuit, uint32 version) external restricted {
        Version storage entry = _known(circuit, version);
        if (entry.isDisabled) revert VersionIsDisabled(circuit, version);
        entry.isDisabled = true;
        emit VersionDisabled(circuit, version);
    }

    /// @inheritdoc IVerifierRouter
    function setSunset(bytes32 circuit, uint32 version, uint40 sunset) external restricted {
        Version storage entry = _known(circuit, version);
        uint40 current = entry.sunset;
        if (sunset < block.timestamp || sunset > current) revert SunsetOutOfRange(sunset, current);
        entry.sunset = sunset;
        emit SunsetSet(circuit, version, sunset);
    }

    /// @inheritdoc IVerifierRouter
    function verify(
        bytes32 circuit,
        uint32 version,
        uint256[8] calldata proof,
        uint256[] calldata signals
    ) external view returns (bool) {
        Version memory entry = _known(circuit, version);
        if (entry.isDisabled) revert VersionIsDisabled(circuit, version);
        if (block.timestamp > entry.sunset) revert VersionSunset(circuit, version, entry.sunset);
        if (entry.verifier.code.length == 0) revert NoCode(entry.verifier);
        if (signals.length != entry.signals) revert SignalCount(signals.length, entry.signals);
        for (uint256 i = 0; i < signals.length; ++i) {
            if (signals[i] >= FIELD_MODULUS) revert SignalNotInField(i, signals[i]);
        }
        return _accepts(entry, proof, signals);
    }

    /// @inheritdoc IVerifierRouter
    function versionOf(bytes32 circuit, uint32 version) external view returns (Version memory) {
        return _known(circuit, version);
    }

    function _known(bytes32 circuit, uint32 version) private view returns (Version storage entry) {
        entry = _versions[circuit][version];
        if (entry.verifier == address(0)) revert VersionUnknown(circuit, version);
    }

    function _isDevelopmentKey(address verifier) private view returns (bool) {
        bytes4 selector = IDevelopmentKey.isDevelopmentKey.selector;
        bool isWord;
        uint256 word;
        // One word of the answer is copied, to scratch space.
        assembly ("memory-safe") {
            mstore(0x00, selector)
            let success := staticcall(gas(), verifier, 0x00, 0x04, 0x00, 0x20)
            isWord := and(success, eq(returndatasize(), 0x20))
            word := mload(0x00)
        }
        if (!isWord || word > 1) revert KeyKindUnknown(verifier);
        return word == 1;
    }

    /// A call that ran out of gas, reverted or answered with anything but one word equal to 1 is a refusal.
    function _accepts(
        Version memory entry,
        uint256[8] calldata proof,
        uint256[] calldata signals
    ) private view returns (bool accepted) {
        address verifier = entry.verifier;
        bytes4 selector = entry.selector;
        // The call's data go beyond the free memory pointer and are not needed after it; one word of the answer is copied, to scratch
        // space, however long it is. The caller has checked signals.length <= 255.
        assembly ("memory-safe") {
            let data := mload(0x40)
            let size := shl(5, signals.length)
            mstore(data, selector)
            calldatacopy(add(data, 0x04), proof, 0x100)
            calldatacopy(add(data, 0x104), signals.offset, size)
            let success := staticcall(gas(), verifier, data, add(0x104, size), 0x00, 0x20)
            accepted := and(and(success, eq(returndatasize(), 0x20)), eq(mload(0x00), 1))
        }
    }
}
