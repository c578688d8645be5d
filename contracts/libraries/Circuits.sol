// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @title Names of circuits in the router
library Circuits {
    bytes32 internal constant CERTIFICATE = "certificate";
    bytes32 internal constant POSSESSION = "possession";
    bytes32 internal constant REVOCATION = "revocation";
}
