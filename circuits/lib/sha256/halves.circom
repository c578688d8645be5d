pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";

/*
 * A digest from its halves.
 *
 * Statement: digest, least significant bit first, is hi * 2^128 + lo.
 * Inputs: hi, lo (constrained here to 128 bits each, so there is one way to take them apart). Cost: 256 rows.
 */
template DigestOfHalves() {
    signal input hi;
    signal input lo;
    signal output digest[256];

    component hiBits = Num2Bits(128);
    hiBits.in <== hi;
    component loBits = Num2Bits(128);
    loBits.in <== lo;
    for (var i = 0; i < 128; i++) {
        digest[i] <== loBits.out[i];
        digest[128 + i] <== hiBits.out[i];
    }
}

/*
 * Halves of a digest.
 *
 * Inputs: digest[256], most significant bit first, as Sha256Variable has it (assumed boolean). Cost: 0 rows.
 */
template HalvesOfDigest() {
    signal input digest[256];
    signal output hi;
    signal output lo;

    var halves[2] = [0, 0];
    for (var i = 0; i < 256; i++) halves[i \ 128] = 2 * halves[i \ 128] + digest[i];
    hi <== halves[0];
    lo <== halves[1];
}
