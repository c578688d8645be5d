pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/comparators.circom";

// in < constant, both of n bits.
//
// The constant is read as runs of equal bits from the top; `matched` says that the number agrees with it so far. In a run of zeros an agreeing number
// may have no one (it would be larger); in a run of ones it falls behind as soon as it has a zero, and is smaller whatever follows. In the end it must have.
//
// Inputs: in: least significant bit first, ASSUMED boolean. constant: bits, least significant first, known at compile time.
// Cost: 1 row a run of zeros; a run of ones 1 row a bit, at most 3.
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

    component isComplete[runs];
    signal matched[n + 1];
    matched[n] <== 1;
    for (var i = 0; i < runs; i++) {
        var ones = 0;
        var length = 0;
        var top = 0;
        for (var k = 0; k < n; k++) {
            if (runOf[k] == i) {
                ones += in[k];
                length++;
                top = k;
            }
        }
        // Sums of at most n bits: 0, or the length, only when each bit is.
        var end = top - length + 1;
        if (constant[top] == 0) {
            matched[top + 1] * ones === 0;
            for (var k = top; k >= end; k--) matched[k] <== matched[top + 1];
        } else if (length <= 2) {
            for (var k = top; k >= end; k--) matched[k] <== matched[k + 1] * in[k];
        } else {
            isComplete[i] = IsZero();
            isComplete[i].in <== length - ones;
            matched[end] <== matched[top + 1] * isComplete[i].out;
            for (var k = top; k > end; k--) matched[k] <== matched[end];
        }
    }
    matched[0] === 0;
}
