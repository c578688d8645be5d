pragma circom 2.2.0;

include "generated/windows.circom";

// The point (2·index + 1)·2^(8j)·G or its negative, as polynomials in X at X = tau.
//
// A table of 128 points whose coordinates stand in 7 columns (x: 64 bits at X^0, X^2, X^4, X^6; y: 96, 96 and 64 bits at X^0, X^3, X^6). A column is
// a multilinear polynomial of the seven index bits: the products of the lower five are shared, the upper two multiply sums of them.
//
// Inputs: digit: seven index bits, least significant first, then 1 for positive; ASSUMED boolean. powers: tau^0 to tau^7.
// Cost: 54 rows.
template FixedWindow(j) {
    signal input digit[8];
    signal input powers[8];
    signal output x;
    signal output y;

    // From the values at each index to the coefficients of the products of index bits (Möbius transform).
    var table[7][128] = p256Window(j);
    for (var c = 0; c < 7; c++) {
        for (var bit = 1; bit < 128; bit *= 2) {
            for (var start = bit; start < 128; start += 2 * bit) {
                for (var m = start; m < start + bit; m++) table[c][m] -= table[c][m - bit];
            }
        }
    }

    signal products[32];
    products[0] <== 1;
    for (var m = 1; m < 32; m++) {
        var highest = 0;
        for (var b = 0; b < 5; b++) {
            if (m >= (1 << b)) highest = b;
        }
        var rest = m - (1 << highest);
        if (rest == 0) {
            products[m] <== digit[highest];
        } else {
            products[m] <== products[rest] * digit[highest];
        }
    }
    signal bothUpper <== digit[5] * digit[6];

    signal byFifth[7];
    signal bySixth[7];
    signal byBoth[7];
    var columns[7];
    for (var c = 0; c < 7; c++) {
        var sums[4] = [0, 0, 0, 0];
        for (var q = 0; q < 4; q++) {
            for (var m = 0; m < 32; m++) sums[q] += table[c][32 * q + m] * products[m];
        }
        byFifth[c] <== sums[1] * digit[5];
        bySixth[c] <== sums[2] * digit[6];
        byBoth[c] <== sums[3] * bothUpper;
        columns[c] = sums[0] + byFifth[c] + bySixth[c] + byBoth[c];
    }

    // No column stands at an odd power but X^3.
    _ <== powers[0];
    _ <== powers[1];
    _ <== powers[5];
    _ <== powers[7];
    signal xTerms[3];
    for (var i = 0; i < 3; i++) xTerms[i] <== columns[1 + i] * powers[2 * i + 2];
    x <== columns[0] + xTerms[0] + xTerms[1] + xTerms[2];

    signal yTerms[2];
    for (var i = 0; i < 2; i++) yTerms[i] <== columns[5 + i] * powers[3 * i + 3];
    y <== (columns[4] + yTerms[0] + yTerms[1]) * (2 * digit[7] - 1);
}
