pragma circom 2.2.0;

include "../certificate/issuer.circom";
include "../meta.circom";
include "../values.circom";

/*
 * The leaf of a chip from what its holder knows.
 *
 * Statement: leaf = chipLeaf(keyHash, meta(eUICC, notAfter), revKey, holder(holderSecret, eid)).
 * Inputs: as of ChipRecord. Cost: 577 rows.
 */
template ChipLeafOfHolder() {
    signal input keyHash;
    signal input notAfter;
    signal input revKey;
    signal input holderSecret;
    signal input eid;
    signal output leaf;

    signal meta <== roleEuicc() * (1 << 48) + notAfter;
    signal holder <== Holder()(holderSecret, eid);
    leaf <== ChipLeaf()(keyHash, meta, revKey, holder);
}

/*
 * The record of a chip, opened.
 *
 * Statement: leaf = chipLeaf(keyHash(x, y), meta(eUICC, notAfter), revKey, holder(holderSecret, eid)).
 * Inputs:
 *   x[256], y[256]          assumed boolean, canonical and on the curve (EcdsaP256Verify)
 *   notAfter, revKey, eid   pinned by the leaf: role and flags are constants, so a leaf that `certificate` made has one notAfter
 *   holderSecret            constrained here: not 0; pinned by the leaf
 * Cost: 895 rows.
 */
template ChipRecord() {
    signal input x[256];
    signal input y[256];
    signal input notAfter;
    signal input revKey;
    signal input holderSecret;
    signal input eid;
    signal output keyHash;
    signal output leaf;

    keyHash <== KeyHashOfBits()(x, y);
    leaf <== ChipLeafOfHolder()(keyHash, notAfter, revKey, holderSecret, eid);
}
