pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/comparators.circom";
include "../der/length.circom";
include "../der/tail.circom";
include "metadata.circom";
include "result.circom";

/*
 * What a chip signs when a profile's state has changed (SGP.22 2.5.6, 5.7.9), walked from its first octet to its exact end:
 * ProfileInstallationResultData BF27 { 80 transactionId, BF2F .., .. } for an installation, NotificationMetadata BF2F otherwise.
 *
 * Statement: the first `length` octets are one of the two. transactionId has 16 octets (OpenRSP's own choice; the standard says 1 to 16).
 * Inputs:
 *   bits[512 * blocks]   octets, most significant bit first: constrained here to be boolean
 *   length               constrained here by the walk to the sum of the parts
 * Outputs: kind (kindInstall() ..), outcome (outcomeSuccess() ..; 0 where kind is not install), seq < 2^63, iccid as 20 digits
 * in BCD, isInstall, transactionId (meaningless where isInstall = 0).
 * Octets past `length` are not looked at: Sha256Variable wants them zero.
 * Cost: 5,486 rows for 2 blocks.
 */
template NotificationMessage(blocks) {
    var count = 64 * blocks - 9;
    var indexBits = 0;
    while ((1 << indexBits) <= count) indexBits++;

    signal input bits[512 * blocks];
    signal input length;
    signal output kind;
    signal output outcome;
    signal output seq;
    signal output iccid;
    signal output isInstall;
    signal output transactionId;

    for (var i = 0; i < 512 * blocks; i++) bits[i] * (bits[i] - 1) === 0;
    signal octets[count];
    for (var i = 0; i < count; i++) {
        var octet = 0;
        for (var j = 0; j < 8; j++) octet = 2 * octet + bits[8 * i + j];
        octets[i] <== octet;
    }

    // BF27 or BF2F, and its length
    octets[0] === 0xBF;
    isInstall <-- octets[1] == 0x27 ? 1 : 0; // Pinned by the next two rows.
    isInstall * (isInstall - 1) === 0;
    octets[1] === 0x2F - 8 * isInstall;
    component header = DefiniteLength();
    for (var i = 0; i < 3; i++) header.octets[i] <== octets[2 + i];
    _ <== header.isLong;
    _ <== header.isTwo;
    length === 3 + header.extra + header.length;

    // transactionId
    component body = Tail(count, 3, count - 3);
    body.octets <== octets;
    body.start <== 3 + header.extra;
    isInstall * (body.out[0] - 0x80) === 0;
    isInstall * (body.out[1] - 0x10) === 0;
    var tid = 0;
    for (var i = 0; i < 16; i++) tid = 256 * tid + body.out[2 + i];
    transactionId <== tid;

    // NotificationMetadata
    component metadata = NotificationMetadata(count, indexBits);
    for (var i = 0; i < count; i++) {
        var inside = 0;
        if (18 + i < count - 3) inside = body.out[18 + i];
        metadata.octets[i] <== octets[i] + isInstall * (inside - octets[i]);
    }
    kind <== metadata.kind;
    seq <== metadata.seq;
    iccid <== metadata.iccid;
    component isInstallKind = IsEqual();
    isInstallKind.in[0] <== kind;
    isInstallKind.in[1] <== kindInstall();
    isInstallKind.out === isInstall;

    // smdpOid and finalResult
    component rest = Tail(count, indexBits, count);
    rest.octets <== metadata.octets;
    rest.start <== metadata.length;
    component result = InstallationResult(count, indexBits);
    result.enabled <== isInstall;
    for (var i = 0; i < count; i++) result.octets[i] <== isInstall * rest.out[i];
    outcome <== result.outcome;

    signal installLength <== isInstall * (3 + header.extra + 18 + result.length);
    length === metadata.length + installLength;
}
