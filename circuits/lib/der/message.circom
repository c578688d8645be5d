pragma circom 2.2.0;

/*
 * The octets of a message of up to 768 octets, for the windows that read it (window.circom).
 *
 * Statement: `bits` are bits; `bytes` and `words` (8 octets, big-endian) are what they spell.
 * Inputs:
 *   bits[6144]   most significant bit of each octet first: constrained here to be boolean
 * `words` could be linear combinations of 64 bits each; every window would then carry them along. One row a word
 * (`b * b` stands for the last bit) makes it a wire of its own and keeps the matrices sparse.
 * Cost: 6,240 rows.
 */
template MessageOctets() {
    signal input bits[6144];
    signal output bytes[768];
    signal output words[96];

    for (var i = 0; i < 6144; i++) {
        bits[i] * (bits[i] - 1) === 0;
    }
    for (var i = 0; i < 768; i++) {
        var octet = 0;
        for (var j = 0; j < 8; j++) {
            octet = 2 * octet + bits[8 * i + j];
        }
        bytes[i] <== octet;
    }
    for (var i = 0; i < 96; i++) {
        var upper = 0;
        for (var j = 0; j < 63; j++) {
            upper = 2 * upper + bits[64 * i + j];
        }
        var last = 64 * i + 63;
        words[i] <== bits[last] * bits[last] + 2 * upper;
    }
}
