pragma circom 2.2.0;

include "../../node_modules/circomlib/circuits/bitify.circom";

// meta = role · 2^48 + flags · 2^40 + notAfter (docs/PROTOCOL.md, "Values"), with
// flags = crlSign + 2 · pathLength, its four upper bits 0.

// Roles (SGP.22 4.5.2.1), the numbers of Solidity's `Role` and of src/zk/values.ts.
function roleCi() { return 1; }
function roleSubCi() { return 2; }
function roleEum() { return 3; }
function roleEuicc() { return 4; }
function roleDpTls() { return 5; }
function roleDpAuth() { return 6; }
function roleDpPb() { return 7; }
function roleDsTls() { return 8; }
function roleDsAuth() { return 9; }

// pathLength of a CA whose certificate states no pathLenConstraint (RFC 5280 4.2.1.9).
function pathLengthUnlimited() { return 7; }

// Inputs: role: assumed 0..15. crlSign: assumed boolean. pathLength: assumed 0..7.
//         notAfter: seconds; constrained here: < 2^40.
// Cost: 40 rows.
template MetaEncode() {
    signal input role;
    signal input crlSign;
    signal input pathLength;
    signal input notAfter;

    _ <== Num2Bits(40)(notAfter);
    signal output out <== role * (1 << 48) + pathLength * (1 << 41) + crlSign * (1 << 40) + notAfter;
}

// Opens a meta value; there is exactly one opening.
// Inputs: meta: constrained here: 40 + 1 + 3 + 4 bits at their places, the four unused bits 0.
// Outputs: role 0..15, crlSign boolean, pathLength 0..7, notAfter < 2^40.
// Cost: 48 rows.
template MetaDecode() {
    signal input meta;

    component bits = Num2Bits(52);
    bits.in <== meta;
    for (var i = 44; i < 48; i++) bits.out[i] === 0;

    var seconds = 0;
    for (var i = 0; i < 40; i++) seconds += bits.out[i] * (1 << i);
    signal output notAfter <== seconds;
    signal output crlSign <== bits.out[40];
    signal output pathLength <== bits.out[41] + 2 * bits.out[42] + 4 * bits.out[43];
    signal output role <== bits.out[48] + 2 * bits.out[49] + 4 * bits.out[50] + 8 * bits.out[51];
}
