pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "constant.circom";
include "generated/constants.circom";

// The 254 bits of a squeezed field element, and no other 254 bits with the same residue: a second decomposition would give the prover a
// second set of challenges.
//
// An alias is lane + order, hence at least the order. The top 96 bits have to be smaller than the order's: that refuses every alias, and one honest lane in 2^96.
//
// Inputs: lane: a field element. Constrained here: its bits.
// Cost: 316 rows.
template StrictBits() {
    signal input lane;
    signal output bits[254];

    bits <== Num2Bits(254)(lane);

    var top[96];
    for (var i = 0; i < 96; i++) top[i] = bits[158 + i];
    LessThanConstant(96, p256ChallengeBoundBits())(top);
}
