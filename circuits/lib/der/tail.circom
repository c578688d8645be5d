pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";

/*
 * A short message without its first `start` octets.
 *
 * Statement: out[i] = octets[start + i] where start + i < count, else 0; start < 2^bits.
 * Inputs: octets[count] (any), start (constrained here to 0..2^bits - 1).
 * Cost: about bits * (width + count) / 2 rows. For messages of up to a few hundred octets; see ByteWindow for longer ones.
 */
template Tail(count, bits, width) {
    signal input octets[count];
    signal input start;
    signal output out[width];

    component startBits = Num2Bits(bits);
    startBits.in <== start;

    // Positions in reach before each level, from shifts by 2^(bits - 1) down to 1: what lies past them is never read.
    var reach[bits + 1];
    reach[0] = width;
    for (var level = 0; level < bits; level++) {
        reach[level + 1] = reach[level] + (1 << level);
        if (reach[level + 1] > count) reach[level + 1] = count;
    }

    signal shifted[bits][count];
    var current[count];
    for (var i = 0; i < count; i++) current[i] = octets[i];
    for (var level = bits - 1; level >= 0; level--) {
        var step = 1 << level;
        for (var i = 0; i < count; i++) {
            if (i < reach[level]) {
                var next = 0;
                if (i + step < count) next = current[i + step];
                shifted[level][i] <== current[i] + startBits.out[level] * (next - current[i]);
            } else {
                shifted[level][i] <== 0;
            }
        }
        for (var i = 0; i < count; i++) current[i] = shifted[level][i];
    }
    for (var i = 0; i < width; i++) {
        if (i < count) out[i] <== current[i];
        else out[i] <== 0;
    }
}
