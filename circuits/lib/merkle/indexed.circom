pragma circom 2.2.0;

include "../bits/order.circom";
include "../values.circom";
include "lean.circom";

// Absence from an indexed Merkle tree: a LeanIMT whose leaves IndexedLeaf(value, next) form a list sorted by value, next
// being the next larger value, or 0 in the last leaf. The list starts with value 0, so a key is absent exactly when some
// leaf has value < key < next.
//
// The root that follows from that leaf, the "low" leaf, and its path. The caller compares it with a root that is accepted.
//
// Inputs: key: constrained here: lowValue < key < lowNext as integers, so 0 < key; lowNext = 0 stands for "no upper bound".
//         lowValue, lowNext: any field elements (pinned by the root).
//         siblings, bits, present: as for LeanMembership.
// Outputs: root, ≠ 0.
// Cost: 1,280 + 245 · depth rows.
template IndexedNonMembership(depth) {
    signal input key;
    signal input lowValue;
    signal input lowNext;
    signal input siblings[depth];
    signal input bits[depth];
    signal input present[depth];

    StrictlyBetween()(lowValue, key, lowNext);
    signal leaf <== IndexedLeaf()(lowValue, lowNext);
    signal output root <== LeanMembership(depth)(leaf, siblings, bits, present);
}
