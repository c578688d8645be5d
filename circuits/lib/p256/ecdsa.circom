pragma circom 2.2.0;

include "../bits/nonzero.circom";
include "batch.circom";
include "congruence.circom";
include "constant.circom";
include "generated/transcript.circom";
include "limbs.circom";
include "relations.circom";
include "transcript.circom";

// (r, s) is an ECDSA signature (FIPS 186-5 6.4.2) on P-256 of the digest z under the key Q. The additional points are canonical points of the curve.
//
// Method (docs/CIRCUITS.md, "ECDSA"): the verification equation times a half-size v, v·u1·G + w·Q - v·R = O with w = v·u2, is checked by slopes alone.
// Integers are polynomials in X = 2^32; "vanishes modulo p" is batched with challenges, and checked at a random tau.
//   mod n:      v·r - w·s = 0,  K·s - v·z = 0,  K = k + 2^128·c + correction;  v ≠ 0;  r in 1..n-1, s < n (s = 0 would need v·r = 0)
//   points:     2^128·(c·G) + Σ 2^i·(d_w·Q - d_v·R) + correction = -k·G
//   so          v·(u1·G + u2·Q - R) = O in a group of prime order, and R.x = r.
// Offset: c is drawn after everything that the additions depend on is fixed. Each step's first addition, the only one of which the slope
//   can be left free (equal points), meets that case for one c of 2^128.
// Transcript (src/zk/p256/transcript-order.ts): 1. statement, R.y, digits of v and w, parities → c.  2. digits of k, slopes → alphas, betas.
//   3. batch polynomials → tau.
// Left out, though valid: R.x = r + n (one signature in 2^130), Q = ±R.
// (r, n - s) is accepted as the standard does: nothing may be derived from a signature, or from hints, of which there are many for one.
//
// Inputs: z, r, s, qx, qy, extraX, extraY: least significant bit first, ASSUMED boolean. Constrained here: everything else about them.
//         The rest are hints (src/zk/p256/hints.ts), constrained here.
// Cost: 111,651 rows with one additional point.
template EcdsaP256Verify(extraPoints) {
    var steps = P256_STEPS();
    var slopeCount = P256_SLOPES();
    var baseWindows = P256_BASE_WINDOWS();
    var offsetWindows = P256_OFFSET_WINDOWS();
    var sets = P256_CHALLENGE_SETS();
    var alphaCount = P256_ALPHAS() - 1;
    var betaCount = P256_BETAS() - 1;

    signal input z[256];
    signal input r[256];
    signal input s[256];
    signal input qx[256];
    signal input qy[256];
    signal input extraX[extraPoints][256];
    signal input extraY[extraPoints][256];

    signal input ry[256];
    signal input vDigits[steps];
    signal input wDigits[steps];
    signal input vIsEven;
    signal input wIsEven;
    signal input kDigits[baseWindows][8];
    signal input slopes[slopeCount][256];
    signal input coefficients[sets][22];
    signal input foldQuotients[sets];
    signal input foldCarries[sets][7];
    signal input latticeQuotient[2];
    signal input latticeCarries[2];
    signal input scalarQuotient[3];
    signal input scalarCarries[3];

    // Hint bits.
    for (var i = 0; i < 256; i++) ry[i] * (ry[i] - 1) === 0;
    for (var i = 0; i < steps; i++) {
        vDigits[i] * (vDigits[i] - 1) === 0;
        wDigits[i] * (wDigits[i] - 1) === 0;
    }
    vIsEven * (vIsEven - 1) === 0;
    wIsEven * (wIsEven - 1) === 0;
    vIsEven * wIsEven === 0;
    for (var j = 0; j < baseWindows; j++) {
        for (var b = 0; b < 8; b++) kDigits[j][b] * (kDigits[j][b] - 1) === 0;
    }
    for (var i = 0; i < slopeCount; i++) {
        for (var b = 0; b < 256; b++) slopes[i][b] * (slopes[i][b] - 1) === 0;
    }

    // Ranges.
    LessThanConstant(256, p256OrderBits())(r);
    LessThanConstant(256, p256OrderBits())(s);
    LessThanConstant(256, p256PrimeBits())(qx);
    LessThanConstant(256, p256PrimeBits())(qy);
    for (var e = 0; e < extraPoints; e++) {
        LessThanConstant(256, p256PrimeBits())(extraX[e]);
        LessThanConstant(256, p256PrimeBits())(extraY[e]);
    }
    var ones = 0;
    var abscissaDifference = 0;
    for (var i = 0; i < 256; i++) {
        ones += r[i];
        abscissaDifference += (qx[i] - r[i]) * 2 ** i;
    }
    NonZero()(ones);
    // Different as residues, hence different; equal residues of different numbers would refuse an honest signature in 2^253.
    NonZero()(abscissaDifference);

    // First round: everything the offset must not depend on.
    component first = StatementOrder(extraPoints);
    first.z <== z;
    first.r <== r;
    first.s <== s;
    first.qx <== qx;
    first.qy <== qy;
    first.extraX <== extraX;
    first.extraY <== extraY;
    first.ry <== ry;
    first.vDigits <== vDigits;
    first.wDigits <== wDigits;
    first.vIsEven <== vIsEven;
    first.wIsEven <== wIsEven;
    component statement = AbsorbBits(p256StatementCount(extraPoints));
    statement.chain <== p256TranscriptDomain(extraPoints);
    statement.bits <== first.values;

    component offset = StrictBits();
    offset.lane <== statement.state[1];
    signal offsetDigits[offsetWindows][8];
    for (var j = 0; j < offsetWindows; j++) {
        for (var b = 0; b < 8; b++) offsetDigits[j][b] <== offset.bits[8 * j + b];
    }

    // Scalars, in limbs of 88 bits.
    var rLimbs[3] = [0, 0, 0];
    var sLimbs[3] = [0, 0, 0];
    var zLimbs[3] = [0, 0, 0];
    for (var i = 0; i < 256; i++) {
        var weight = (1 << (i % 88));
        rLimbs[i \ 88] += r[i] * weight;
        sLimbs[i \ 88] += s[i] * weight;
        zLimbs[i \ 88] += z[i] * weight;
    }
    var v[2] = [vIsEven, 0];
    var w[2] = [wIsEven, 0];
    for (var i = 0; i < steps; i++) {
        var weight = (1 << (i % 88));
        v[i \ 88] += (2 * vDigits[i] - 1) * weight;
        w[i \ 88] += (2 * wDigits[i] - 1) * weight;
    }
    // 2^128 is a multiple of the windows' base, so the offset's windows continue where 16 of k's are: window j + 16.
    signal baseOdd[baseWindows];
    signal offsetOdd[offsetWindows];
    var scalar[3] = [1 - vIsEven - wIsEven, 0, 0];
    for (var j = 0; j < baseWindows; j++) {
        var index = 0;
        for (var b = 0; b < 7; b++) index += kDigits[j][b] * (1 << b);
        baseOdd[j] <== (2 * index + 1) * (2 * kDigits[j][7] - 1);
        scalar[j \ 11] += baseOdd[j] * (1 << (8 * (j % 11)));
    }
    for (var j = 0; j < offsetWindows; j++) {
        var index = 0;
        for (var b = 0; b < 7; b++) index += offsetDigits[j][b] * (1 << b);
        offsetOdd[j] <== (2 * index + 1) * (2 * offsetDigits[j][7] - 1);
        scalar[(j + 16) \ 11] += offsetOdd[j] * (1 << (8 * ((j + 16) % 11)));
    }

    // |v| ≤ 2^128, so v is 0 modulo n, or as a field element, only when it is 0.
    NonZero()(v[0] + v[1] * (1 << 88));
    ProductDifferenceModOrder(2, p256LatticeQuotientBits(), p256LatticeCarryBits())(v, rLimbs, w, sLimbs, latticeQuotient, latticeCarries);
    ProductDifferenceModOrder(3, p256ScalarQuotientBits(), p256ScalarCarryBits())(scalar, sLimbs, v, zLimbs, scalarQuotient, scalarCarries);

    // Second round: everything that the relations speak about.
    component second = WitnessOrder();
    second.kDigits <== kDigits;
    second.slopes <== slopes;
    component witnesses = AbsorbBits(p256WitnessCount());
    witnesses.chain <== statement.state[0];
    witnesses.bits <== second.values;
    component challenge = ShortChallenges(sets * (alphaCount + betaCount));
    challenge.state <== witnesses.state;

    // Third round: the batch polynomials, before the point at which they are checked.
    component third = BatchOrder();
    third.coefficients <== coefficients;
    component batches = Absorb(p256BatchCount());
    batches.chain <== challenge.chain;
    batches.elements <== third.values;
    signal powers[22];
    powers[0] <== 1;
    powers[1] <== batches.state[1];
    for (var e = 2; e < 22; e++) powers[e] <== powers[e - 1] * powers[1];
    for (var j = 2; j < 17; j++) {
        _ <== statement.state[j];
        _ <== batches.state[j];
    }
    _ <== batches.state[0];
    for (var i = 8 * offsetWindows; i < 254; i++) _ <== offset.bits[i];

    // The relations at tau.
    signal low[8];
    for (var e = 0; e < 8; e++) low[e] <== powers[e];
    component relations = P256Relations(extraPoints);
    relations.powers <== low;
    relations.qx <== EvaluateLimbs()(qx, low);
    relations.qy <== EvaluateLimbs()(qy, low);
    relations.rx <== EvaluateLimbs()(r, low);
    relations.ry <== EvaluateLimbs()(ry, low);
    for (var e = 0; e < extraPoints; e++) {
        relations.extraX[e] <== EvaluateLimbs()(extraX[e], low);
        relations.extraY[e] <== EvaluateLimbs()(extraY[e], low);
    }
    for (var i = 0; i < slopeCount; i++) relations.slopes[i] <== EvaluateLimbs()(slopes[i], low);
    relations.vDigits <== vDigits;
    relations.wDigits <== wDigits;
    relations.vIsEven <== vIsEven;
    relations.wIsEven <== wIsEven;
    relations.offsetDigits <== offsetDigits;
    relations.baseDigits <== kDigits;

    component batch[sets];
    for (var k = 0; k < sets; k++) {
        batch[k] = VanishingBatch(P256_RELATIONS() + extraPoints);
        batch[k].relations <== relations.relations;
        batch[k].powers <== powers;
        for (var i = 0; i < alphaCount; i++) batch[k].alphas[i] <== challenge.challenges[k * (alphaCount + betaCount) + i];
        for (var j = 0; j < betaCount; j++) batch[k].betas[j] <== challenge.challenges[k * (alphaCount + betaCount) + alphaCount + j];
        batch[k].coefficients <== coefficients[k];
        batch[k].quotient <== foldQuotients[k];
        batch[k].carries <== foldCarries[k];
    }
}
