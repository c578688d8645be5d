pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";

// A sum of 32-bit words modulo 2^32, as bits, least significant first.
// Inputs: sum: assumed: 0 ≤ sum < words · 2^32 as an integer, such as a sum of `words` numbers below 2^32.
//         Constrained here: sum < 2^(32 + carry bits), each bit boolean; so the carry has one value, and the 32 bits below it too.
// Cost: 32 + ⌈log2 words⌉ rows.
template WordOfSum(words) {
    signal input sum;
    signal output bits[32];

    var size = 32;
    while (2 ** (size - 32) < words) size++;
    assert(size < 253);
    component sumBits = Num2Bits(size);
    sumBits.in <== sum;
    for (var i = 0; i < 32; i++) bits[i] <== sumBits.out[i];
    for (var i = 32; i < size; i++) _ <== sumBits.out[i];
}

// The number whose bits, least significant first, are given. Assumed boolean. No rows.
template WordValue() {
    signal input bits[32];

    var value = 0;
    var weight = 1;
    for (var i = 0; i < 32; i++) {
        value += bits[i] * weight;
        weight += weight;
    }
    signal output out <== value;
}
