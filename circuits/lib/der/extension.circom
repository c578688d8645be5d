pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/comparators.circom";
include "./length.circom";
include "./onehot.circom";

/*
 * Known extensions by the last arc of 2.5.29 (RFC 5280 4.2.1). The first five are read further; the others may be critical
 * and are allowed once.
 */
function knownExtensions() {
    return [
        15, // keyUsage
        19, // basicConstraints
        32, // certificatePolicies
        17, // subjectAltName
        30, // nameConstraints
        14, // subjectKeyIdentifier
        31, // cRLDistributionPoints
        35, // authorityKeyIdentifier
        37 // extKeyUsage
    ];
}

/*
 * Extension (RFC 5280 4.2): SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }.
 *
 * Statement: lengths are minimal and fill the SEQUENCE exactly; critical is absent or TRUE as FF (X.690 11.1, 11.5);
 * a critical one is known.
 * Inputs: octets[24] (assumed 0..255), from the SEQUENCE's tag on; the OID has at most 11 octets. Cost: 135 rows.
 */
template Extension() {
    signal input octets[24];
    signal output length;
    // 1 at the extension's place in knownExtensions().
    signal output is[9];
    // extnValue's content, from the SEQUENCE's tag on.
    signal output valueStart;
    signal output valueLength;

    octets[0] === 0x30;
    component sequence = DefiniteLength();
    for (var i = 0; i < 3; i++) {
        sequence.octets[i] <== octets[1 + i];
    }
    signal shifted[20];
    signal content[20];
    for (var i = 0; i < 20; i++) {
        shifted[i] <== octets[2 + i] + sequence.isLong * (octets[3 + i] - octets[2 + i]);
        content[i] <== shifted[i] + sequence.isTwo * (octets[4 + i] - octets[3 + i]);
    }

    content[0] === 0x06;
    component oidLength = OneHot(1, 11);
    oidLength.value <== content[1];
    var bit[4] = [0, 0, 0, 0];
    for (var i = 1; i <= 11; i++) {
        for (var j = 0; j < 4; j++) {
            if ((i >> j) % 2 == 1) {
                bit[j] += oidLength.flags[i - 1];
            }
        }
    }
    // Seven octets behind the OID, wherever it ends: shifts by 8, 4, 2 and 1 of its length. Of content, 20 octets are at hand;
    // a shift beyond them belongs to a length above 11.
    signal by8[14];
    signal by4[10];
    signal by2[8];
    signal behind[7];
    for (var i = 0; i < 14; i++) {
        if (i + 10 < 20) {
            by8[i] <== content[2 + i] + bit[3] * (content[10 + i] - content[2 + i]);
        } else {
            by8[i] <== content[2 + i];
        }
    }
    for (var i = 0; i < 10; i++) {
        by4[i] <== by8[i] + bit[2] * (by8[i + 4] - by8[i]);
    }
    for (var i = 0; i < 8; i++) {
        by2[i] <== by4[i] + bit[1] * (by4[i + 2] - by4[i]);
    }
    for (var i = 0; i < 7; i++) {
        behind[i] <== by2[i] + bit[0] * (by2[i + 1] - by2[i]);
    }

    signal isCritical;
    // Pinned by the tag: 01 or 04.
    isCritical <-- behind[0] == 0x01 ? 1 : 0;
    isCritical * (isCritical - 1) === 0;
    behind[0] === 4 - 3 * isCritical;
    isCritical * (256 * behind[1] + behind[2] - 0x01FF) === 0;
    signal octetString[4];
    for (var i = 0; i < 4; i++) {
        octetString[i] <== behind[i] + isCritical * (behind[3 + i] - behind[i]);
    }
    octetString[0] === 0x04;
    component value = DefiniteLength();
    for (var i = 0; i < 3; i++) {
        value.octets[i] <== octetString[1 + i];
    }
    _ <== value.isLong;
    _ <== value.isTwo;
    valueLength <== value.length;
    valueStart <== 2 + sequence.extra + 2 + content[1] + 3 * isCritical + 2 + value.extra;
    length <== 2 + sequence.extra + sequence.length;
    length === valueStart + valueLength;

    var known[9] = knownExtensions();
    // OID 2.5.29.n with its length octet.
    var id = 16777216 * content[1] + 65536 * content[2] + 256 * content[3] + content[4];
    component equal[9];
    var isKnown = 0;
    for (var i = 0; i < 9; i++) {
        equal[i] = IsEqual();
        equal[i].in[0] <== id;
        equal[i].in[1] <== 0x03551D00 + known[i];
        is[i] <== equal[i].out;
        isKnown += equal[i].out;
    }
    isCritical * (1 - isKnown) === 0;
}
