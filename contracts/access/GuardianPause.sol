// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IGuardianPause} from "../interfaces/IGuardianPause.sol";

/// @title Base of what the guardian may pause for a while
abstract contract GuardianPause is AccessManaged, IGuardianPause {
    /// @inheritdoc IGuardianPause
    uint40 public constant MAX_PAUSE = 14 days;

    /// @inheritdoc IGuardianPause
    uint40 public pausedUntil;

    /// Earliest start of the next pause (UNIX time).
    uint40 private _pauseAllowedFrom;

    modifier whenNotPaused() {
        if (block.timestamp <= pausedUntil) revert PausedUntil(pausedUntil);
        _;
    }

    /// @inheritdoc IGuardianPause
    function pause(uint40 until) external restricted {
        // block.timestamp < 2^40 until the year 36812
        uint40 latest = uint40(block.timestamp) + MAX_PAUSE;
        if (until < block.timestamp || until > latest) revert PauseOutOfRange(until, latest);
        if (block.timestamp < _pauseAllowedFrom) revert PauseTooSoon(_pauseAllowedFrom);
        pausedUntil = until;
        _pauseAllowedFrom = until + MAX_PAUSE;
        emit Paused(until);
    }

    /// @inheritdoc IGuardianPause
    function unpause() external restricted {
        pausedUntil = 0;
        emit Unpaused();
    }
}
