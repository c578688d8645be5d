pragma circom 2.2.0;

include "functions.circom";
include "word.circom";

// The message schedule (FIPS 180-4, 6.2.2 step 1): W_t = σ1(W_t-2) + W_t-7 + σ0(W_t-15) + W_t-16 mod 2^32.
// Inputs: block: the block's 16 words, each least significant bit first. Assumed boolean.
// Outputs: words: numbers, below 2^32 except the last two: no round takes their bits, so they stay sums below 4 · 2^32.
// Cost: 46 · (64 + 34) + 2 · 64 = 4,636 rows.
template MessageSchedule() {
    signal input block[16][32];
    signal output words[64];

    signal bits[62][32];
    for (var t = 0; t < 16; t++) {
        bits[t] <== block[t];
        words[t] <== WordValue()(bits[t]);
    }
    signal sigma0[48];
    signal sigma1[48];
    signal sums[48];
    for (var t = 16; t < 64; t++) {
        sigma1[t - 16] <== LowerSigma(17, 19, 10)(bits[t - 2]);
        sigma0[t - 16] <== LowerSigma(7, 18, 3)(bits[t - 15]);
        sums[t - 16] <== sigma1[t - 16] + words[t - 7] + sigma0[t - 16] + words[t - 16];
        if (t < 62) {
            bits[t] <== WordOfSum(4)(sums[t - 16]);
            words[t] <== WordValue()(bits[t]);
        } else {
            words[t] <== sums[t - 16];
        }
    }
}
