pragma circom 2.2.0;

include "../bits/compare.circom";
include "../chip/active.circom";
include "../der/range.circom";
include "../p256/ecdsa.circom";
include "../sha256/halves.circom";
include "../sha256/variable.circom";
include "../values.circom";
include "message.circom";

/*
 * A chip reports what became of a profile: it is registered and may be dealt with, and it signed the notification, of which kind,
 * outcome and commitments come out and nothing else.
 *
 * Public:
 *   caRoot, chipRoot, revRoot   roots of the trees
 *   now                         seconds since 1970
 *   serverScope, bindScope      of the server's leaf, of the token's binding; free: whoever verifies knows which he wants
 *   bindTag                     of the chip at this binding
 *   kind                        1 install, 2 enable, 3 disable, 4 delete
 *   outcome                     of an installation: 0 success, 1 failed and nothing installed, 2 ambiguous; 0 for other kinds
 *   tidHash                     of an installation's transactionId; 0 for other kinds
 *   iccidCommitment             to the profile's ICCID
 *   prevSeqCommit               to an earlier sequence number than this one at the same binding; 0 for an installation
 *   seqCommit                   to this notification's sequence number
 *   eventTag, messageTag        name this event of the chip at the server, and its message
 *   binding                     what the proof is bound to; free
 * Private:
 *   messageBits, messageLength   the signed TLV of up to 64 * blocks - 9 octets, most significant bit first; constrained
 *   r, s, x, y                   signature and the chip's key, least significant bit first; constrained
 *   notAfter ... revPresent      as of ActiveChip
 *   salt                         of the ICCID's commitment; pinned by it
 *   prevSeq                      pinned by prevSeqCommit; not read for an installation
 *   ry ... scalarCarries         hints of EcdsaP256Verify, constrained there
 * Cost: see circuits/README.md.
 */
template Receipt(blocks) {
    signal input caRoot;
    signal input chipRoot;
    signal input revRoot;
    signal input now;
    signal input serverScope;
    signal input bindScope;
    signal input bindTag;
    signal input kind;
    signal input outcome;
    signal input tidHash;
    signal input iccidCommitment;
    signal input prevSeqCommit;
    signal input seqCommit;
    signal input eventTag;
    signal input messageTag;
    signal input binding;

    signal input messageBits[512 * blocks];
    signal input messageLength;
    signal input r[256];
    signal input s[256];
    signal input x[256];
    signal input y[256];
    signal input notAfter;
    signal input serialNumber;
    signal input issuerKeyHash;
    signal input holderSecret;
    signal input eid;
    signal input chipSiblings[24];
    signal input chipBits[24];
    signal input chipPresent[24];
    signal input eumCrlSign;
    signal input eumPathLength;
    signal input eumNotAfter;
    signal input eumRevKey;
    signal input eumConstraint;
    signal input caSiblings[12];
    signal input caBits[12];
    signal input caPresent[12];
    signal input revLowValue;
    signal input revLowNext;
    signal input revSiblings[24];
    signal input revBits[24];
    signal input revPresent[24];
    signal input salt;
    signal input prevSeq;

    signal input ry[256];
    signal input vDigits[128];
    signal input wDigits[128];
    signal input vIsEven;
    signal input wIsEven;
    signal input kDigits[32][8];
    signal input slopes[305][256];
    signal input coefficients[2][22];
    signal input foldQuotients[2];
    signal input foldCarries[2][7];
    signal input latticeQuotient[2];
    signal input latticeCarries[2];
    signal input scalarQuotient[3];
    signal input scalarCarries[3];

    // The chip is one of those that may be dealt with.
    component chip = ActiveChip();
    chip.caRoot <== caRoot;
    chip.chipRoot <== chipRoot;
    chip.revRoot <== revRoot;
    chip.now <== now;
    chip.x <== x;
    chip.y <== y;
    chip.notAfter <== notAfter;
    chip.serialNumber <== serialNumber;
    chip.issuerKeyHash <== issuerKeyHash;
    chip.holderSecret <== holderSecret;
    chip.eid <== eid;
    chip.chipSiblings <== chipSiblings;
    chip.chipBits <== chipBits;
    chip.chipPresent <== chipPresent;
    chip.eumCrlSign <== eumCrlSign;
    chip.eumPathLength <== eumPathLength;
    chip.eumNotAfter <== eumNotAfter;
    chip.eumRevKey <== eumRevKey;
    chip.eumConstraint <== eumConstraint;
    chip.caSiblings <== caSiblings;
    chip.caBits <== caBits;
    chip.caPresent <== caPresent;
    chip.revLowValue <== revLowValue;
    chip.revLowNext <== revLowNext;
    chip.revSiblings <== revSiblings;
    chip.revBits <== revBits;
    chip.revPresent <== revPresent;

    // What the notification says.
    component message = NotificationMessage(blocks);
    message.bits <== messageBits;
    message.length <== messageLength;
    kind === message.kind;
    outcome === message.outcome;
    signal ownTidHash <== TidHash()(message.transactionId);
    tidHash === message.isInstall * ownTidHash;
    signal ownIccidCommitment <== IccidCommitment()(message.iccid, salt);
    iccidCommitment === ownIccidCommitment;

    // The chip signed it.
    component hash = Sha256Variable(blocks);
    hash.bits <== messageBits;
    hash.length <== messageLength;
    component signature = EcdsaP256Verify(0);
    for (var i = 0; i < 256; i++) {
        x[i] * (x[i] - 1) === 0;
        y[i] * (y[i] - 1) === 0;
        r[i] * (r[i] - 1) === 0;
        s[i] * (s[i] - 1) === 0;
        signature.z[i] <== hash.digest[255 - i];
    }
    signature.r <== r;
    signature.s <== s;
    signature.qx <== x;
    signature.qy <== y;
    signature.ry <== ry;
    signature.vDigits <== vDigits;
    signature.wDigits <== wDigits;
    signature.vIsEven <== vIsEven;
    signature.wIsEven <== wIsEven;
    signature.kDigits <== kDigits;
    signature.slopes <== slopes;
    signature.coefficients <== coefficients;
    signature.foldQuotients <== foldQuotients;
    signature.foldCarries <== foldCarries;
    signature.latticeQuotient <== latticeQuotient;
    signature.latticeCarries <== latticeCarries;
    signature.scalarQuotient <== scalarQuotient;
    signature.scalarCarries <== scalarCarries;

    // Its tag at the binding, and of this event.
    signal ownBindTag <== BindTag()(holderSecret, chip.keyHash, bindScope);
    bindTag === ownBindTag;
    signal ownEventTag <== EventTag()(holderSecret, chip.keyHash, serverScope, message.seq);
    eventTag === ownEventTag;
    signal msgHi;
    signal msgLo;
    (msgHi, msgLo) <== HalvesOfDigest()(hash.digest);
    signal ownMessageTag <== MessageTag()(holderSecret, msgHi, msgLo);
    messageTag === ownMessageTag;

    // Its sequence number, and that it is later than the one before. Both are below 2^64: a difference that wraps does not fit.
    signal ownSeqCommit <== SeqCommit()(holderSecret, message.seq, bindScope);
    seqCommit === ownSeqCommit;
    signal ownPrevSeqCommit <== SeqCommit()(holderSecret, prevSeq, bindScope);
    signal isLater <== 1 - message.isInstall;
    prevSeqCommit === isLater * ownPrevSeqCommit;
    Range(64)(prevSeq);
    signal ahead <== isLater * (message.seq - prevSeq - 1);
    Range(64)(ahead);

    // An input that no constraint names would still be part of the statement; this keeps it visible in the R1CS.
    signal bound <== binding * binding;
}
