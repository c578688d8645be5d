pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "generated/constants.circom";

// a·b - c·d is a multiple of the group order n, as integers.
//
// Limbs of 88 bits. The integer a·b - c·d - q·n is 0, because it is 0 modulo the field's order and modulo 2^(88·limbs) (a carry a limb), and smaller than the
// product of the two. Bounds: test/zk/p256/budget.test.ts, for the two uses in ecdsa.circom.
//
// Inputs: a, c: signed limbs, ASSUMED below 2^89 in absolute value; b, d: limbs ASSUMED below 2^88.
//         quotient: hint, limbs of q + 2^(quotientBits - 1). Constrained here: 88 bits each, the top one what is left of quotientBits.
//         carries: hints. Constrained here: signed, carryBits bits.
// Cost: 3·limbs + 6 + quotientBits + limbs·carryBits rows and one for each range.
template ProductDifferenceModOrder(limbs, quotientBits, carryBits) {
    signal input a[limbs];
    signal input b[3];
    signal input c[2];
    signal input d[3];
    signal input quotient[limbs];
    signal input carries[limbs];

    var order[3] = p256OrderLimbs();
    var difference[limbs + 2];
    for (var i = 0; i < limbs + 2; i++) difference[i] = 0;

    signal ab[limbs][3];
    for (var i = 0; i < limbs; i++) {
        for (var j = 0; j < 3; j++) {
            ab[i][j] <== a[i] * b[j];
            difference[i + j] += ab[i][j];
        }
    }
    signal cd[2][3];
    for (var i = 0; i < 2; i++) {
        for (var j = 0; j < 3; j++) {
            cd[i][j] <== c[i] * d[j];
            difference[i + j] -= cd[i][j];
        }
    }
    for (var i = 0; i < limbs; i++) {
        var limb = quotient[i];
        if (i < limbs - 1) {
            _ <== Num2Bits(88)(quotient[i]);
        } else {
            var topBits = quotientBits - 88 * (limbs - 1);
            _ <== Num2Bits(topBits)(quotient[i]);
            limb -= (1 << (topBits - 1));
        }
        for (var j = 0; j < 3; j++) difference[i + j] -= limb * order[j];
    }

    var carry = 0;
    for (var i = 0; i < limbs; i++) {
        _ <== Num2Bits(carryBits)(carries[i] + (1 << (carryBits - 1)));
        difference[i] + carry === carries[i] * (1 << 88);
        carry = carries[i];
    }
    var native = 0;
    for (var i = 0; i < limbs + 2; i++) native += difference[i] * 2 ** (88 * i);
    native === 0;
}
