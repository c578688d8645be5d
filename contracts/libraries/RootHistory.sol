// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @title Which roots of a tree a proof may still use
/// @notice A root counts from when it was superseded, not from when it was made: the current root of an idle tree is good for ever.
/// A superseded one stays good for a window, unless the tree's epoch has been bumped since, because a member was removed, revoked
/// or replaced: then only for a short while after the bump, so that proofs under way are not lost. Somebody removed can hence use
/// an old root for at most the short window.
library RootHistory {
    /// @param time When the root was superseded (UNIX time); 0: it never was.
    /// @param epoch In which it was the current root.
    struct Supersession {
        uint40 time;
        uint64 epoch;
    }

    /// @param superseded By root.
    /// @param epochEnd When an epoch was ended by a bump (UNIX time).
    /// @param epoch The present epoch.
    struct History {
        mapping(uint256 root => Supersession entry) superseded;
        mapping(uint64 epoch => uint40 time) epochEnd;
        uint64 epoch;
    }

    /// @notice To be called with the root that the tree has just lost; 0, an empty tree's, is not kept.
    function supersede(History storage history, uint256 oldRoot) internal {
        // block.timestamp < 2^40 until the year 36812
        if (oldRoot != 0) history.superseded[oldRoot] = Supersession(uint40(block.timestamp), history.epoch);
    }

    /// @notice As {supersede}, for a change that takes something away: starts a new epoch.
    function bump(History storage history, uint256 oldRoot) internal {
        supersede(history, oldRoot);
        // A bump needs a transaction: 2^64 are out of reach.
        history.epochEnd[history.epoch++] = uint40(block.timestamp);
    }

    /// @param currentRoot Of the tree; a root of 0 is never accepted.
    /// @param window How long a superseded root of the present epoch stays good, in seconds, inclusive.
    /// @param bumpWindow How long a root of an earlier epoch stays good after the bump that ended it, in seconds, inclusive.
    function isRecent(
        History storage history,
        uint256 currentRoot,
        uint256 root,
        uint256 window,
        uint256 bumpWindow
    ) internal view returns (bool) {
        if (root == 0) return false;
        if (root == currentRoot) return true;
        Supersession memory entry = history.superseded[root];
        if (entry.time == 0 || block.timestamp > entry.time + window) return false;
        return entry.epoch == history.epoch || block.timestamp <= history.epochEnd[entry.epoch] + bumpWindow;
    }
}
