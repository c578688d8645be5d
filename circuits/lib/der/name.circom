pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/comparators.circom";
include "./window.circom";
include "./onehot.circom";
include "./range.circom";

/* An RDN that no rule looks at: commonName with an empty value. */
function idleRelativeName() {
    return [0x31, 0x09, 0x30, 0x07, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0C, 0x00,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/*
 * Statement: out = 0 exactly for the tag of a DirectoryString (RFC 5280 4.1.2.4): UTF8String, PrintableString, TeletexString,
 * UniversalString or BMPString.
 * Inputs: tag (any). Cost: 4 rows.
 */
template NotDirectoryString() {
    signal input tag;
    signal output out;

    signal notUtf8OrPrintable <== (tag - 0x0C) * (tag - 0x13);
    signal notTeletexOrUniversal <== (tag - 0x14) * (tag - 0x1C);
    signal neither <== notUtf8OrPrintable * notTeletexOrUniversal;
    out <== neither * (tag - 0x1E);
}

/*
 * RelativeDistinguishedName of one attribute (RFC 5280 4.1.2.4): SET { SEQUENCE { type OBJECT IDENTIFIER, value string } }.
 *
 * Statement: each length is in short form and fills its parent exactly; the value is a string: a DirectoryString, NumericString,
 * IA5String or VisibleString; organizationName a DirectoryString, serialNumber a PrintableString (X.520). Two attributes in one
 * SET are refused.
 * Inputs: octets[18] (assumed 0..255), from the SET's tag on. Cost: 50 rows.
 */
template RelativeName() {
    signal input octets[18];
    signal output length;
    signal output isOrganization;
    signal output isSerialNumber;
    // The value's octets, from the SET's tag on.
    signal output valueStart;
    signal output valueLength;

    octets[0] === 0x31;
    octets[2] === 0x30;
    octets[3] === octets[1] - 2;
    octets[4] === 0x06;
    Range(7)(octets[1]);

    component oidLength = OneHot(1, 10);
    oidLength.value <== octets[5];
    signal tags[10];
    signal lengths[10];
    var tag = 0;
    var stated = 0;
    for (var i = 0; i < 10; i++) {
        tags[i] <== oidLength.flags[i] * octets[7 + i];
        lengths[i] <== oidLength.flags[i] * octets[8 + i];
        tag += tags[i];
        stated += lengths[i];
    }
    length <== octets[1] + 2;
    valueStart <== octets[5] + 8;
    valueLength <== stated;
    stated === octets[1] - 6 - octets[5];

    component organization = IsEqual();
    component serialNumber = IsEqual();
    // OID 2.5.4.10 and 2.5.4.5 with their length octet.
    var type = 16777216 * octets[5] + 65536 * octets[6] + 256 * octets[7] + octets[8];
    organization.in[0] <== type;
    organization.in[1] <== 0x0355040A;
    serialNumber.in[0] <== type;
    serialNumber.in[1] <== 0x03550405;
    isOrganization <== organization.out;
    isSerialNumber <== serialNumber.out;

    signal notDirectoryString <== NotDirectoryString()(tag);
    signal notNumericOrIa5 <== (tag - 0x12) * (tag - 0x16);
    signal notOther <== notNumericOrIa5 * (tag - 0x1A);
    notDirectoryString * notOther === 0;
    isOrganization * notDirectoryString === 0;
    isSerialNumber * (tag - 0x13) === 0;
}

/*
 * Name of 1 to 8 attributes, from its first RDN to its exact end.
 *
 * Statement: RDNs fill start..end without a gap; how many are organizationName and serialNumber, and where the value of
 * each stands (the sum of places if there are several: only a count of 1 makes it a place).
 * Inputs:
 *   words, bytes   assumed: MessageOctets
 *   start, end     assumed < 2^17; every place a RDN is read from is constrained here to 0..799
 * Cost: 3,413 rows, 427 for each RDN.
 */
template Name() {
    signal input words[96];
    signal input bytes[768];
    signal input start;
    signal input end;
    signal output organizations;
    signal output organizationStart;
    signal output organizationLength;
    signal output serialNumbers;
    signal output serialNumberStart;
    signal output serialNumberLength;

    component atEnd[8];
    component windows[8];
    component names[8];
    signal offset[8];
    signal position[9];
    signal places[8][4];
    var sum[6] = [0, 0, 0, 0, 0, 0];
    position[0] <== start;
    for (var i = 0; i < 8; i++) {
        atEnd[i] = IsEqual();
        atEnd[i].in[0] <== position[i];
        atEnd[i].in[1] <== end;
        offset[i] <== position[i] + atEnd[i].out * (768 - position[i]);
        windows[i] = ByteWindow(18, idleRelativeName());
        windows[i].words <== words;
        windows[i].bytes <== bytes;
        windows[i].offset <== offset[i];
        names[i] = RelativeName();
        names[i].octets <== windows[i].out;
        position[i + 1] <== position[i] + (1 - atEnd[i].out) * names[i].length;

        places[i][0] <== names[i].isOrganization * (offset[i] + names[i].valueStart);
        places[i][1] <== names[i].isOrganization * names[i].valueLength;
        places[i][2] <== names[i].isSerialNumber * (offset[i] + names[i].valueStart);
        places[i][3] <== names[i].isSerialNumber * names[i].valueLength;
        sum[4] += names[i].isOrganization;
        sum[5] += names[i].isSerialNumber;
        for (var j = 0; j < 4; j++) {
            sum[j] += places[i][j];
        }
    }
    atEnd[0].out === 0;
    position[8] === end;
    organizationStart <== sum[0];
    organizationLength <== sum[1];
    serialNumberStart <== sum[2];
    serialNumberLength <== sum[3];
    organizations <== sum[4];
    serialNumbers <== sum[5];
}
