pragma circom 2.2.0;

include "lib/chip/active.circom";
include "lib/p256/ecdsa.circom";
include "lib/sha256/halves.circom";
include "lib/values.circom";

/*
 * This chip is here now: it is registered and may be dealt with, it signed the message, and the tags by which the server and the
 * binding know it are its own. Which chip it is stays hidden.
 *
 * Public:
 *   caRoot, chipRoot, revRoot   roots of the trees
 *   now                         seconds since 1970
 *   serverScope                 of the server's leaf; free: whoever verifies knows his own
 *   serverTag                   of the chip at this server
 *   bindScope                   of the token's binding; free as well
 *   bindTag                     of the chip at this binding
 *   msgHi, msgLo                halves of the message's SHA-256 digest; constrained here to 128 bits each
 *   binding                     what the proof is bound to; free
 * Private:
 *   r, s, x, y                  signature and the chip's key, least significant bit first; constrained
 *   notAfter ... revPresent     as of ActiveChip
 *   ry ... scalarCarries        hints of EcdsaP256Verify, constrained there
 * Cost: see circuits/README.md.
 */
template Session() {
    signal input caRoot;
    signal input chipRoot;
    signal input revRoot;
    signal input now;
    signal input serverScope;
    signal input serverTag;
    signal input bindScope;
    signal input bindTag;
    signal input msgHi;
    signal input msgLo;
    signal input binding;

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

    // It signed the message.
    signal digest[256] <== DigestOfHalves()(msgHi, msgLo);
    component signature = EcdsaP256Verify(0);
    for (var i = 0; i < 256; i++) {
        x[i] * (x[i] - 1) === 0;
        y[i] * (y[i] - 1) === 0;
        r[i] * (r[i] - 1) === 0;
        s[i] * (s[i] - 1) === 0;
        signature.z[i] <== digest[i];
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

    // Its tags.
    signal ownServerTag <== ServerTag()(holderSecret, chip.keyHash, serverScope);
    serverTag === ownServerTag;
    signal ownBindTag <== BindTag()(holderSecret, chip.keyHash, bindScope);
    bindTag === ownBindTag;

    // An input that no constraint names would still be part of the statement; this keeps it visible in the R1CS.
    signal bound <== binding * binding;
}

component main {public [caRoot, chipRoot, revRoot, now, serverScope, serverTag, bindScope, bindTag, msgHi, msgLo, binding]} = Session();
