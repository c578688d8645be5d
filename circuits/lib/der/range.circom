pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";

/*
 * Statement: 0 <= in < 2^bits.
 * Inputs: in (constrained here). Cost: bits rows.
 */
template Range(bits) {
    signal input in;

    component decomposition = Num2Bits(bits);
    decomposition.in <== in;
    _ <== decomposition.out;
}
