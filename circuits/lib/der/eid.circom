pragma circom 2.2.0;

include "./digits.circom";
include "./range.circom";

/* The EID of SGP.26's test eUICC, which certificates without an EID read in its place. */
function sampleEid() {
    return [0x38, 0x39, 0x30, 0x34, 0x39, 0x30, 0x33, 0x32, 0x31, 0x32, 0x33, 0x34, 0x35, 0x31, 0x32, 0x33,
        0x34, 0x35, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x30, 0x31, 0x32, 0x33, 0x35];
}

/*
 * EID (SGP.29): 32 decimal digits whose value is 1 mod 97 (ISO 7064 MOD 97-10).
 *
 * Statement: eid is the number of 32 binary coded decimal digits, prefixes[i] the decimal value of the first i + 1 digits.
 * Inputs: octets[32] (constrained here to be ASCII digits). Cost: 262 rows.
 */
template Eid() {
    signal input octets[32];
    signal output eid;
    signal output prefixes[32];

    component digits[32];
    var coded = 0;
    var value = 0;
    for (var i = 0; i < 32; i++) {
        digits[i] = DecimalDigit();
        digits[i].value <== octets[i] - 0x30;
        _ <== digits[i].bits;
        coded = 16 * coded + octets[i] - 0x30;
        value = 10 * value + octets[i] - 0x30;
        prefixes[i] <== value;
    }
    eid <== coded;

    // value < 10^32 < 2^107, so a quotient below 2^101 leaves no room to wrap.
    Range(101)((value - 1) / 97);
}
