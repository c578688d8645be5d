// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @title Stand-in for a circuit's verifier, of any number of public signals, in tests of the contracts' rules
/// @notice Its "proof" is the hash of the public signals, in the first point's first coordinate: like a proof it fails when any signal changes;
/// unlike one, anybody can make it. With a real verifier given it also spends what that one spends on a well-formed proof.
contract MockVerifier {
    /// Octets of selector and points before the signals.
    uint256 private constant SIGNALS_OFFSET = 4 + 8 * 32;

    /// As every generated verifier says it; a production router takes no development key.
    // The generated verifiers' name.
    // solhint-disable-next-line immutable-vars-naming
    bool public immutable isDevelopmentKey;
    /// Generated verifier whose gas is spent; 0: none.
    address private immutable _meter;

    constructor(address meter, bool isDevelopmentKey_) {
        _meter = meter;
        isDevelopmentKey = isDevelopmentKey_;
    }

    /// `verifyProof` for any number of public signals: each has a selector of its own.
    // solhint-disable-next-line no-complex-fallback
    fallback(bytes calldata data) external returns (bytes memory) {
        bytes calldata signals = data[SIGNALS_OFFSET:];
        if (_meter != address(0)) _spend(bytes4(data), signals);
        return abi.encode(bytes32(data[4:36]) == keccak256(signals));
    }

    /// With the generators for points the real verifier does all its work before it refuses.
    function _spend(bytes4 selector, bytes calldata signals) private view {
        uint256[8] memory points = [
            1,
            2,
            11559732032986387107991004021392285783925812861821192530917403151452391805634,
            10857046999023057135944570762232829481370756359578518086990519993285655852781,
            4082367875863433681332203403145435568316851327593401208105741076214120093531,
            8495653923123431417604973247489272438418190587263600148770280649306958101930,
            1,
            2
        ];
        (bool success, bytes memory answer) = _meter.staticcall(abi.encodePacked(selector, points, signals));
        assert(success && answer.length == 32);
    }
}
