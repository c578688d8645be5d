pragma circom 2.2.0;

/*
 * Statement: flags[i] = 1 exactly when value = low + i; value is in low..high.
 * Inputs: value (constrained here). Cost: high - low + 1 rows less the two linear ones.
 */
template OneHot(low, high) {
    signal input value;
    signal output flags[high - low + 1];

    var sum = 0;
    var spelled = 0;
    for (var i = 0; i <= high - low; i++) {
        // Pinned: flags are boolean, exactly one is set, and its position is the value.
        flags[i] <-- value == low + i ? 1 : 0;
        flags[i] * (flags[i] - 1) === 0;
        sum += flags[i];
        spelled += (low + i) * flags[i];
    }
    sum === 1;
    spelled === value;
}
