pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/comparators.circom";
include "./window.circom";
include "./length.circom";
include "./name.circom";
include "./range.circom";

/* extnValue's content when the extension is absent: no subtree. */
function idleNameConstraints() {
    return [0x30, 0x02, 0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/* A subtree of the profile's form with an empty O and no prefix. */
function idleSubtree() {
    return [0x30, 0x1A, 0xA4, 0x18, 0x30, 0x16,
        0x31, 0x09, 0x30, 0x07, 0x06, 0x03, 0x55, 0x04, 0x0A, 0x0C, 0x00,
        0x31, 0x09, 0x30, 0x07, 0x06, 0x03, 0x55, 0x04, 0x05, 0x13, 0x00,
        0, 0, 0, 0];
}

/*
 * GeneralSubtree of the profile: SEQUENCE { base [4] { Name of two RDNs, organizationName and serialNumber in either order } },
 * without minimum and maximum. All lengths are in short form: O has at most 64 octets, a prefix at most 32.
 *
 * Inputs:
 *   words, bytes   assumed: MessageOctets
 *   offset         constrained here to 0..799
 * Cost: 665 rows.
 */
template Subtree() {
    signal input words[96];
    signal input bytes[768];
    signal input offset;
    signal output length;
    // Places in the message.
    signal output organizationStart;
    signal output organizationLength;
    signal output prefixStart;
    signal output prefixLength;

    component first = ByteWindow(17, idleSubtree());
    first.words <== words;
    first.bytes <== bytes;
    first.offset <== offset;
    var a[17];
    for (var i = 0; i < 17; i++) {
        a[i] = first.out[i];
    }
    component second = ByteWindow(11, idleSubtree());
    second.words <== words;
    second.bytes <== bytes;
    second.offset <== offset + 17 + a[16];
    var b[11];
    for (var i = 0; i < 11; i++) {
        b[i] = second.out[i];
    }

    Range(7)(a[1]);
    length <== a[1] + 2;
    a[0] === 0x30;
    a[2] === 0xA4;
    a[3] === a[1] - 2;
    a[4] === 0x30;
    a[5] === a[3] - 2;
    a[5] === a[7] + 2 + b[1] + 2;

    // Pinned by the attribute type: 0A or 05, and the other one in the second RDN.
    signal isOrganizationFirst;
    isOrganizationFirst <-- a[14] == 0x0A ? 1 : 0;
    isOrganizationFirst * (isOrganizationFirst - 1) === 0;
    a[14] === 0x05 + 5 * isOrganizationFirst;
    b[8] === 0x0A - 5 * isOrganizationFirst;
    var shape[8] = [0x31, 0, 0x30, 0, 0x06, 0x03, 0x55, 0x04];
    for (var i = 0; i < 8; i++) {
        if (i % 2 == 0 || i > 4) {
            a[6 + i] === shape[i];
            b[i] === shape[i];
        }
    }
    a[9] === a[7] - 2;
    b[3] === b[1] - 2;
    a[16] === a[9] - 7;
    b[10] === b[3] - 7;

    signal organizationTag <== b[9] + isOrganizationFirst * (a[15] - b[9]);
    signal notDirectoryString <== NotDirectoryString()(organizationTag);
    notDirectoryString === 0;
    // The other tag, of the serialNumber.
    a[15] + b[9] - organizationTag === 0x13;

    signal firstStart <== offset + 17;
    signal secondStart <== offset + 28 + a[16];
    organizationStart <== secondStart + isOrganizationFirst * (firstStart - secondStart);
    organizationLength <== b[10] + isOrganizationFirst * (a[16] - b[10]);
    prefixStart <== firstStart + secondStart - organizationStart;
    prefixLength <== a[16] + b[10] - organizationLength;
}

/*
 * nameConstraints of an EUM (RFC 5280 4.2.1.10, SGP.22 4.5.2.1): SEQUENCE { permittedSubtrees [0] }, 1 to 4 subtrees;
 * excludedSubtrees are refused.
 *
 * Inputs:
 *   words, bytes     assumed: MessageOctets
 *   isPresent        assumed boolean
 *   start, length    extnValue's content; assumed 0 when absent
 * Cost: 2,968 rows, 672 for each subtree.
 */
template NameConstraints() {
    signal input words[96];
    signal input bytes[768];
    signal input isPresent;
    signal input start;
    signal input length;
    // The subtrees are the first ones; places of an idle slot lie behind the message and have length 0.
    signal output isSubtree[4];
    signal output organizationStart[4];
    signal output organizationLength[4];
    signal output prefixStart[4];
    signal output prefixLength[4];

    signal contentStart <== start + 768 * (1 - isPresent);
    component header = ByteWindow(8, idleNameConstraints());
    header.words <== words;
    header.bytes <== bytes;
    header.offset <== contentStart;
    header.out[0] === 0x30;
    component sequence = DefiniteLength();
    for (var i = 0; i < 3; i++) {
        sequence.octets[i] <== header.out[1 + i];
    }
    signal shifted[4];
    signal permitted[4];
    for (var i = 0; i < 4; i++) {
        shifted[i] <== header.out[2 + i] + sequence.isLong * (header.out[3 + i] - header.out[2 + i]);
        permitted[i] <== shifted[i] + sequence.isTwo * (header.out[4 + i] - header.out[3 + i]);
    }
    permitted[0] === 0xA0;
    component subtrees = DefiniteLength();
    for (var i = 0; i < 3; i++) {
        subtrees.octets[i] <== permitted[1 + i];
    }
    _ <== subtrees.isLong;
    _ <== subtrees.isTwo;
    sequence.length === 2 + subtrees.extra + subtrees.length;
    2 + sequence.extra + sequence.length === length + 4 * (1 - isPresent);

    component atEnd[4];
    component slots[4];
    signal offset[4];
    signal position[5];
    position[0] <== contentStart + 4 + sequence.extra + subtrees.extra;
    signal end <== position[0] + subtrees.length;
    for (var i = 0; i < 4; i++) {
        atEnd[i] = IsEqual();
        atEnd[i].in[0] <== position[i];
        atEnd[i].in[1] <== end;
        offset[i] <== position[i] + atEnd[i].out * (768 - position[i]);
        slots[i] = Subtree();
        slots[i].words <== words;
        slots[i].bytes <== bytes;
        slots[i].offset <== offset[i];
        position[i + 1] <== position[i] + (1 - atEnd[i].out) * slots[i].length;

        isSubtree[i] <== 1 - atEnd[i].out;
        organizationStart[i] <== slots[i].organizationStart;
        organizationLength[i] <== slots[i].organizationLength;
        prefixStart[i] <== slots[i].prefixStart;
        prefixLength[i] <== slots[i].prefixLength;
    }
    isPresent * atEnd[0].out === 0;
    position[4] === end;
}
