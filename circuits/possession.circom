pragma circom 2.2.0;

include "lib/chip/record.circom";
include "lib/chip/signed1.circom";
include "lib/p256/ecdsa.circom";
include "lib/sha256/variable.circom";

/*
 * Whoever proves this has the chip in hand: it signed euiccSigned1 (SGP.22 5.7.13) with a matchingId that spells the binding, and
 * the leaf is its own. Trees, dates and revocation are the `certificate` proof's, of the same leaf.
 *
 * Public:
 *   leaf       chipLeaf
 *   binding    below 2^248: constrained here by the matchingId
 * Private:
 *   messageBits, messageLength   euiccSigned1 of up to 375 octets, most significant bit first; constrained
 *   r, s, x, y                   signature and the chip's key, least significant bit first; constrained
 *   notAfter, revKey, holderSecret, eid   as of ChipRecord, pinned by the leaf
 *   ry ... scalarCarries         hints of EcdsaP256Verify, constrained there
 * Cost: see circuits/README.md.
 */
template Possession() {
    signal input leaf;
    signal input binding;

    signal input messageBits[3072];
    signal input messageLength;
    signal input r[256];
    signal input s[256];
    signal input x[256];
    signal input y[256];
    signal input notAfter;
    signal input revKey;
    signal input holderSecret;
    signal input eid;

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

    // The leaf is the chip's.
    component record = ChipRecord();
    record.x <== x;
    record.y <== y;
    record.notAfter <== notAfter;
    record.revKey <== revKey;
    record.holderSecret <== holderSecret;
    record.eid <== eid;
    _ <== record.keyHash;
    leaf === record.leaf;

    // Its matchingId spells the binding.
    component message = EuiccSigned1(6);
    message.bits <== messageBits;
    message.length <== messageLength;
    message.binding <== binding;

    // The chip signed it.
    component hash = Sha256Variable(6);
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
}

component main {public [leaf, binding]} = Possession();
