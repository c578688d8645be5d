pragma circom 2.2.0;

include "../der/range.circom";
include "../meta.circom";
include "../values.circom";

/* Key hash of a P-256 point given by its coordinates' bits (least significant first; assumed boolean, canonical, on the curve). */
template KeyHashOfBits() {
    signal input x[256];
    signal input y[256];
    signal output out;

    var halves[4] = [0, 0, 0, 0];
    for (var i = 127; i >= 0; i--) {
        halves[0] = 2 * halves[0] + x[128 + i];
        halves[1] = 2 * halves[1] + x[i];
        halves[2] = 2 * halves[2] + y[128 + i];
        halves[3] = 2 * halves[3] + y[i];
    }
    out <== KeyHash()(halves[0], halves[1], halves[2], halves[3]);
}

/*
 * The record of an issuer, opened: an anchor, a sub-CI or an EUM.
 *
 * Statement: leaf = caLeaf(keyHash(x, y), meta(role, crlSign, pathLength, notAfter), revKey, constraint); the role is CI,
 * sub-CI (isSubCi) or EUM (isEum).
 * Inputs:
 *   x[256], y[256]                 assumed boolean, canonical and on the curve (EcdsaP256Verify)
 *   isSubCi, isEum, crlSign        constrained here: boolean, isSubCi and isEum not both
 *   pathLength, notAfter           constrained here: 0..7, 40 bits
 *   revKey, constraint             pinned by the leaf
 * Cost: 683 rows.
 */
template IssuerRecord() {
    signal input x[256];
    signal input y[256];
    signal input isSubCi;
    signal input isEum;
    signal input crlSign;
    signal input pathLength;
    signal input notAfter;
    signal input revKey;
    signal input constraint;
    signal output keyHash;
    signal output leaf;

    isSubCi * (isSubCi - 1) === 0;
    isEum * (isEum - 1) === 0;
    isSubCi * isEum === 0;
    crlSign * (crlSign - 1) === 0;
    Range(3)(pathLength);

    keyHash <== KeyHashOfBits()(x, y);
    signal meta <== MetaEncode()(
        roleCi() + (roleSubCi() - roleCi()) * isSubCi + (roleEum() - roleCi()) * isEum, crlSign, pathLength, notAfter);
    leaf <== CaLeaf()(keyHash, meta, revKey, constraint);
}
