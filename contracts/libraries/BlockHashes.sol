// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @title Hashes of recent blocks
/// @notice The last 256 by opcode, up to 8191 from the contract of EIP-2935 where the chain has it. OpenZeppelin's `Blockhash` takes
/// whatever that address answers, a revert's data too: where something else lives there, a known constant would pass for the hash of an
/// old or even a future block.
library BlockHashes {
    /// Of EIP-2935.
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    uint256 private constant HISTORY_BLOCKS = 8191;
    /// Reach of the opcode.
    uint256 private constant OPCODE_BLOCKS = 256;

    /// @return hash Of block `number`; 0 when the chain does not tell it: a block not before the present one or too old.
    function hashOf(uint256 number) internal view returns (bytes32 hash) {
        if (number >= block.number || block.number - number > HISTORY_BLOCKS) return 0;
        if (block.number - number <= OPCODE_BLOCKS) return blockhash(number);
        (bool success, bytes memory answer) = HISTORY.staticcall(abi.encode(number));
        if (success && answer.length == 32) hash = bytes32(answer);
    }
}
