pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "../../../node_modules/circomlib/circuits/comparators.circom";
include "./onehot.circom";

/*
 * serialNumber (RFC 5280 4.1.2.2): a positive INTEGER of 1 to 20 content octets in minimal form, and the 16 octets behind it.
 *
 * Inputs: octets[38] (assumed 0..255), from the INTEGER's tag on. Cost: 154 rows.
 */
template SerialNumber() {
    signal input octets[38];
    signal output serialNumber;
    signal output length;
    signal output following[16];

    octets[0] === 0x02;
    component contentLength = OneHot(1, 20);
    contentLength.value <== octets[1];
    length <== octets[1] + 2;

    component first = Num2Bits(8);
    first.in <== octets[2];
    component second = Num2Bits(8);
    second.in <== octets[3];
    component isFirstZero = IsZero();
    isFirstZero.in <== octets[2];
    _ <== first.out;
    _ <== second.out;
    // Positive: the sign bit is 0. Minimal and not zero: a leading 00 only before a set sign bit.
    first.out[7] === 0;
    signal isPadding <== (1 - contentLength.flags[0]) * second.out[7];
    isFirstZero.out * (1 - isPadding) === 0;

    var value = 0;
    var sum = 0;
    signal values[20];
    for (var i = 0; i < 20; i++) {
        value = 256 * value + octets[2 + i];
        values[i] <== contentLength.flags[i] * value;
        sum += values[i];
    }
    serialNumber <== sum;

    // Shifts by 16, 8, 4, 2 and 1 of the length. Octets past the 38 at hand belong to lengths above 20.
    var bit[5] = [0, 0, 0, 0, 0];
    for (var i = 1; i <= 20; i++) {
        for (var j = 0; j < 5; j++) {
            if ((i >> j) % 2 == 1) {
                bit[j] += contentLength.flags[i - 1];
            }
        }
    }
    signal by16[31];
    signal by8[23];
    signal by4[19];
    signal by2[17];
    for (var i = 0; i < 31; i++) {
        if (i < 20) {
            by16[i] <== octets[2 + i] + bit[4] * (octets[18 + i] - octets[2 + i]);
        } else {
            by16[i] <== octets[2 + i];
        }
    }
    for (var i = 0; i < 23; i++) {
        by8[i] <== by16[i] + bit[3] * (by16[i + 8] - by16[i]);
    }
    for (var i = 0; i < 19; i++) {
        by4[i] <== by8[i] + bit[2] * (by8[i + 4] - by8[i]);
    }
    for (var i = 0; i < 17; i++) {
        by2[i] <== by4[i] + bit[1] * (by4[i + 2] - by4[i]);
    }
    for (var i = 0; i < 16; i++) {
        following[i] <== by2[i] + bit[0] * (by2[i + 1] - by2[i]);
    }
}
