pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";

// a ≤ b.
// Inputs: a, b: assumed: < 2^n. Then b - a is in (-2^n, 2^n), and as a field element it fits n bits exactly when it is not negative.
// Cost: n rows.
template AssertLessEqual(n) {
    assert(n <= 252);
    signal input a;
    signal input b;

    _ <== Num2Bits(n)(b - a);
}
