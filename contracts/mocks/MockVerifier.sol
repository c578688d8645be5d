// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IDevelopmentKey} from "../interfaces/IVerifierRouter.sol";

/// @title Stand-in for the certificate circuit's verifier in tests of the contracts' rules
/// @notice Its "proof" is the hash of the public signals, in the first point's first coordinate: like a proof it fails when any signal changes;
/// unlike one, anybody can make it. Says so by `isDevelopmentKey`, whereupon a production router refuses it.
/// With a real verifier given it also spends what that one spends on a well-formed proof.
contract MockVerifier is IDevelopmentKey {
    /// @inheritdoc IDevelopmentKey
    // The interface's name, which generated verifiers carry too.
    // solhint-disable-next-line const-name-snakecase
    bool public constant isDevelopmentKey = true;

    /// Generated verifier whose gas is spent; 0: none.
    address private immutable _meter;

    constructor(address meter) {
        _meter = meter;
    }

    function verifyProof(
        uint256[2] calldata a,
        uint256[2][2] calldata,
        uint256[2] calldata,
        uint256[6] calldata signals
    ) external view returns (bool) {
        if (_meter != address(0)) _spend(signals);
        return a[0] == uint256(keccak256(abi.encode(signals)));
    }

    /// With the generators for points the real verifier does all its work before it refuses.
    function _spend(uint256[6] calldata signals) private view {
        uint256[2] memory g1 = [uint256(1), 2];
        uint256[2][2] memory g2 = [
            [
                11559732032986387107991004021392285783925812861821192530917403151452391805634,
                10857046999023057135944570762232829481370756359578518086990519993285655852781
            ],
            [
                4082367875863433681332203403145435568316851327593401208105741076214120093531,
                8495653923123431417604973247489272438418190587263600148770280649306958101930
            ]
        ];
        bytes4 selector = bytes4(keccak256("verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[6])"));
        (bool success, bytes memory answer) = _meter.staticcall(abi.encodeWithSelector(selector, g1, g2, g1, signals));
        assert(success && answer.length == 32);
    }
}
