pragma circom 2.2.0;

// A 256-bit number read as the polynomial Σ limb_i·X^i with eight limbs of 32 bits, at X = tau.
// Inputs: bits: least significant first, ASSUMED boolean. powers: tau^0 to tau^7.
// Cost: 7 rows.
template EvaluateLimbs() {
    signal input bits[256];
    signal input powers[8];
    signal output out;

    // X^0 is 1.
    _ <== powers[0];
    signal terms[8];
    var sum = 0;
    for (var i = 0; i < 8; i++) {
        var limb = 0;
        for (var j = 0; j < 32; j++) limb += bits[32 * i + j] * (1 << j);
        if (i == 0) {
            terms[i] <== limb;
        } else {
            terms[i] <== limb * powers[i];
        }
        sum += terms[i];
    }
    out <== sum;
}
