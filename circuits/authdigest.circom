pragma circom 2.2.0;

include "../node_modules/circomlib/circuits/bitify.circom";
include "lib/sha256/halves.circom";
include "lib/sha256/variable.circom";

/*
 * A digest has the form of what an SM-DP+ signs as smdpSignature2 (SGP.22 5.6.2): SHA-256 of smdpSigned2 and of a
 * euiccSignature1 that stays hidden. Whoever signs such a digest signs nothing else.
 *
 * Statement: (dHi, dLo) = SHA-256(30 15 { 80 10 tid, 01 01 ccRequired } || 5F37 40 || 64 octets).
 * Public:
 *   dHi, dLo       halves of the digest
 *   tid            transactionId of 16 octets; constrained here to 128 bits
 *   ccFlag         ccRequired: 1 for FF, 0 for 00; constrained here
 * Private:
 *   signatureBits[512]   euiccSignature1, most significant bit of each octet first; constrained here to be boolean
 * Cost: see circuits/README.md.
 */
template AuthDigest() {
    signal input dHi;
    signal input dLo;
    signal input tid;
    signal input ccFlag;
    signal input signatureBits[512];

    for (var i = 0; i < 512; i++) signatureBits[i] * (signatureBits[i] - 1) === 0;
    ccFlag * (ccFlag - 1) === 0;
    component tidBits = Num2Bits(128);
    tidBits.in <== tid;

    // 90 octets
    var head[4] = [0x30, 0x15, 0x80, 0x10];
    var flag[2] = [0x01, 0x01];
    var tag[3] = [0x5F, 0x37, 0x40];
    component hash = Sha256Variable(2);
    hash.length <== 90;
    for (var i = 0; i < 1024; i++) {
        var octet = i \ 8;
        var place = 7 - i % 8;
        if (octet < 4) hash.bits[i] <== (head[octet] >> place) & 1;
        else if (octet < 20) hash.bits[i] <== tidBits.out[127 - (i - 32)];
        else if (octet < 22) hash.bits[i] <== (flag[octet - 20] >> place) & 1;
        else if (octet < 23) hash.bits[i] <== ccFlag;
        else if (octet < 26) hash.bits[i] <== (tag[octet - 23] >> place) & 1;
        else if (octet < 90) hash.bits[i] <== signatureBits[i - 208];
        else hash.bits[i] <== 0;
    }
    signal hi;
    signal lo;
    (hi, lo) <== HalvesOfDigest()(hash.digest);
    dHi === hi;
    dLo === lo;
}

component main {public [dHi, dLo, tid, ccFlag]} = AuthDigest();
