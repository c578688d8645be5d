pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/comparators.circom";
include "../bits/compare.circom";
include "../der/range.circom";

/*
 * Key usage and basic constraints of a role (RFC 5280 4.2.1.3, 4.2.1.9; SGP.22 4.5.2.1): a CA signs certificates and says so
 * in both extensions; a server or an eUICC makes digital signatures and is no CA.
 *
 * Inputs: all assumed boolean. Cost: 1 row.
 */
template KeyUsageRule() {
    signal input isCaRole;
    signal input isCa;
    signal input keyCertSign;
    signal input digitalSignature;

    isCa === isCaRole;
    keyCertSign === isCaRole;
    (1 - isCaRole) * (1 - digitalSignature) === 0;
}

/*
 * Path length that remains below a CA: the smaller of its own and its issuer's less one; 7 stands for unlimited.
 *
 * Statement: a CA's issuer has pathLength of at least 1; remaining is as said, 0 for a role that is no CA.
 * Inputs: isCaRole (assumed boolean), own, issuers (assumed 0..7). Cost: 12 rows.
 */
template PathLengthRule() {
    signal input isCaRole;
    signal input own;
    signal input issuers;
    signal output remaining;

    component isExhausted = IsZero();
    isExhausted.in <== issuers;
    isCaRole * isExhausted.out === 0;
    component isUnlimited = IsEqual();
    isUnlimited.in[0] <== issuers;
    isUnlimited.in[1] <== 7;
    signal below <== isCaRole * (issuers - 1 + isUnlimited.out);
    component isOwnSmaller = LessThan(3);
    isOwnSmaller.in[0] <== own;
    isOwnSmaller.in[1] <== below;
    signal smaller <== below + isOwnSmaller.out * (own - below);
    remaining <== isCaRole * smaller;
}

/*
 * Dates (RFC 5280 4.1.2.5; shell model: issuer and subject are both valid now).
 *
 * Statement: notBefore <= now <= notAfter, now <= issuerNotAfter; effective = notAfter for a chip, for others the smaller of
 * notAfter and issuerNotAfter.
 * Inputs:
 *   now                    constrained here: 40 bits
 *   notBefore, notAfter    seconds since 1970, assumed in -2^37..2^38 (CertificateTime: years 0 to 9999)
 *   issuerNotAfter         assumed 40 bits (MetaEncode)
 *   isChip                 assumed boolean
 * Cost: 203 rows.
 */
template ValidityRule() {
    signal input now;
    signal input notBefore;
    signal input notAfter;
    signal input issuerNotAfter;
    signal input isChip;
    signal output effective;

    Range(40)(now);
    // Differences are below 2^41 in absolute value: negative ones do not fit 40 bits.
    AssertLessEqual(40)(notBefore, now);
    AssertLessEqual(40)(now, notAfter);
    AssertLessEqual(40)(now, issuerNotAfter);

    // notAfter >= now >= 0 by the lines above, so both sides have 40 bits.
    component isIssuersSooner = LessThan(40);
    isIssuersSooner.in[0] <== issuerNotAfter;
    isIssuersSooner.in[1] <== notAfter;
    signal isCapped <== isIssuersSooner.out * (1 - isChip);
    effective <== notAfter + isCapped * (issuerNotAfter - notAfter);
}

/*
 * An EUM names eUICCs under its EID prefixes only (SGP.22 4.5.2.1, SGP.29).
 *
 * Statement: when enabled, one of `prefixes` is (l, v) with 1 <= l <= 32 and v the value of the EID's first l digits.
 * Inputs:
 *   enabled         assumed boolean
 *   eidPrefixes     assumed: values of the first 1, 2, .. 32 digits (Eid)
 *   prefixes        number of digits * 2^128 + value, or 0 for none; pinned by the issuer's constraint. A value here is below
 *                   2^107, so no other length and value give the same number.
 * Cost: 73 rows.
 */
template EidPrefixRule() {
    signal input enabled;
    signal input eidPrefixes[32];
    signal input prefixes[4];

    var foundIndex = 0;
    var foundLength = 1;
    for (var i = 0; i < 4; i++) {
        for (var j = 0; j < 32; j++) {
            if (prefixes[i] == (j + 1) * (1 << 128) + eidPrefixes[j]) {
                foundIndex = i;
                foundLength = j + 1;
            }
        }
    }
    // Exactly one flag of each kind is set. Which of several matches is of no consequence.
    signal isChosen[4];
    signal isLength[32];
    signal chosen[4];
    signal spelled[32];
    var chosenSum = 0;
    var lengthSum = 0;
    var prefix = 0;
    var expected = 0;
    for (var i = 0; i < 4; i++) {
        isChosen[i] <-- foundIndex == i ? 1 : 0; // Pinned below: boolean, one is set, and what it selects must match.
        isChosen[i] * (isChosen[i] - 1) === 0;
        chosen[i] <== isChosen[i] * prefixes[i];
        chosenSum += isChosen[i];
        prefix += chosen[i];
    }
    for (var j = 0; j < 32; j++) {
        isLength[j] <-- foundLength == j + 1 ? 1 : 0; // Pinned below: boolean, one is set, and what it selects must match.
        isLength[j] * (isLength[j] - 1) === 0;
        spelled[j] <== isLength[j] * ((j + 1) * (1 << 128) + eidPrefixes[j]);
        lengthSum += isLength[j];
        expected += spelled[j];
    }
    chosenSum === 1;
    lengthSum === 1;
    enabled * (prefix - expected) === 0;
}
