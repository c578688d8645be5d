pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "compression.circom";
include "constants.circom";
include "padding.circom";

// SHA-256 (FIPS 180-4) of a message of variable length. Every block is compressed; the digest is the state after the last one.
//
// Inputs: bits: the message in byte order, most significant bit first in each byte. Assumed boolean.
//         Constrained here: 0 after the message's end.
//         length: in bytes. Constrained here: 0..maxBlocks · 64 - 9.
// Outputs: digest: most significant bit first, boolean by construction.
// Cost: 17,446 rows a block, about 300 less in the first, whose state is constant; the padding's; 256 + 2 · maxBlocks.
template Sha256Variable(maxBlocks) {
    signal input bits[maxBlocks * 512];
    signal input length;
    signal output digest[256];

    signal padded[maxBlocks * 512];
    signal isLast[maxBlocks];
    (padded, isLast) <== Sha256Padding(maxBlocks)(bits, length);

    signal states[maxBlocks + 1][8][32];
    for (var i = 0; i < 8; i++) {
        for (var k = 0; k < 32; k++) states[0][i][k] <== (sha256InitialState(i) >> k) & 1;
    }
    component compressions[maxBlocks];
    for (var b = 0; b < maxBlocks; b++) {
        compressions[b] = Sha256Compression();
        compressions[b].state <== states[b];
        for (var i = 0; i < 16; i++) {
            for (var k = 0; k < 32; k++) compressions[b].block[i][k] <== padded[512 * b + 32 * i + 31 - k];
        }
        states[b + 1] <== compressions[b].out;
    }

    // Selected as two numbers of 128 bits and taken apart again: cheaper than 256 selections a block.
    signal candidates[2][maxBlocks];
    signal selectedBits[2][128];
    for (var half = 0; half < 2; half++) {
        var selected = 0;
        for (var b = 0; b < maxBlocks; b++) {
            var value = 0;
            var weight = 1;
            for (var i = 0; i < 128; i++) {
                value += states[b + 1][4 * half + 3 - i \ 32][i % 32] * weight;
                weight += weight;
            }
            candidates[half][b] <== isLast[b] * value;
            selected += candidates[half][b];
        }
        selectedBits[half] <== Num2Bits(128)(selected);
        for (var i = 0; i < 128; i++) digest[128 * half + i] <== selectedBits[half][127 - i];
    }
}
