pragma circom 2.2.0;

// The bit functions of SHA-256 (FIPS 180-4, 4.1.2), one row a bit.
//
// Parity and majority of three bits depend on their sum s = 0, 1, 2, 3 alone, and through these four values passes a quotient of a
// quadratic by a linear polynomial which has no pole there:
//     parity   0, 1, 0, 1 = s(s - 2) / (2s - 3)      ⇔   s · (2 · parity - s) = 3 · parity - 2s
//     majority 0, 0, 1, 1 = s(s - 1) / (4s - 6)      ⇔   s · (4 · majority - s) = 6 · majority - s
// Each is one rank-1 constraint. Its only solution for boolean inputs is the right bit, so outputs need no check of their own.
//
// Words are arrays of 32 bits, least significant first, assumed boolean in every template of this file.

// out = x ⊕ y ⊕ z. A constant 0 for z makes it the xor of two.
template Parity() {
    signal input x;
    signal input y;
    signal input z;

    // Pinned by the constraint below; 2s - 3 is -3, -1, 1 or 3.
    signal output out <-- x ^ y ^ z;
    var s = x + y + z;
    s * (2 * out - s) === 3 * out - 2 * s;
}

// out = Σ0 or Σ1 of the word: ROTR^r0 ⊕ ROTR^r1 ⊕ ROTR^r2. 32 rows.
template UpperSigma(r0, r1, r2) {
    signal input word[32];
    signal output out;

    signal parity[32];
    var value = 0;
    var weight = 1;
    for (var i = 0; i < 32; i++) {
        parity[i] <== Parity()(word[(i + r0) % 32], word[(i + r1) % 32], word[(i + r2) % 32]);
        value += parity[i] * weight;
        weight += weight;
    }
    out <== value;
}

// out = σ0 or σ1 of the word: ROTR^r0 ⊕ ROTR^r1 ⊕ SHR^shift. 32 rows.
template LowerSigma(r0, r1, shift) {
    signal input word[32];
    signal output out;

    signal parity[32];
    var value = 0;
    var weight = 1;
    for (var i = 0; i < 32; i++) {
        var shifted = i + shift < 32 ? word[(i + shift) % 32] : 0;
        parity[i] <== Parity()(word[(i + r0) % 32], word[(i + r1) % 32], shifted);
        value += parity[i] * weight;
        weight += weight;
    }
    out <== value;
}

// out = Ch(x, y, z): y where x is 1, z where x is 0. 32 rows.
template Choice() {
    signal input x[32];
    signal input y[32];
    signal input z[32];
    signal output out;

    signal chosen[32];
    var value = 0;
    var weight = 1;
    for (var i = 0; i < 32; i++) {
        chosen[i] <== x[i] * (y[i] - z[i]);
        value += (chosen[i] + z[i]) * weight;
        weight += weight;
    }
    out <== value;
}

// out = Maj(x, y, z). 32 rows.
template Majority() {
    signal input x[32];
    signal input y[32];
    signal input z[32];
    signal output out;

    signal majority[32];
    var value = 0;
    var weight = 1;
    for (var i = 0; i < 32; i++) {
        // Pinned by the constraint below; 4s - 6 is -6, -2, 2 or 6.
        majority[i] <-- (x[i] & y[i]) | (z[i] & (x[i] | y[i]));
        var s = x[i] + y[i] + z[i];
        s * (4 * majority[i] - s) === 6 * majority[i] - s;
        value += majority[i] * weight;
        weight += weight;
    }
    out <== value;
}
