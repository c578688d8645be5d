pragma circom 2.2.0;

include "lib/certificate/record.circom";
include "lib/p256/ecdsa.circom";
include "lib/sha256/variable.circom";

/*
 * A certificate of SGP.22's profile is valid: its TBSCertificate, walked as DER, is signed by an issuer whose record is in the
 * tree of active CAs, follows its role's rules, is in date, and is not revoked; `leaf` is its record.
 *
 * Public:
 *   caRoot      root of the tree of active CAs
 *   revRoot     root of the revocation tree
 *   now         seconds since 1970
 *   leaf        caLeaf, serverLeaf or chipLeaf of the certificate
 *   nullifier   of a chip; 0 for CAs and servers
 *   binding     what the proof is bound to; free
 * Private:
 *   tbsBits, tbsLength            TBSCertificate of up to 759 octets, most significant bit first; constrained
 *   r, s                          signature, least significant bit first; constrained
 *   issuerX, issuerY              the issuer's key; constrained
 *   issuer..., caSiblings, ...    the issuer's record and its path; pinned by caRoot
 *   issuerPrefixes                opening of an EUM's constraint; read for eUICCs only
 *   rev...                        absence from the revocation tree; pinned by revRoot
 *   holderSecret                  not 0; enters the leaf of a chip only
 *   ry ... scalarCarries          hints of EcdsaP256Verify, constrained there
 * Cost: see circuits/README.md.
 */
template Certificate() {
    signal input caRoot;
    signal input revRoot;
    signal input now;
    signal input leaf;
    signal input nullifier;
    signal input binding;

    signal input tbsBits[6144];
    signal input tbsLength;
    signal input r[256];
    signal input s[256];
    signal input issuerX[256];
    signal input issuerY[256];
    signal input issuerIsSubCi;
    signal input issuerIsEum;
    signal input issuerCrlSign;
    signal input issuerPathLength;
    signal input issuerNotAfter;
    signal input issuerRevKey;
    signal input issuerConstraint;
    signal input issuerPrefixes[4];
    signal input caSiblings[12];
    signal input caBits[12];
    signal input caPresent[12];
    signal input revLowValue;
    signal input revLowNext;
    signal input revSiblings[24];
    signal input revBits[24];
    signal input revPresent[24];
    signal input holderSecret;

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

    // What the certificate says, and what follows from it.
    component record = CertificateRecord();
    record.caRoot <== caRoot;
    record.revRoot <== revRoot;
    record.now <== now;
    record.leaf <== leaf;
    record.nullifier <== nullifier;
    record.tbsBits <== tbsBits;
    record.tbsLength <== tbsLength;
    record.issuerX <== issuerX;
    record.issuerY <== issuerY;
    record.issuerIsSubCi <== issuerIsSubCi;
    record.issuerIsEum <== issuerIsEum;
    record.issuerCrlSign <== issuerCrlSign;
    record.issuerPathLength <== issuerPathLength;
    record.issuerNotAfter <== issuerNotAfter;
    record.issuerRevKey <== issuerRevKey;
    record.issuerConstraint <== issuerConstraint;
    record.issuerPrefixes <== issuerPrefixes;
    record.caSiblings <== caSiblings;
    record.caBits <== caBits;
    record.caPresent <== caPresent;
    record.revLowValue <== revLowValue;
    record.revLowNext <== revLowNext;
    record.revSiblings <== revSiblings;
    record.revBits <== revBits;
    record.revPresent <== revPresent;
    record.holderSecret <== holderSecret;

    // The issuer signed it. CertificateRecord makes sure that the message's bits and the keys' are bits; the subject's key is the
    // extra point, and so canonical and on the curve.
    component digest = Sha256Variable(12);
    digest.bits <== tbsBits;
    digest.length <== tbsLength;
    component signature = EcdsaP256Verify(1);
    for (var i = 0; i < 256; i++) {
        r[i] * (r[i] - 1) === 0;
        s[i] * (s[i] - 1) === 0;
        signature.z[i] <== digest.digest[255 - i];
    }
    signature.r <== r;
    signature.s <== s;
    signature.qx <== issuerX;
    signature.qy <== issuerY;
    signature.extraX[0] <== record.x;
    signature.extraY[0] <== record.y;
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

    // An input that no constraint names would still be part of the statement; this keeps it visible in the R1CS.
    signal bound <== binding * binding;
}

component main {public [caRoot, revRoot, now, leaf, nullifier, binding]} = Certificate();
