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

    Fault private immutable _fault;
    /// What {isDevelopmentKey} answers: 0, 1, or a word that is no boolean.
    uint256 private immutable _keyKind;

    error Refused(bytes32 reason);

    constructor(Fault fault, uint256 keyKind) {
        _fault = fault;
        _keyKind = keyKind;
    }

    function isDevelopmentKey() external view returns (uint256) {
        return _keyKind;
    }

    // What it does is all in here: any call may be meant.
    // solhint-disable-next-line no-complex-fallback
    fallback() external {
        if (_fault == Fault.Reverts) revert Refused("no");
        // An invalid opcode takes all gas.
        if (_fault == Fault.Burns) {
            assembly {
                invalid()
            }
        }
        uint256 word =
            _fault == Fault.Refuses
                ? 0
                : _fault == Fault.AnswersTwo
                    ? 2
                    : 1;
        uint256 size =
            _fault == Fault.AnswersShort
                ? 31
                : _fault == Fault.AnswersLong
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
