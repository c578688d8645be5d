pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "./length.circom";

/* SubjectPublicKeyInfo of an uncompressed P-256 key up to its coordinates (RFC 5480 2). */
function p256KeyPrefix() {
    return [0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04];
}

/*
 * SubjectPublicKeyInfo and the opening of the extensions behind it. Because `[3]` follows the key directly, a certificate with
 * issuerUniqueID or subjectUniqueID (RFC 5280 4.1.2.8) is refused.
 *
 * Statement: octets are the key's SPKI, then A3 length { 30 length {; x, y are the coordinates' bits.
 * Inputs: octets[99] (assumed 0..255). Cost: 544 rows.
 */
template SubjectPublicKey() {
    signal input octets[99];
    // Least significant bit first.
    signal output x[256];
    signal output y[256];
    // First extension and end of the last, from the SPKI's tag on.
    signal output extensionsStart;
    signal output extensionsEnd;

    var prefix[27] = p256KeyPrefix();
    for (var i = 0; i < 27; i++) {
        octets[i] === prefix[i];
    }
    component xBits[32];
    component yBits[32];
    for (var i = 0; i < 32; i++) {
        xBits[i] = Num2Bits(8);
        xBits[i].in <== octets[58 - i];
        yBits[i] = Num2Bits(8);
        yBits[i].in <== octets[90 - i];
        for (var j = 0; j < 8; j++) {
            x[8 * i + j] <== xBits[i].out[j];
            y[8 * i + j] <== yBits[i].out[j];
        }
    }

    octets[91] === 0xA3;
    component explicit = DefiniteLength();
    for (var i = 0; i < 3; i++) {
        explicit.octets[i] <== octets[92 + i];
    }
    signal shifted[4];
    signal inner[4];
    for (var i = 0; i < 4; i++) {
        shifted[i] <== octets[93 + i] + explicit.isLong * (octets[94 + i] - octets[93 + i]);
        inner[i] <== shifted[i] + explicit.isTwo * (octets[95 + i] - octets[94 + i]);
    }
    inner[0] === 0x30;
    component sequence = DefiniteLength();
    for (var i = 0; i < 3; i++) {
        sequence.octets[i] <== inner[1 + i];
    }
    _ <== sequence.isLong;
    _ <== sequence.isTwo;
    explicit.length === 2 + sequence.extra + sequence.length;
    extensionsStart <== 95 + explicit.extra + sequence.extra;
    extensionsEnd <== extensionsStart + sequence.length;
}
