pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/comparators.circom";

// in < constant, both of n bits.
//
// The constant is read as runs of equal bits from the top. As long as every run before was matched, the first run that is not decides:
// where the constant has ones, the number is smaller; where it has zeros, larger.
//
// Inputs: in: least significant bit first, ASSUMED boolean. constant: bits, least significant first, known at compile time.
// Cost: 3 rows a run (the order of P-256: 201, its prime: 15).
template LessThanConstant(n, constant) {
    signal input in[n];

    var runOf[n];
    var run = 0;
    for (var k = n - 1; k >= 0; k--) {
        if (k < n - 1) {
            if (constant[k] != constant[k + 1]) run++;
        }
        runOf[k] = run;
    }
    var runs = run + 1;

    signal matched[runs + 1];
    component isMatch[runs];
    matched[0] <== 1;
    var isLess = 0;
    for (var i = 0; i < runs; i++) {
        var differences = 0;
        var bit = 0;
        for (var k = 0; k < n; k++) {
            if (runOf[k] == i) {
                bit = constant[k];
                if (bit == 1) {
                    differences += 1 - in[k];
                } else {
                    differences += in[k];
                }
            }
        }
        // differences ≤ n, so it is 0 as a field element only when it is 0.
        isMatch[i] = IsZero();
        isMatch[i].in <== differences;
        matched[i + 1] <== matched[i] * isMatch[i].out;
        if (bit == 1) isLess += matched[i] - matched[i + 1];
    }
    isLess === 1;
}
