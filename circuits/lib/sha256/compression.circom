pragma circom 2.2.0;

include "constants.circom";
include "functions.circom";
include "schedule.circom";
include "word.circom";

// The compression function of SHA-256 (FIPS 180-4, 6.2.2): one block into the state.
//
// Of the eight working variables only a and e are new in a round, so two histories hold them all:
// entering round t, (a, b, c, d) = as[t+3..t] and (e, f, g, h) = es[t+3..t]. The new ones are
//     e' = d + T1,   a' = T1 + T2 = e' - d + T2   (mod 2^32),
// of which the second form spares T1's six terms: e' - d + T2 is above -2^32 and below 3 · 2^32. The last round's two are needed as
// numbers only: they go into the new state unreduced.
//
// Inputs: state: eight words, H0 first. block: sixteen words. Each least significant bit first, assumed boolean.
// Outputs: out: the new state, in the same form, boolean by construction.
// Cost: 17,446 rows (schedule 4,636).
template Sha256Compression() {
    signal input state[8][32];
    signal input block[16][32];
    signal output out[8][32];

    signal words[64] <== MessageSchedule()(block);

    signal as[67][32];
    signal es[67][32];
    signal aValues[68];
    signal eValues[68];
    for (var i = 0; i < 4; i++) {
        as[3 - i] <== state[i];
        es[3 - i] <== state[4 + i];
    }
    for (var i = 0; i < 4; i++) {
        aValues[i] <== WordValue()(as[i]);
        eValues[i] <== WordValue()(es[i]);
    }

    signal sigma0[64];
    signal sigma1[64];
    signal choice[64];
    signal majority[64];
    signal eSums[64];
    signal aSums[64];
    for (var t = 0; t < 64; t++) {
        sigma1[t] <== UpperSigma(6, 11, 25)(es[t + 3]);
        choice[t] <== Choice()(es[t + 3], es[t + 2], es[t + 1]);
        sigma0[t] <== UpperSigma(2, 13, 22)(as[t + 3]);
        majority[t] <== Majority()(as[t + 3], as[t + 2], as[t + 1]);
        // d, h, Σ1, Ch, K and W: six terms, nine where W is the sum of four.
        eSums[t] <== aValues[t] + eValues[t] + sigma1[t] + choice[t] + sha256RoundConstant(t) + words[t];
        if (t < 63) {
            es[t + 4] <== WordOfSum(t < 62 ? 6 : 9)(eSums[t]);
            eValues[t + 4] <== WordValue()(es[t + 4]);
            aSums[t] <== eValues[t + 4] - aValues[t] + sigma0[t] + majority[t] + 0x100000000;
            as[t + 4] <== WordOfSum(4)(aSums[t]);
            aValues[t + 4] <== WordValue()(as[t + 4]);
        } else {
            eValues[t + 4] <== eSums[t];
            // Ten terms: T1's eight and T2's two.
            aSums[t] <== eSums[t] - aValues[t] + sigma0[t] + majority[t];
            aValues[t + 4] <== aSums[t];
        }
    }

    signal sums[8];
    for (var i = 0; i < 4; i++) {
        sums[i] <== aValues[3 - i] + aValues[67 - i];
        out[i] <== WordOfSum(i == 0 ? 11 : 2)(sums[i]);
        sums[4 + i] <== eValues[3 - i] + eValues[67 - i];
        out[4 + i] <== WordOfSum(i == 0 ? 10 : 2)(sums[4 + i]);
    }
}
