pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "./onehot.circom";

/*
 * Statement: value is in 0..9, bits are its binary digits.
 * Inputs: value (constrained here). Cost: 5 rows.
 */
template DecimalDigit() {
    signal input value;
    signal output bits[4];

    component range = Num2Bits(4);
    range.in <== value;
    for (var i = 0; i < 4; i++) {
        bits[i] <== range.out[i];
    }
    bits[3] * (bits[2] + bits[1]) === 0;
}

/*
 * A string of up to `maximum` decimal digits.
 *
 * Statement: the first `length` octets are ASCII digits and spell `value`; value = 0 when length = 0.
 * Inputs: octets[maximum] (any), length (constrained here to 0..maximum). Cost: 7 * maximum + 2 rows.
 */
template DecimalString(maximum) {
    signal input octets[maximum];
    signal input length;
    signal output value;

    component lengths = OneHot(0, maximum);
    lengths.value <== length;
    var inside = 1;
    var scale = 0;
    var spelled = 0;
    signal digits[maximum];
    component ranges[maximum];
    var power = 1;
    for (var i = maximum; i >= 0; i--) {
        scale += lengths.flags[i] * power;
        power *= 10;
    }
    for (var i = 0; i < maximum; i++) {
        inside -= lengths.flags[i];
        digits[i] <== inside * (octets[i] - 0x30);
        ranges[i] = DecimalDigit();
        ranges[i].value <== digits[i];
        _ <== ranges[i].bits;
        spelled = 10 * spelled + digits[i];
    }
    // Pinned: the digits stand left aligned, so that spelled = value * scale with scale = 10^(maximum - length), which is never 0.
    value <-- spelled / scale;
    value * scale === spelled;
}
