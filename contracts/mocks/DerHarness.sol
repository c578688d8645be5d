// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Der} from "../libraries/Der.sol";

/// @title Opens {Der} to tests
contract DerHarness {
    function header(bytes calldata der, uint256 position) external pure returns (uint256, uint256, uint256) {
        return Der.header(der, position, der.length);
    }

    function serialNumber(bytes calldata der) external pure returns (uint160, uint256) {
        return Der.serialNumber(der, 0, der.length);
    }

    function unsigned160(bytes calldata der) external pure returns (uint160, uint256) {
        return Der.unsigned160(der, 0, der.length);
    }

    function trueOnly(bytes calldata der) external pure returns (uint256) {
        return Der.trueOnly(der, 0, der.length);
    }

    function readTime(bytes calldata der) external pure returns (uint40, uint256) {
        return Der.readTime(der, 0, der.length);
    }

    function signature(bytes calldata der) external pure returns (bytes32, bytes32) {
        return Der.signature(der, 0, der.length);
    }

    function checkObjectIdentifier(bytes calldata content) external pure {
        Der.checkObjectIdentifier(content, 0, 0, content.length);
    }
}
