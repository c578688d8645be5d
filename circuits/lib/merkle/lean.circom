pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/poseidon.circom";
include "../bits/nonzero.circom";

// Membership in a LeanIMT: a binary tree of Poseidon(left, right) in which a node without a right sibling is its own parent.
//
// The root that follows from a leaf and its path. The caller compares it with a root that is accepted.
// A node cannot be passed off as a leaf nor a leaf as a node as long as `leaf` is a value of ../values.circom: those
// have three inputs or more. An unused (removed) leaf is 0 and no member.
//
// Inputs: leaf: constrained here: ≠ 0; assumed: a value of ../values.circom.
//         siblings: any field elements; where present is 0, constrained here: 0.
//         bits: 1 where the path's node is the right one. Constrained here: boolean, 0 where present is 0.
//         present: 0 where the node passes up. Constrained here: boolean.
//         All from level 0, the leaf's, upwards.
// Outputs: root, constrained here: ≠ 0 (the root of an empty tree).
// Cost: 2 + 245 · depth rows.
template LeanMembership(depth) {
    signal input leaf;
    signal input siblings[depth];
    signal input bits[depth];
    signal input present[depth];
    signal output root;

    NonZero()(leaf);

    signal nodes[depth + 1];
    signal lefts[depth];
    signal parents[depth];
    nodes[0] <== leaf;
    for (var i = 0; i < depth; i++) {
        present[i] * (present[i] - 1) === 0;
        // Boolean as well: bits_i is 0 or present_i.
        bits[i] * (bits[i] - present[i]) === 0;
        siblings[i] * (1 - present[i]) === 0;

        lefts[i] <== nodes[i] + bits[i] * (siblings[i] - nodes[i]);
        parents[i] <== Poseidon(2)([lefts[i], nodes[i] + siblings[i] - lefts[i]]);
        nodes[i + 1] <== nodes[i] + present[i] * (parents[i] - nodes[i]);
    }

    NonZero()(nodes[depth]);
    root <== nodes[depth];
}
