pragma circom 2.2.0;

include "fold.circom";
include "parameters.circom";

// All relations vanish modulo p: one set of challenges.
//
// I(X) = Σ alpha_i·beta_j·relation_(17j + i)(X), an integer polynomial of 22 coefficients that was absorbed before tau was drawn, agrees with the
// relations' values at tau, and I(2^32) is a multiple of p. A relation that is not survives with probability 2·2^-62.6 (alphas and betas are independent).
//
// Inputs: relations: at tau. powers: tau^0 to tau^21. alphas, betas: without the first of each, which is 1. coefficients, quotient, carries: hints.
// Cost: 2,043 rows.
template VanishingBatch(count) {
    var alphaCount = P256_ALPHAS();
    var betaCount = P256_BETAS();
    assert(count <= alphaCount * betaCount && count > alphaCount * (betaCount - 1));

    signal input relations[count];
    signal input powers[22];
    signal input alphas[alphaCount - 1];
    signal input betas[betaCount - 1];
    signal input coefficients[22];
    signal input quotient;
    signal input carries[7];

    signal byAlpha[count];
    signal byBeta[betaCount];
    var batch = 0;
    for (var j = 0; j < betaCount; j++) {
        var row = 0;
        for (var i = 0; i < alphaCount; i++) {
            var m = alphaCount * j + i;
            if (m < count) {
                if (i == 0) {
                    byAlpha[m] <== relations[m];
                } else {
                    byAlpha[m] <== alphas[i - 1] * relations[m];
                }
                row += byAlpha[m];
            }
        }
        if (j == 0) {
            byBeta[j] <== row;
        } else {
            byBeta[j] <== betas[j - 1] * row;
        }
        batch += byBeta[j];
    }

    signal terms[22];
    var claimed = 0;
    for (var e = 0; e < 22; e++) {
        terms[e] <== coefficients[e] * powers[e];
        claimed += terms[e];
    }
    claimed === batch;

    FoldReduceP256()(coefficients, quotient, carries);
}
