pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "../../../node_modules/circomlib/circuits/comparators.circom";
include "../der/element.circom";
include "../der/length.circom";
include "../der/onehot.circom";
include "../der/range.circom";
include "../der/tail.circom";

// Kinds of a notification, the numbers of Solidity's `NotificationKind` and of src/zk/notification.ts.
function kindInstall() { return 1; }
function kindEnable() { return 2; }
function kindDisable() { return 3; }
function kindDelete() { return 4; }

/*
 * profileManagementOperation (SGP.22 5.7.9): a BIT STRING of up to 8 bits with exactly one of its first four set. DER leaves
 * trailing zero bits out (X.690 11.2.2), which some chips forget: both are taken.
 *
 * Statement: bits are 80, 40, 20 or 10, and no more than the zeros after the set bit are left out (unused); kind is 1, 2, 3 or 4.
 * Inputs: unused, bits (assumed 0..255). Cost: 10 rows.
 */
template NotificationEvent() {
    signal input unused;
    signal input bits;
    signal output kind;

    signal isKind[4];
    var sum = 0;
    var named = 0;
    var mostUnused = 0;
    var expectedBits = 0;
    for (var i = 0; i < 4; i++) {
        // Pinned: boolean, one is set, and its own octet must be there.
        isKind[i] <-- bits == (128 >> i) ? 1 : 0;
        isKind[i] * (isKind[i] - 1) === 0;
        sum += isKind[i];
        named += (i + 1) * isKind[i];
        mostUnused += (7 - i) * isKind[i];
        expectedBits += (128 >> i) * isKind[i];
    }
    sum === 1;
    bits === expectedBits;
    Range(3)(unused);
    Range(3)(mostUnused - unused);
    kind <== named;
}

/*
 * seqNumber (SGP.22 5.7.9): an INTEGER that is not negative, in its minimal form (X.690 8.3.2).
 *
 * Statement: `length` is 1..8, and the first `length` octets spell `seq` < 2^63.
 * Inputs: length (constrained here), octets[8] (assumed 0..255; those past the length are not read). Cost: 34 rows.
 */
template SequenceNumber() {
    signal input length;
    signal input octets[8];
    signal output seq;

    component lengths = OneHot(1, 8);
    lengths.value <== length;
    signal spelled[8];
    var value = 0;
    var selected = 0;
    for (var i = 0; i < 8; i++) {
        value = 256 * value + octets[i];
        spelled[i] <== lengths.flags[i] * value;
        selected += spelled[i];
    }
    seq <== selected;

    Range(7)(octets[0]);
    // A leading zero octet is there only to keep the sign bit of the next one from being read as one.
    component isZero = IsZero();
    isZero.in <== octets[0];
    signal isPadded <== isZero.out * (1 - lengths.flags[0]);
    Range(7)(isPadded * (octets[1] - 128));
}

/*
 * The ICCID (SGP.22 5.7.9, ITU-T E.118): 10 octets, of which each has its first digit in the low half.
 *
 * Statement: iccid is the 20 digits in BCD, the first one the most significant; a filler F counts as a digit of value 15.
 * Inputs: octets[10] (assumed 0..255). Cost: 90 rows.
 */
template Iccid() {
    signal input octets[10];
    signal output iccid;

    component bits[10];
    var value = 0;
    for (var i = 0; i < 10; i++) {
        bits[i] = Num2Bits(8);
        bits[i].in <== octets[i];
        var low = 0;
        var high = 0;
        for (var j = 3; j >= 0; j--) {
            low = 2 * low + bits[i].out[j];
            high = 2 * high + bits[i].out[4 + j];
        }
        value = 256 * value + 16 * low + high;
    }
    iccid <== value;
}

/*
 * NotificationMetadata (SGP.22 5.7.9): BF2F { 80 seqNumber, 81 profileManagementOperation, 0C notificationAddress, 5A iccid },
 * walked from its first octet to its exact end. The ICCID, optional there, has to be there: a receipt speaks of a profile.
 *
 * Statement: `octets` begin with one; `length` octets belong to it.
 * Inputs: octets[count] (assumed 0..255). count < 2^bits.
 * Cost: 1,179 rows for 119 octets.
 */
template NotificationMetadata(count, bits) {
    signal input octets[count];
    signal output length;
    signal output kind;
    signal output seq;
    signal output iccid;

    octets[0] === 0xBF;
    octets[1] === 0x2F;
    component header = DefiniteLength();
    for (var i = 0; i < 3; i++) header.octets[i] <== octets[2 + i];
    _ <== header.isLong;
    _ <== header.isTwo;
    length <== 3 + header.extra + header.length;
    component body = Tail(count, 3, count - 3);
    body.octets <== octets;
    body.start <== 3 + header.extra;

    // seqNumber
    body.out[0] === 0x80;
    component sequenceNumber = SequenceNumber();
    sequenceNumber.length <== body.out[1];
    for (var i = 0; i < 8; i++) sequenceNumber.octets[i] <== body.out[2 + i];
    seq <== sequenceNumber.seq;

    // profileManagementOperation, at most 10 octets further
    component following = Tail(count - 3, 4, count - 5);
    following.octets <== body.out;
    following.start <== 2 + body.out[1];
    following.out[0] === 0x81;
    following.out[1] === 0x02;
    component event = NotificationEvent();
    event.unused <== following.out[2];
    event.bits <== following.out[3];
    kind <== event.kind;

    // notificationAddress: skipped by its length.
    following.out[4] === 0x0C;
    component address = DefiniteLength();
    for (var i = 0; i < 3; i++) address.octets[i] <== following.out[5 + i];
    _ <== address.isLong;
    _ <== address.isTwo;
    signal addressEnd <== 6 + address.extra + address.length;

    // iccid
    component last = Tail(count - 5, bits, 12);
    last.octets <== following.out;
    last.start <== addressEnd;
    last.out[0] === 0x5A;
    last.out[1] === 0x0A;
    component number = Iccid();
    for (var i = 0; i < 10; i++) number.octets[i] <== last.out[2 + i];
    iccid <== number.iccid;

    header.length === 2 + body.out[1] + addressEnd + 12;
}
