pragma circom 2.2.0;

include "../bits/compare.circom";
include "../der/range.circom";
include "../merkle/indexed.circom";
include "../merkle/lean.circom";
include "../meta.circom";
include "../values.circom";
include "record.circom";

/*
 * A registered chip that may be dealt with now.
 *
 * Statement: the leaf of a chip with the key (x, y) is in the tree of chips; its certificate and its EUM's are in date; the EUM,
 * found by the key that its revKey names, is an active CA; its revKey is not revoked.
 * Inputs:
 *   caRoot, chipRoot, revRoot     roots of the trees; compared here
 *   now                           seconds; constrained here: at most notAfter and eumNotAfter, and after -2^40
 *   x[256], y[256]                assumed boolean, canonical and on the curve (EcdsaP256Verify)
 *   notAfter                      pinned by chipRoot, whose leaves `certificate` made: 40 bits
 *   serialNumber, issuerKeyHash   pinned by chipRoot, in which they make the revKey
 *   holderSecret, eid             constrained here: the secret is not 0; pinned by chipRoot
 *   eumCrlSign, eumPathLength     constrained here: boolean, 0..7; pinned by caRoot
 *   eumNotAfter                   constrained here: 40 bits; pinned by caRoot
 *   eumRevKey, eumConstraint      pinned by caRoot
 *   chip..., ca..., rev...        paths; as LeanMembership and IndexedNonMembership constrain them
 * Cost: 17,579 rows.
 */
template ActiveChip() {
    signal input caRoot;
    signal input chipRoot;
    signal input revRoot;
    signal input now;
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
    signal output keyHash;

    // The chip is registered.
    signal revKey <== RevKey()(issuerKeyHash, serialNumber);
    component record = ChipRecord();
    record.x <== x;
    record.y <== y;
    record.notAfter <== notAfter;
    record.revKey <== revKey;
    record.holderSecret <== holderSecret;
    record.eid <== eid;
    keyHash <== record.keyHash;
    signal ownChipRoot <== LeanMembership(24)(record.leaf, chipSiblings, chipBits, chipPresent);
    chipRoot === ownChipRoot;

    // Its EUM is an active CA.
    eumCrlSign * (eumCrlSign - 1) === 0;
    Range(3)(eumPathLength);
    signal eumMeta <== MetaEncode()(roleEum(), eumCrlSign, eumPathLength, eumNotAfter);
    signal eumLeaf <== CaLeaf()(issuerKeyHash, eumMeta, eumRevKey, eumConstraint);
    signal ownCaRoot <== LeanMembership(12)(eumLeaf, caSiblings, caBits, caPresent);
    caRoot === ownCaRoot;

    // Both are in date. Both notAfters have 40 bits; so now = eumNotAfter less a number of 40 bits is an integer in -2^40..2^40, and
    // the differences are what they are as integers.
    AssertLessEqual(40)(now, eumNotAfter);
    AssertLessEqual(40)(now, notAfter);

    // It is not revoked.
    signal ownRevRoot <== IndexedNonMembership(24)(revKey, revLowValue, revLowNext, revSiblings, revBits, revPresent);
    revRoot === ownRevRoot;
}
