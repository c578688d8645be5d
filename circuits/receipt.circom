pragma circom 2.2.0;

include "lib/notification/receipt.circom";

// Notifications of up to 119 octets.
component main {public [caRoot, chipRoot, revRoot, now, serverScope, bindScope, bindTag, kind, outcome, tidHash, iccidCommitment, prevSeqCommit, seqCommit, eventTag,
    messageTag, binding]} = Receipt(2);
