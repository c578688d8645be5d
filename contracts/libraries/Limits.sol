// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

// How long a superseded root stays good, in seconds.
uint256 constant ROOT_WINDOW = 1 hours;
// How long it stays good after its epoch was ended by a removal, revocation or replacement, in seconds.
uint256 constant REVOKE_WINDOW = 5 minutes;
// How old a proof's time may be, in seconds: proving and mining take a while.
uint256 constant PROOF_AGE = 15 minutes;
// A proof's time is a multiple of this, in seconds: it tells less about who made it.
uint256 constant PROOF_TIME_STEP = 60;
// How long a chip's present holder is heard before another leaf takes the place of his, in seconds.
uint256 constant SUPERSESSION_DELAY = 72 hours;
// Most levels of `caTree`, `chipTree` and the revocation tree: the circuits' own depths.
uint256 constant CA_TREE_DEPTH = 12;
uint256 constant CHIP_TREE_DEPTH = 24;
uint256 constant REV_TREE_DEPTH = 24;
// Places of `caTree` whose storage the deployer pays for: the first CAs do not bear it.
uint256 constant RESERVED_CA_PLACES = 16;
// Most chips, and most CAs and servers, that one call revokes: so many stay below 12,000,000 gas.
uint256 constant MAX_CHIP_BATCH = 16;
uint256 constant MAX_CERTIFICATE_BATCH = 320;
