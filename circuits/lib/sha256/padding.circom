pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";

// The padding of SHA-256 (FIPS 180-4, 5.1.1) for a message of variable length: a one bit after the message, zeros, and the length in
// bits as the last 64 bits of the last block.
//
// ended_j says whether byte j lies after the message's end. It starts at 0 and is 1 at last; where it changes, j is the length:
// (ended_j - ended_j-1) · (length - j) = 0. So it is a step at `length`, which lies in 0..maxBlocks · 64 - 9, and no length outside has one.
//
// Inputs: bits: the message in byte order, most significant bit first in each byte. Assumed boolean.
//         Constrained here: 0 after the message's end.
//         length: in bytes. Constrained here: 0..maxBlocks · 64 - 9.
// Outputs: padded: the padded message's bits, boolean. What follows the last block is all zero.
//          isLast: 1 for the last block, 0 for the others.
// Cost: 2 rows a byte, 1 + ⌈log2(maxBlocks · 64)⌉ · (maxBlocks + 1) more.
template Sha256Padding(maxBlocks) {
    signal input bits[maxBlocks * 512];
    signal input length;
    signal output padded[maxBlocks * 512];
    signal output isLast[maxBlocks];

    var maxLength = maxBlocks * 64 - 9;

    signal ended[maxLength + 1];
    for (var j = 0; j <= maxLength; j++) {
        // Pinned by the step constraint: see above.
        ended[j] <-- j >= length ? 1 : 0;
        var before = j == 0 ? 0 : ended[j - 1];
        (ended[j] - before) * (length - j) === 0;
    }
    ended[maxLength] === 1;

    for (var j = 0; j <= maxLength; j++) {
        var byteSum = 0;
        for (var k = 0; k < 8; k++) byteSum += bits[8 * j + k];
        ended[j] * byteSum === 0;
    }
    for (var i = 8 * (maxLength + 1); i < maxBlocks * 512; i++) bits[i] === 0;

    // Block b is the last for lengths from 64b - 8, where the length field no longer fits block b - 1, to 64b + 55.
    for (var b = 0; b < maxBlocks; b++) {
        var before = b == 0 ? 0 : ended[64 * b - 9];
        isLast[b] <== ended[64 * b + 55] - before;
    }

    var lengthSize = 0;
    while (2 ** lengthSize < maxBlocks * 64) lengthSize++;
    component lengthBits = Num2Bits(lengthSize);
    lengthBits.in <== length;

    signal lengthField[maxBlocks][lengthSize];
    for (var b = 0; b < maxBlocks; b++) {
        for (var i = 0; i < 512; i++) {
            var j = 64 * b + i \ 8;
            var bit = bits[512 * b + i];
            // The first bit after the message's end.
            if (i % 8 == 0 && j <= maxLength) bit += ended[j] - (j == 0 ? 0 : ended[j - 1]);
            // Bit n of the length in bytes is bit n + 3 of the length in bits.
            var n = 511 - i - 3;
            if (n >= 0 && n < lengthSize) {
                lengthField[b][n] <== isLast[b] * lengthBits.out[n];
                bit += lengthField[b][n];
            }
            padded[512 * b + i] <== bit;
        }
    }
}
