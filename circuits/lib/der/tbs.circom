pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "./message.circom";
include "./window.circom";
include "./length.circom";
include "./serial.circom";
include "./time.circom";
include "./name.circom";
include "./spki.circom";
include "./extensions.circom";
include "./usage.circom";
include "./policies.circom";
include "./alternatives.circom";
include "./constraints.circom";
include "./octets.circom";
include "./digits.circom";
include "./eid.circom";

/* AlgorithmIdentifier ecdsa-with-SHA256 (RFC 5758 3.2): no parameters. */
function ecdsaWithSha256() {
    return [0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
}

/*
 * organizationName octets, 1 to 64.
 *
 * Inputs:
 *   words, bytes     assumed: MessageOctets
 *   start            constrained here to 0..799
 *   inside[64]       assumed Prefix(64) of its length
 * Cost: 989 rows.
 */
template Organization() {
    signal input words[96];
    signal input bytes[768];
    signal input start;
    signal input inside[64];
    signal output chunks[3];

    component window = ByteWindow(64, noIdle());
    window.words <== words;
    window.bytes <== bytes;
    window.offset <== start;
    component kept = Chunks(64);
    kept.octets <== window.out;
    kept.flags <== inside;
    chunks <== kept.chunks;
}

/*
 * TBSCertificate (RFC 5280 4.1) of SGP.22's profile, walked from its first octet to its exact end. Every place is computed
 * from what was read before it; the prover supplies the message and nothing else, so a copy of a field elsewhere, in a name or
 * an extension its subject chose, cannot stand in for the field.
 *
 * Statement: the first `length` octets are one DER TBSCertificate: version 3, serialNumber, ecdsa-with-SHA256, issuer (of
 * which only the length is read), validity, subject, P-256 key, no unique identifiers, extensions; keyUsage and
 * certificatePolicies are present; nameConstraints exactly in an EUM certificate; a registeredID where the role needs one; an
 * eUICC's subject has one organizationName and one serialNumber, an EID with right check digits.
 * Inputs:
 *   bits[6144]   octets, most significant bit first: constrained here to be boolean
 *   length       octets of the TBSCertificate: constrained here by the walk to the sum of its parts
 * Cost: 34,826 rows, 45 for each of 768 octets. Octets past `length` are not looked at: Sha256Variable wants them zero.
 */
template TbsCertificate() {
    signal input bits[6144];
    signal input length;

    signal output serialNumber;
    // Seconds since 1970.
    signal output notBefore;
    signal output notAfter;
    // Subject's key, least significant bit first.
    signal output x[256];
    signal output y[256];
    // Exactly one of four is set; role is the protocol's number.
    signal output isSubCi;
    signal output isEuicc;
    signal output isEum;
    signal output isServer;
    signal output role;
    signal output digitalSignature;
    signal output keyCertSign;
    signal output crlSign;
    // basicConstraints; pathLength 0..6, 7 for none stated.
    signal output isCa;
    signal output pathLength;
    // O: the subject's of an eUICC, that of the permitted subtrees of an EUM; meaningless for other roles.
    signal output organizationLength;
    signal output organization[3];
    // EID prefixes of an EUM (PROTOCOL.md 1); all 0 for other roles.
    signal output prefixes[4];
    // EID as binary coded decimal, and the decimal value of its first i + 1 digits; of a sample EID for other roles.
    signal output eid;
    signal output eidPrefixes[32];
    // registeredID; length 0 when there is none.
    signal output registeredIds;
    signal output registeredIdLength;
    signal output registeredId;

    component message = MessageOctets();
    message.bits <== bits;
    signal words[96] <== message.words;
    signal bytes[768] <== message.bytes;

    // TBSCertificate, version [0], serialNumber, signature.
    bytes[0] === 0x30;
    component header = DefiniteLength();
    for (var i = 0; i < 3; i++) {
        header.octets[i] <== bytes[1 + i];
    }
    header.isLong === 1;
    length === 2 + header.extra + header.length;
    signal head[43];
    for (var i = 0; i < 43; i++) {
        head[i] <== bytes[3 + i] + header.isTwo * (bytes[4 + i] - bytes[3 + i]);
    }
    var version[5] = [0xA0, 0x03, 0x02, 0x01, 0x02];
    for (var i = 0; i < 5; i++) {
        head[i] === version[i];
    }
    component serial = SerialNumber();
    for (var i = 0; i < 38; i++) {
        serial.octets[i] <== head[5 + i];
    }
    serialNumber <== serial.serialNumber;
    var algorithm[12] = ecdsaWithSha256();
    for (var i = 0; i < 12; i++) {
        serial.following[i] === algorithm[i];
    }

    // issuer: skipped by its length.
    serial.following[12] === 0x30;
    component issuer = DefiniteLength();
    for (var i = 0; i < 3; i++) {
        issuer.octets[i] <== serial.following[13 + i];
    }
    _ <== issuer.isLong;
    _ <== issuer.isTwo;
    signal validityStart <== 3 + header.isTwo + 5 + serial.length + 12 + 2 + issuer.extra + issuer.length;

    component validityWindow = ByteWindow(40, noIdle());
    validityWindow.words <== words;
    validityWindow.bytes <== bytes;
    validityWindow.offset <== validityStart;
    component validity = Validity();
    validity.octets <== validityWindow.out;
    notBefore <== validity.notBefore;
    notAfter <== validity.notAfter;

    validity.following[0] === 0x30;
    component subjectLength = DefiniteLength();
    for (var i = 0; i < 3; i++) {
        subjectLength.octets[i] <== validity.following[1 + i];
    }
    _ <== subjectLength.isLong;
    _ <== subjectLength.isTwo;
    component subject = Name();
    subject.words <== words;
    subject.bytes <== bytes;
    subject.start <== validityStart + validity.length + 2 + subjectLength.extra;
    signal keyStart <== subject.start + subjectLength.length;
    subject.end <== keyStart;

    component keyWindow = ByteWindow(99, noIdle());
    keyWindow.words <== words;
    keyWindow.bytes <== bytes;
    keyWindow.offset <== keyStart;
    component key = SubjectPublicKey();
    key.octets <== keyWindow.out;
    x <== key.x;
    y <== key.y;

    component extensions = Extensions();
    extensions.words <== words;
    extensions.bytes <== bytes;
    extensions.start <== keyStart + key.extensionsStart;
    extensions.end <== keyStart + key.extensionsEnd;
    extensions.end === length;

    extensions.isPresent[0] === 1;
    component usageWindow = ByteWindow(4, noIdle());
    usageWindow.words <== words;
    usageWindow.bytes <== bytes;
    usageWindow.offset <== extensions.valueStart[0];
    component usage = KeyUsage();
    usage.octets <== usageWindow.out;
    usage.length <== extensions.valueLength[0];
    digitalSignature <== usage.digitalSignature;
    keyCertSign <== usage.keyCertSign;
    crlSign <== usage.crlSign;

    // Without basicConstraints: as an empty SEQUENCE says, no CA.
    component basicWindow = ByteWindow(8, idleGeneralNames());
    basicWindow.words <== words;
    basicWindow.bytes <== bytes;
    basicWindow.offset <== extensions.valueStart[1] + 768 * (1 - extensions.isPresent[1]);
    component basic = BasicConstraints();
    basic.octets <== basicWindow.out;
    basic.length <== extensions.valueLength[1] + 2 * (1 - extensions.isPresent[1]);
    isCa <== basic.isCa;
    pathLength <== basic.pathLength;

    extensions.isPresent[2] === 1;
    component policiesWindow = ByteWindow(14, noIdle());
    policiesWindow.words <== words;
    policiesWindow.bytes <== bytes;
    policiesWindow.offset <== extensions.valueStart[2];
    component policies = CertificatePolicies();
    policies.octets <== policiesWindow.out;
    policies.length <== extensions.valueLength[2];
    isSubCi <== policies.isSubCi;
    isEuicc <== policies.isEuicc;
    isEum <== policies.isEum;
    isServer <== policies.isServer;
    role <== policies.role;

    component alternatives = SubjectAlternativeNames();
    alternatives.words <== words;
    alternatives.bytes <== bytes;
    alternatives.isPresent <== extensions.isPresent[3];
    alternatives.start <== extensions.valueStart[3];
    alternatives.length <== extensions.valueLength[3];
    registeredIds <== alternatives.registeredIds;
    registeredIdLength <== alternatives.registeredIdLength;
    policies.needsRegisteredId * (1 - registeredIds) === 0;
    component registeredIdWindow = ByteWindow(31, noIdle());
    registeredIdWindow.words <== words;
    registeredIdWindow.bytes <== bytes;
    registeredIdWindow.offset <== alternatives.registeredIdStart;
    component registeredIdInside = Prefix(31);
    registeredIdInside.length <== registeredIdLength;
    registeredIds * (1 - registeredIdInside.flags[0]) === 0;
    component registeredIdChunks = Chunks(31);
    registeredIdChunks.octets <== registeredIdWindow.out;
    registeredIdChunks.flags <== registeredIdInside.flags;
    registeredId <== registeredIdChunks.chunks[0];

    // Name constraints bind names below a CA; only an EUM's are understood here.
    extensions.isPresent[4] === isEum;
    component constraints = NameConstraints();
    constraints.words <== words;
    constraints.bytes <== bytes;
    constraints.isPresent <== extensions.isPresent[4];
    constraints.start <== extensions.valueStart[4];
    constraints.length <== extensions.valueLength[4];

    isEuicc * (subject.organizations - 1) === 0;
    signal organizationStart <== constraints.organizationStart[0]
        + isEuicc * (subject.organizationStart - constraints.organizationStart[0]);
    organizationLength <== constraints.organizationLength[0]
        + isEuicc * (subject.organizationLength - constraints.organizationLength[0]);
    component organizationInside = Prefix(64);
    organizationInside.length <== organizationLength;
    (isEuicc + isEum) * (1 - organizationInside.flags[0]) === 0;
    component organizations[4];
    component prefixWindows[4];
    component prefixDigits[4];
    component prefixIsEmpty[4];
    for (var i = 0; i < 4; i++) {
        organizations[i] = Organization();
        organizations[i].words <== words;
        organizations[i].bytes <== bytes;
        organizations[i].inside <== organizationInside.flags;
        if (i == 0) {
            organizations[i].start <== organizationStart;
            organization <== organizations[i].chunks;
        } else {
            // One O for all subtrees.
            organizations[i].start <== constraints.organizationStart[i];
            constraints.isSubtree[i] * (constraints.organizationLength[i] - organizationLength) === 0;
            for (var j = 0; j < 3; j++) {
                constraints.isSubtree[i] * (organizations[i].chunks[j] - organization[j]) === 0;
            }
        }
        prefixWindows[i] = ByteWindow(32, noIdle());
        prefixWindows[i].words <== words;
        prefixWindows[i].bytes <== bytes;
        prefixWindows[i].offset <== constraints.prefixStart[i];
        prefixDigits[i] = DecimalString(32);
        prefixDigits[i].octets <== prefixWindows[i].out;
        prefixDigits[i].length <== constraints.prefixLength[i];
        prefixIsEmpty[i] = IsZero();
        prefixIsEmpty[i].in <== constraints.prefixLength[i];
        constraints.isSubtree[i] * prefixIsEmpty[i].out === 0;
        prefixes[i] <== (1 << 128) * constraints.prefixLength[i] + prefixDigits[i].value;
    }

    isEuicc * (subject.serialNumbers - 1) === 0;
    isEuicc * (subject.serialNumberLength - 32) === 0;
    component eidWindow = ByteWindow(32, sampleEid());
    eidWindow.words <== words;
    eidWindow.bytes <== bytes;
    eidWindow.offset <== 768 + isEuicc * (subject.serialNumberStart - 768);
    component eidDigits = Eid();
    eidDigits.octets <== eidWindow.out;
    eid <== eidDigits.eid;
    eidPrefixes <== eidDigits.prefixes;
}
