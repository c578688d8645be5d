// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @title Contracts at a verifier's address that misbehave, for tests: every one must come out as a refusal
/// @notice All of them refuse every proof or answer it wrongly; none ever says yes by a plain word 1.
contract FaultyVerifier {
    enum Fault {
        /// Answers false.
        Refuses,
        /// Reverts with data.
        Reverts,
        /// Answers the word 2.
        AnswersTwo,
        /// Answers 1 in 31 bytes.
        AnswersShort,
        /// Answers 1 followed by 100 kB.
        AnswersLong,
        /// Uses all gas.
        Burns
    }

    Fault private immutable FAULT;
    /// What {isDevelopmentKey} answers: 0, 1, or a word that is no boolean.
    uint256 private immutable KEY_KIND;

    error Refused(bytes32 reason);

    constructor(Fault fault, uint256 keyKind) {
        FAULT = fault;
        KEY_KIND = keyKind;
    }

    function isDevelopmentKey() external view returns (uint256) {
        return KEY_KIND;
    }

    fallback() external {
        if (FAULT == Fault.Reverts) revert Refused("no");
        if (FAULT == Fault.Burns) for (;;) {}
        uint256 word =
            FAULT == Fault.Refuses
                ? 0
                : FAULT == Fault.AnswersTwo
                    ? 2
                    : 1;
        uint256 size =
            FAULT == Fault.AnswersShort
                ? 31
                : FAULT == Fault.AnswersLong
                    ? 100_000
                    : 32;
        // Leaves for good: memory above 0x00 need not stay intact.
        assembly {
            mstore(0x00, word)
            if eq(size, 31) {
                mstore(0x00, shl(8, word))
            }
            return(0x00, size)
        }
    }
}
