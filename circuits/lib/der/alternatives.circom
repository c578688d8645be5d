pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/comparators.circom";
include "./window.circom";
include "./length.circom";

/* A name of no interest: rfc822Name, empty. */
function idleGeneralName() {
    return [0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/* extnValue's content when the extension is absent: GeneralNames without a name. */
function idleGeneralNames() {
    return [0x30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/*
 * subjectAltName (RFC 5280 4.2.1.6): GeneralNames of up to 8 names, walked to their exact end.
 *
 * Statement: the extension, when present, has at least one name; each name's tag is an alternative of GeneralName;
 * at most one is a registeredID; its content stands at registeredIdStart (0 and length 0 when there is none).
 * Inputs:
 *   words, bytes            assumed: MessageOctets
 *   isPresent               assumed boolean
 *   start, length           extnValue's content; assumed 0 when absent
 * Cost: 2,173 rows, 243 for each name.
 */
template SubjectAlternativeNames() {
    signal input words[96];
    signal input bytes[768];
    signal input isPresent;
    signal input start;
    signal input length;
    signal output registeredIds;
    signal output registeredIdStart;
    signal output registeredIdLength;

    signal namesStart <== start + 768 * (1 - isPresent);
    component header = ByteWindow(4, idleGeneralNames());
    header.words <== words;
    header.bytes <== bytes;
    header.offset <== namesStart;
    header.out[0] === 0x30;
    component sequence = DefiniteLength();
    for (var i = 0; i < 3; i++) {
        sequence.octets[i] <== header.out[1 + i];
    }
    _ <== sequence.isLong;
    _ <== sequence.isTwo;
    2 + sequence.extra + sequence.length === length + 2 * (1 - isPresent);

    component atEnd[8];
    component windows[8];
    component lengths[8];
    component isRegisteredId[8];
    signal offset[8];
    signal position[9];
    signal products[8][8];
    signal starts[8];
    signal contents[8];
    var count = 0;
    var startSum = 0;
    var lengthSum = 0;
    position[0] <== namesStart + 2 + sequence.extra;
    signal end <== position[0] + sequence.length;
    for (var i = 0; i < 8; i++) {
        atEnd[i] = IsEqual();
        atEnd[i].in[0] <== position[i];
        atEnd[i].in[1] <== end;
        offset[i] <== position[i] + atEnd[i].out * (768 - position[i]);
        windows[i] = ByteWindow(4, idleGeneralName());
        windows[i].words <== words;
        windows[i].bytes <== bytes;
        windows[i].offset <== offset[i];
        lengths[i] = DefiniteLength();
        for (var j = 0; j < 3; j++) {
            lengths[i].octets[j] <== windows[i].out[1 + j];
        }
        _ <== lengths[i].isLong;
        _ <== lengths[i].isTwo;
        position[i + 1] <== position[i] + (1 - atEnd[i].out) * (2 + lengths[i].extra + lengths[i].length);

        var tag = windows[i].out[0];
        // otherName, rfc822Name, dNSName, x400Address, directoryName, ediPartyName, URI, iPAddress, registeredID.
        var alternative[9] = [0xA0, 0x81, 0x82, 0xA3, 0xA4, 0xA5, 0x86, 0x87, 0x88];
        var product = tag - alternative[0];
        for (var j = 1; j < 9; j++) {
            products[i][j - 1] <== product * (tag - alternative[j]);
            product = products[i][j - 1];
        }
        product === 0;

        isRegisteredId[i] = IsEqual();
        isRegisteredId[i].in[0] <== tag;
        isRegisteredId[i].in[1] <== 0x88;
        starts[i] <== isRegisteredId[i].out * (offset[i] + 2 + lengths[i].extra);
        contents[i] <== isRegisteredId[i].out * lengths[i].length;
        count += isRegisteredId[i].out;
        startSum += starts[i];
        lengthSum += contents[i];
    }
    isPresent * atEnd[0].out === 0;
    position[8] === end;
    count * (count - 1) === 0;
    registeredIds <== count;
    registeredIdStart <== startSum;
    registeredIdLength <== lengthSum;
}
