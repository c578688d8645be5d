pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "generated/constants.circom";

// The integer Σ coefficient_i·2^(32i) is a multiple of P-256's prime p.
//
// p is X^8 - X^7 + X^6 + X^3 - 1 at X = 2^32, so X^8 folds to X^7 - X^6 - X^3 + 1 with small factors, and eight coefficients f_j remain. Their
// integer minus q·p is 0, because it is 0 modulo the field's order and modulo 2^224 (seven carries), and smaller than the product of the two.
// The bounds are asserted by test/zk/p256/budget.test.ts: |f_j| < 2^244, |Σ f_j·2^(32j) - q·p| < 2^224·order, no carry equation wraps.
//
// Inputs: coefficients: ASSUMED field elements of the integers that a batch of the relations has, each within its own bounds (src/zk/p256/budget.ts, by
//         interval arithmetic, coefficient by coefficient; asserted by the same test). One bound for all would have to be 2^238.38, for the factors of
//         a folded coefficient sum up to 49; a few are above that, and |f_j| < 2^244 all the same. No range check says so: they were absorbed before
//         tau, and equal the relations' batch at tau (batch.circom). Free coefficients would prove nothing here.
//         quotient: hint; carries: hints. Constrained here: signed, of as many bits as RANGES of src/zk/p256/budget.ts says.
// Cost: 1,712 rows.
template FoldReduceP256() {
    signal input coefficients[22];
    signal input quotient;
    signal input carries[7];

    var limbs[22];
    for (var i = 0; i < 22; i++) limbs[i] = coefficients[i];
    for (var i = 21; i >= 8; i--) {
        limbs[i - 1] += limbs[i];
        limbs[i - 2] -= limbs[i];
        limbs[i - 5] -= limbs[i];
        limbs[i - 8] += limbs[i];
        limbs[i] = 0;
    }
    limbs[0] += quotient;
    limbs[3] -= quotient;
    limbs[6] -= quotient;
    limbs[7] += quotient;
    limbs[8] -= quotient;

    var quotientBits = p256FoldQuotientBits();
    var carryBits = p256FoldCarryBits();
    _ <== Num2Bits(quotientBits)(quotient + (1 << (quotientBits - 1)));
    var native = 0;
    var carry = 0;
    for (var j = 0; j < 7; j++) {
        _ <== Num2Bits(carryBits)(carries[j] + (1 << (carryBits - 1)));
        limbs[j] + carry === carries[j] * (1 << 32);
        carry = carries[j];
    }
    for (var j = 0; j < 9; j++) native += limbs[j] * 2 ** (32 * j);
    native === 0;
}
