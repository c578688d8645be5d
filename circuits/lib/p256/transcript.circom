pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/poseidon.circom";
include "parameters.circom";
include "squeeze.circom";

// The transcript of src/zk/p256/transcript.ts: a chain of Poseidon hashes of 16 inputs, chain value and 15 message lanes, of which all 17 lanes
// come out. Lane 0 is the next chain value, the others are challenges.

// Absorbs field elements, 15 in a permutation, zeros behind the last.
// Inputs: chain: the last state's lane 0, or the start value. elements: constrained by what absorbs them.
// Cost: 612 rows a permutation.
template Absorb(count) {
    signal input chain;
    signal input elements[count];
    signal output state[17];

    var permutations = (count + 14) \ 15;
    component permute[permutations];
    for (var i = 0; i < permutations; i++) {
        permute[i] = PoseidonEx(16, 17);
        permute[i].initialState <== 0;
        if (i == 0) {
            permute[i].inputs[0] <== chain;
        } else {
            permute[i].inputs[0] <== permute[i - 1].out[0];
        }
        for (var j = 0; j < 15; j++) {
            if (15 * i + j < count) {
                permute[i].inputs[1 + j] <== elements[15 * i + j];
            } else {
                permute[i].inputs[1 + j] <== 0;
            }
        }
        if (i < permutations - 1) {
            for (var j = 1; j < 17; j++) _ <== permute[i].out[j];
        }
    }
    state <== permute[permutations - 1].out;
}

// Absorbs bits, 253 in a field element, least significant first: below 2^253 and so below the order, the packing is injective.
// Inputs: bits: ASSUMED boolean.
// Cost: 612 rows for every 3,795 bits.
template AbsorbBits(count) {
    signal input chain;
    signal input bits[count];
    signal output state[17];

    var elements = (count + 252) \ 253;
    component absorb = Absorb(elements);
    absorb.chain <== chain;
    for (var i = 0; i < elements; i++) {
        var packed = 0;
        for (var j = 0; j < 253 && 253 * i + j < count; j++) packed += bits[253 * i + j] * (1 << j);
        absorb.elements[i] <== packed;
    }
    state <== absorb.state;
}

// `count` challenges of P256_CHALLENGE_BITS() bits: four from each of the state's lanes 1 to 16, then, after an empty message, from the next state's.
// Output chain is lane 0 of the state that was used last.
// Cost: 316 rows a lane and 612 for the permutation.
template ShortChallenges(count) {
    signal input state[17];
    signal output challenges[count];
    signal output chain;
    assert(count > 64 && count <= 128);
    var width = P256_CHALLENGE_BITS();
    assert(4 * width <= 252);

    component next = Absorb(1);
    next.chain <== state[0];
    next.elements[0] <== 0;
    chain <== next.state[0];

    var lanes = (count + 3) \ 4;
    component strict[lanes];
    for (var i = 0; i < lanes; i++) {
        strict[i] = StrictBits();
        if (i < 16) {
            strict[i].lane <== state[1 + i];
        } else {
            strict[i].lane <== next.state[1 + i - 16];
        }
        var used = 0;
        for (var k = 0; k < 4 && 4 * i + k < count; k++) {
            var challenge = 0;
            for (var b = 0; b < width; b++) challenge += strict[i].bits[used + b] * (1 << b);
            challenges[4 * i + k] <== challenge;
            used += width;
        }
        for (var b = used; b < 254; b++) _ <== strict[i].bits[b];
    }
    for (var j = 1 + lanes - 16; j < 17; j++) _ <== next.state[j];
}
