pragma circom 2.2.0;

include "../../../circuits/lib/sha256/variable.circom";

// Sha256Variable with what it assumes of its caller: boolean message bits.
template BooleanMessage(maxBlocks) {
    signal input bits[maxBlocks * 512];
    signal input length;

    for (var i = 0; i < maxBlocks * 512; i++) bits[i] * (bits[i] - 1) === 0;
    signal output digest[256] <== Sha256Variable(maxBlocks)(bits, length);
}
