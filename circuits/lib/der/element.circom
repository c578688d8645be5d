pragma circom 2.2.0;

include "length.circom";

/*
 * The header of an element whose tag has one octet, at the beginning of `octets`.
 *
 * Statement: when enabled, the tag is `tag`; a definite length in its minimal form follows; the value has `length` octets and
 * starts at `valueStart`.
 * Inputs: enabled (assumed boolean), tag (any), octets[4] (assumed 0..255). The length is read, and must be one, also when the
 * template is not enabled.
 * Cost: 13 rows.
 */
template ElementHeader() {
    signal input enabled;
    signal input tag;
    signal input octets[4];
    signal output length;
    signal output valueStart;

    enabled * (octets[0] - tag) === 0;
    component definite = DefiniteLength();
    for (var i = 0; i < 3; i++) definite.octets[i] <== octets[1 + i];
    _ <== definite.isLong;
    _ <== definite.isTwo;
    length <== definite.length;
    valueStart <== 2 + definite.extra;
}
