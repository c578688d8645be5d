// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Pause with an end
/// @notice The guardian may stop new registrations for at most {MAX_PAUSE} at a time; between the end of a pause and the next
/// lie at least {MAX_PAUSE} seconds. Removal of anchors and revocation are never stopped.
interface IGuardianPause {
    /// @param until Last second of the pause (UNIX time).
    event Paused(uint40 until);
    /// The pause ended before its time.
    event Unpaused();

    /// The call is stopped until after `until` (UNIX time).
    error PausedUntil(uint40 until);
    /// `until` lies in the past or after `latest` (both UNIX time).
    error PauseOutOfRange(uint40 until, uint40 latest);
    /// After the last pause the next one may start at `allowedFrom` (UNIX time).
    error PauseTooSoon(uint40 allowedFrom);

    /// @notice Longest pause, and shortest time between two, in seconds.
    function MAX_PAUSE() external view returns (uint40);

    /// @notice Last second of the present or last pause (UNIX time), 0 when there was none or it was lifted.
    function pausedUntil() external view returns (uint40);

    /// @notice Stops registrations up to and including `until` (UNIX time). Role: guardian.
    /// Reverts with {PauseOutOfRange} unless block.timestamp <= until <= block.timestamp + MAX_PAUSE, with {PauseTooSoon} within
    /// MAX_PAUSE of the end of the last pause (its planned end, if it was lifted).
    function pause(uint40 until) external;

    /// @notice Ends a pause at once. Role: guardian. The time to the next pause still counts from the planned end.
    function unpause() external;
}
