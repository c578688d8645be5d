pragma circom 2.2.0;

include "../der/tbs.circom";
include "../merkle/indexed.circom";
include "../merkle/lean.circom";
include "../meta.circom";
include "../values.circom";
include "./issuer.circom";
include "./rules.circom";

/*
 * All that a certificate's proof states but for the signature.
 *
 * Statement: the TBSCertificate is one of the profile; its issuer's record is in the tree of active CAs and of a role that may
 * issue it; it follows its role's rules, is in date, and is not revoked; `leaf` is its record, `nullifier` a chip's, else 0.
 * Inputs: as of Certificate (../../certificate.circom); issuerX and issuerY are constrained here to be boolean, and assumed
 * canonical and on the curve, as x and y are.
 * Outputs: the subject's key, bits with the least significant first.
 * Cost: 49,661 rows.
 */
template CertificateRecord() {
    signal input caRoot;
    signal input revRoot;
    signal input now;
    signal input leaf;
    signal input nullifier;

    signal input tbsBits[6144];
    signal input tbsLength;
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

    signal output x[256];
    signal output y[256];

    component tbs = TbsCertificate();
    tbs.bits <== tbsBits;
    tbs.length <== tbsLength;
    x <== tbs.x;
    y <== tbs.y;

    // The issuer is an active CA, of a role that may issue this one: an EUM issues eUICCs and nothing else.
    for (var i = 0; i < 256; i++) {
        issuerX[i] * (issuerX[i] - 1) === 0;
        issuerY[i] * (issuerY[i] - 1) === 0;
    }
    component issuer = IssuerRecord();
    issuer.x <== issuerX;
    issuer.y <== issuerY;
    issuer.isSubCi <== issuerIsSubCi;
    issuer.isEum <== issuerIsEum;
    issuer.crlSign <== issuerCrlSign;
    issuer.pathLength <== issuerPathLength;
    issuer.notAfter <== issuerNotAfter;
    issuer.revKey <== issuerRevKey;
    issuer.constraint <== issuerConstraint;
    signal issuersRoot <== LeanMembership(12)(issuer.leaf, caSiblings, caBits, caPresent);
    caRoot === issuersRoot;
    issuerIsEum === tbs.isEuicc;

    // Rules of its role.
    var isCaRole = tbs.isSubCi + tbs.isEum;
    KeyUsageRule()(isCaRole, tbs.isCa, tbs.keyCertSign, tbs.digitalSignature);
    signal pathLength <== PathLengthRule()(isCaRole, tbs.pathLength, issuerPathLength);
    signal crlSign <== isCaRole * tbs.crlSign;
    signal notAfter <== ValidityRule()(now, tbs.notBefore, tbs.notAfter, issuerNotAfter, tbs.isEuicc);

    // The EUM's constraint: its own digested, or the issuer's kept by an eUICC, whose O is hashed in its place.
    signal prefixes[4];
    for (var i = 0; i < 4; i++) {
        prefixes[i] <== tbs.prefixes[i] + tbs.isEuicc * issuerPrefixes[i];
    }
    signal prefixList <== PrefixList()(prefixes);
    signal organizationHash <== OrganizationHash()(tbs.organizationLength, tbs.organization);
    signal constraint <== Constraint()(organizationHash, prefixList);
    tbs.isEuicc * (constraint - issuerConstraint) === 0;
    EidPrefixRule()(tbs.isEuicc, tbs.eidPrefixes, issuerPrefixes);

    // Not revoked.
    signal revKey <== RevKey()(issuer.keyHash, tbs.serialNumber);
    signal revokedRoot <== IndexedNonMembership(24)(revKey, revLowValue, revLowNext, revSiblings, revBits, revPresent);
    revRoot === revokedRoot;

    // Its record.
    signal keyHash <== KeyHashOfBits()(tbs.x, tbs.y);
    signal meta <== MetaEncode()(tbs.role, crlSign, pathLength, notAfter);
    signal ownConstraint <== tbs.isEum * constraint;
    signal caLeaf <== CaLeaf()(keyHash, meta, revKey, ownConstraint);
    signal rid <== RidHash()(tbs.registeredIdLength, tbs.registeredId);
    signal ridHash <== tbs.registeredIds * rid;
    signal serverLeaf <== ServerLeaf()(keyHash, meta, revKey, ridHash);
    signal holder <== Holder()(holderSecret, tbs.eid);
    signal chipLeaf <== ChipLeaf()(keyHash, meta, revKey, holder);
    signal caPart <== isCaRole * caLeaf;
    signal serverPart <== tbs.isServer * serverLeaf;
    leaf === caPart + serverPart + tbs.isEuicc * chipLeaf;
    signal chipNullifier <== Nullifier()(keyHash, revKey);
    nullifier === tbs.isEuicc * chipNullifier;
}
