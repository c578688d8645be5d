pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/comparators.circom";
include "./window.circom";
include "./extension.circom";

/* An unknown extension that is not critical: OID 0.0, empty value. */
function idleExtension() {
    return [0x30, 0x05, 0x06, 0x01, 0x00, 0x04, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/*
 * Up to 12 extensions, from the first to the exact end of the last.
 *
 * Statement: extensions fill start..end without a gap; each known one occurs at most once; where the values of the five that
 * are read further stand (0 and length 0 when absent). The certificate has at least one extension.
 * Inputs:
 *   words, bytes   assumed: MessageOctets
 *   start, end     assumed < 2^17; every place an extension is read from is constrained here to 0..799
 * Cost: 7,014 rows, 584 for each extension.
 */
template Extensions() {
    signal input words[96];
    signal input bytes[768];
    signal input start;
    signal input end;
    // keyUsage, basicConstraints, certificatePolicies, subjectAltName, nameConstraints.
    signal output isPresent[5];
    signal output valueStart[5];
    signal output valueLength[5];

    component atEnd[12];
    component windows[12];
    component extensions[12];
    signal offset[12];
    signal position[13];
    signal starts[12][5];
    signal lengths[12][5];
    var count[9];
    var startSum[5];
    var lengthSum[5];
    for (var k = 0; k < 9; k++) {
        count[k] = 0;
    }
    for (var k = 0; k < 5; k++) {
        startSum[k] = 0;
        lengthSum[k] = 0;
    }
    position[0] <== start;
    for (var i = 0; i < 12; i++) {
        atEnd[i] = IsEqual();
        atEnd[i].in[0] <== position[i];
        atEnd[i].in[1] <== end;
        offset[i] <== position[i] + atEnd[i].out * (768 - position[i]);
        windows[i] = ByteWindow(24, idleExtension());
        windows[i].words <== words;
        windows[i].bytes <== bytes;
        windows[i].offset <== offset[i];
        extensions[i] = Extension();
        extensions[i].octets <== windows[i].out;
        position[i + 1] <== position[i] + (1 - atEnd[i].out) * extensions[i].length;
        for (var k = 0; k < 9; k++) {
            count[k] += extensions[i].is[k];
        }
        for (var k = 0; k < 5; k++) {
            starts[i][k] <== extensions[i].is[k] * (offset[i] + extensions[i].valueStart);
            lengths[i][k] <== extensions[i].is[k] * extensions[i].valueLength;
            startSum[k] += starts[i][k];
            lengthSum[k] += lengths[i][k];
        }
    }
    atEnd[0].out === 0;
    position[12] === end;
    for (var k = 0; k < 9; k++) {
        count[k] * (count[k] - 1) === 0;
    }
    for (var k = 0; k < 5; k++) {
        isPresent[k] <== count[k];
        valueStart[k] <== startSum[k];
        valueLength[k] <== lengthSum[k];
    }
}
