// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {LeanTree} from "./LeanTree.sol";

/// @title Which roots of a tree a proof may still use
/// @notice A root counts from when it was superseded, not from when it was made: the current root of an idle tree is good for ever.
/// A superseded one stays good for a window, unless the tree's epoch has been bumped since, because a member was removed, revoked
/// or replaced: then only for a short while after the bump, so that proofs under way are not lost. Somebody removed can hence use
/// an old root for at most the short window.
library RootHistory {
    using LeanTree for LeanTree.Tree;

    /// @param time When the root was superseded (UNIX time); 0: it never was.
    /// @param epoch In which it was the current root.
    struct Supersession {
        uint40 time;
        uint64 epoch;
    }

    /// @param superseded By root.
    /// @param epochEnd When an epoch was ended by a bump (UNIX time). The present epoch is the tree's own.
    struct History {
        mapping(uint256 root => Supersession entry) superseded;
        mapping(uint64 epoch => uint40 time) epochEnd;
    }

    /// @notice To be called before a leaf is added. The root of an empty tree, 0, is not kept.
    function supersede(History storage history, LeanTree.Tree storage tree) internal {
        _supersede(history, tree.root(), tree.epoch);
    }

    /// @notice To be called after something was taken away: starts a new epoch.
    /// @param oldRoot The tree's root before.
    function bump(History storage history, LeanTree.Tree storage tree, uint256 oldRoot) internal {
        // block.timestamp < 2^40 until the year 36812
        bump(history, tree, oldRoot, uint40(block.timestamp));
    }

    /// @notice The same for what should have been taken away at `time` already (UNIX time): the short window runs from then.
    function bump(History storage history, LeanTree.Tree storage tree, uint256 oldRoot, uint40 time) internal {
        // A bump needs a transaction: 2^64 are out of reach.
        uint64 epoch = tree.epoch++;
        _supersede(history, oldRoot, epoch);
        history.epochEnd[epoch] = time;
    }

    /// @param root To be judged; 0 is never accepted.
    /// @param window How long a superseded root of the present epoch stays good, in seconds, inclusive.
    /// @param bumpWindow How long a root of an earlier epoch stays good after the bump that ended it, in seconds, inclusive.
    function isRecent(
        History storage history,
        LeanTree.Tree storage tree,
        uint256 root,
        uint256 window,
        uint256 bumpWindow
    ) internal view returns (bool) {
        if (root == 0) return false;
        if (root == tree.root()) return true;
        Supersession memory entry = history.superseded[root];
        if (entry.time == 0 || block.timestamp > entry.time + window) return false;
        return entry.epoch == tree.epoch || block.timestamp <= history.epochEnd[entry.epoch] + bumpWindow;
    }

    function _supersede(History storage history, uint256 oldRoot, uint64 epoch) private {
        // block.timestamp < 2^40 until the year 36812
        if (oldRoot != 0) history.superseded[oldRoot] = Supersession(uint40(block.timestamp), epoch);
    }
}
