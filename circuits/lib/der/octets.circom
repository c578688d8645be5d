pragma circom 2.2.0;

include "./onehot.circom";

/*
 * Statement: flags[i] = 1 for i < length, else 0.
 * Inputs: length (constrained here to 0..maximum). Cost: maximum + 1 rows.
 */
template Prefix(maximum) {
    signal input length;
    signal output flags[maximum];

    component lengths = OneHot(0, maximum);
    lengths.value <== length;
    _ <== lengths.flags;
    var inside = 1;
    for (var i = 0; i < maximum; i++) {
        inside -= lengths.flags[i];
        flags[i] <== inside;
    }
}

/*
 * Statement: chunks are the octets under the flags, big-endian, 31 a chunk, left aligned and padded with zeros.
 * Inputs: octets[maximum] (assumed 0..255), flags[maximum] (assumed Prefix). Cost: maximum rows.
 */
template Chunks(maximum) {
    var count = (maximum + 30) \ 31;
    signal input octets[maximum];
    signal input flags[maximum];
    signal output chunks[count];

    signal kept[maximum];
    for (var c = 0; c < count; c++) {
        var chunk = 0;
        for (var i = 31 * c; i < 31 * (c + 1); i++) {
            chunk *= 256;
            if (i < maximum) {
                kept[i] <== flags[i] * octets[i];
                chunk += kept[i];
            }
        }
        chunks[c] <== chunk;
    }
}
