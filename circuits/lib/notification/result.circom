pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "../../../node_modules/circomlib/circuits/comparators.circom";
include "../der/element.circom";
include "../der/tail.circom";

// Outcomes of an installation, the numbers of Solidity's `InstallOutcome` and of src/zk/notification.ts.
function outcomeSuccess() { return 0; }
function outcomeFailedClean() { return 1; }
function outcomeAmbiguous() { return 2; }

/*
 * errorReason (SGP.22 2.5.6): whether it leaves no doubt that nothing was installed.
 *
 * Statement: isClean = 1 exactly for 1..8 and 10..15. Not for 9 (the ICCID exists on the chip: it may be this very
 * profile's), for 127 (unknown error), nor for what the standard does not name.
 * Inputs: reason (constrained here to 0..255). Cost: 15 rows.
 */
template CleanReason() {
    signal input reason;
    signal output isClean;

    component bits = Num2Bits(8);
    bits.in <== reason;
    var upper = 0;
    for (var i = 0; i < 4; i++) _ <== bits.out[i];
    for (var i = 4; i < 8; i++) upper += bits.out[i];
    component isSmall = IsZero();
    isSmall.in <== upper;
    component isNone = IsZero();
    isNone.in <== reason;
    component isNine = IsEqual();
    isNine.in[0] <== reason;
    isNine.in[1] <== 9;
    isClean <== isSmall.out * (1 - isNone.out - isNine.out);
}

/*
 * What follows the notification's metadata in ProfileInstallationResultData (SGP.22 2.5.6):
 * [06 smdpOid], A2 { A0 { 4F aid, 04 simaResponse } | A1 { 80 bppCommandId, 81 errorReason, [04 simaResponse] } },
 * walked from its first octet to its end.
 *
 * Statement: when enabled, `octets` begin with that; `length` octets belong to it. When not, outcome is 0, and the octets are zero or
 * otherwise readable as lengths.
 * Inputs: enabled (assumed boolean), octets[count] (assumed 0..255). count < 2^bits.
 * Cost: 1,832 rows for 119 octets.
 */
template InstallationResult(count, bits) {
    signal input enabled;
    signal input octets[count];
    signal output length;
    signal output outcome;

    // smdpOid
    signal hasOid <-- octets[0] == 0x06 ? 1 : 0; // Pinned by the tag that the header wants.
    hasOid * (hasOid - enabled) === 0;
    component first = ElementHeader();
    first.enabled <== enabled;
    first.tag <== 0xA2 + hasOid * (0x06 - 0xA2);
    for (var i = 0; i < 4; i++) first.octets[i] <== octets[i];
    signal oidLength <== hasOid * (first.valueStart + first.length);

    // finalResult
    component result = Tail(count, bits, count);
    result.octets <== octets;
    result.start <== oidLength;
    component outer = ElementHeader();
    outer.enabled <== enabled;
    outer.tag <== 0xA2;
    for (var i = 0; i < 4; i++) outer.octets[i] <== result.out[i];
    component choice = Tail(count, 3, count - 2);
    choice.octets <== result.out;
    choice.start <== outer.valueStart;

    // successResult or errorResult
    signal isFailure <-- choice.out[0] == 0xA1 ? 1 : 0; // Pinned by the tag that the header wants.
    isFailure * (isFailure - enabled) === 0;
    component inner = ElementHeader();
    inner.enabled <== enabled;
    inner.tag <== 0xA0 + isFailure;
    for (var i = 0; i < 4; i++) inner.octets[i] <== choice.out[i];
    enabled * (outer.length - inner.valueStart - inner.length) === 0;
    component members = Tail(count - 2, 3, count - 4);
    members.octets <== choice.out;
    members.start <== inner.valueStart;

    // aid or bppCommandId
    component member1 = ElementHeader();
    member1.enabled <== enabled;
    member1.tag <== 0x4F + isFailure * (0x80 - 0x4F);
    for (var i = 0; i < 4; i++) member1.octets[i] <== members.out[i];
    isFailure * (member1.length - 1) === 0;
    component after1 = Tail(count - 4, bits, 7);
    after1.octets <== members.out;
    after1.start <== member1.valueStart + member1.length;

    // simaResponse or errorReason
    component member2 = ElementHeader();
    member2.enabled <== enabled;
    member2.tag <== 0x04 + isFailure * (0x81 - 0x04);
    for (var i = 0; i < 4; i++) member2.octets[i] <== after1.out[i];
    isFailure * (member2.length - 1) === 0;
    signal reason <== isFailure * after1.out[2];

    // simaResponse of an error
    signal hasResponse <-- isFailure == 1 && after1.out[3] == 0x04 ? 1 : 0; // Pinned: without it, or with it, the lengths must add up.
    hasResponse * (hasResponse - isFailure) === 0;
    component member3 = ElementHeader();
    member3.enabled <== hasResponse;
    member3.tag <== 0x04;
    for (var i = 0; i < 4; i++) member3.octets[i] <== isFailure * after1.out[3 + i];
    signal responseLength <== hasResponse * (member3.valueStart + member3.length);
    enabled * (inner.length - member1.valueStart - member1.length - member2.valueStart - member2.length - responseLength) === 0;

    length <== oidLength + outer.valueStart + outer.length;
    component clean = CleanReason();
    clean.reason <== reason;
    outcome <== isFailure * (outcomeAmbiguous() - clean.isClean);
}
