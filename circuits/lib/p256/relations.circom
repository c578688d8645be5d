pragma circom 2.2.0;

include "addition.circom";
include "parameters.circom";
include "window.circom";
include "generated/constants.circom";

// Every relation that has to vanish modulo p, evaluated at X = tau in the field, in the order of src/zk/p256/relations.ts:
// curve equations of Q, R and the additional points; Q + R, Q - R; c·G; 128 steps of 2A + T; the parity correction; k·G; A = -k·G.
//
// Inputs: qx .. extraY: coordinates at tau. slopes: at tau, in the same order. powers: tau^0 to tau^7.
//         vDigits, wDigits: 1 for +1 and 0 for -1, ASSUMED boolean, as are vIsEven, wIsEven (not both 1) and the windows' digits.
// Cost: 3,904 rows.
template P256Relations(extraPoints) {
    var steps = P256_STEPS();
    var offsetWindows = P256_OFFSET_WINDOWS();
    var baseWindows = P256_BASE_WINDOWS();
    var count = P256_RELATIONS() + extraPoints;

    signal input qx;
    signal input qy;
    signal input rx;
    signal input ry;
    signal input extraX[extraPoints];
    signal input extraY[extraPoints];
    signal input slopes[P256_SLOPES()];
    signal input powers[8];
    signal input vDigits[steps];
    signal input wDigits[steps];
    signal input vIsEven;
    signal input wIsEven;
    signal input offsetDigits[offsetWindows][8];
    signal input baseDigits[baseWindows][8];
    signal output relations[count];

    var bLimbs[8] = p256CurveB();
    var gxLimbs[8] = p256GeneratorX();
    var gyLimbs[8] = p256GeneratorY();
    var b = 0;
    var gx = 0;
    var gy = 0;
    for (var i = 0; i < 8; i++) {
        b += bLimbs[i] * powers[i];
        gx += gxLimbs[i] * powers[i];
        gy += gyLimbs[i] * powers[i];
    }

    var slope = 0;
    var relation = 0;

    relations[relation] <== CurveEquation()(qx, qy, b);
    relation++;
    relations[relation] <== CurveEquation()(rx, ry, b);
    relation++;
    for (var i = 0; i < extraPoints; i++) {
        relations[relation] <== CurveEquation()(extraX[i], extraY[i], b);
        relation++;
    }

    component sum = AddPoints();
    sum.slope <== slopes[slope];
    sum.ax <== qx;
    sum.ay <== qy;
    sum.tx <== rx;
    sum.ty <== ry;
    relations[relation] <== sum.relation;
    slope++;
    relation++;

    component difference = AddPoints();
    difference.slope <== slopes[slope];
    difference.ax <== qx;
    difference.ay <== qy;
    difference.tx <== rx;
    difference.ty <== -ry;
    relations[relation] <== difference.relation;
    slope++;
    relation++;

    component offset[offsetWindows];
    component offsetSum[offsetWindows - 1];
    signal cx[offsetWindows];
    signal cy[offsetWindows];
    for (var j = 0; j < offsetWindows; j++) {
        offset[j] = FixedWindow(j);
        offset[j].digit <== offsetDigits[j];
        offset[j].powers <== powers;
        if (j == 0) {
            cx[j] <== offset[j].x;
            cy[j] <== offset[j].y;
        } else {
            offsetSum[j - 1] = AddPoints();
            offsetSum[j - 1].slope <== slopes[slope];
            offsetSum[j - 1].ax <== cx[j - 1];
            offsetSum[j - 1].ay <== cy[j - 1];
            offsetSum[j - 1].tx <== offset[j].x;
            offsetSum[j - 1].ty <== offset[j].y;
            cx[j] <== offsetSum[j - 1].x;
            cy[j] <== offsetSum[j - 1].y;
            relations[relation] <== offsetSum[j - 1].relation;
            slope++;
            relation++;
        }
    }

    // T is d_w·(Q - R) where the digits agree and d_w·(Q + R) where not: d_w·Q - d_v·R.
    component step[steps];
    signal agree[steps];
    signal tx[steps];
    signal ty[steps];
    signal signedTy[steps];
    signal ax[steps + 1];
    signal ay[steps + 1];
    ax[steps] <== cx[offsetWindows - 1];
    ay[steps] <== cy[offsetWindows - 1];
    for (var i = steps - 1; i >= 0; i--) {
        agree[i] <== 1 - vDigits[i] - wDigits[i] + 2 * vDigits[i] * wDigits[i];
        tx[i] <== sum.x + agree[i] * (difference.x - sum.x);
        ty[i] <== sum.y + agree[i] * (difference.y - sum.y);
        signedTy[i] <== ty[i] * (2 * wDigits[i] - 1);

        step[i] = DoubleAndAdd();
        step[i].slope <== slopes[slope];
        step[i].second <== slopes[slope + 1];
        step[i].ax <== ax[i + 1];
        step[i].ay <== ay[i + 1];
        step[i].tx <== tx[i];
        step[i].ty <== signedTy[i];
        ax[i] <== step[i].x;
        ay[i] <== step[i].y;
        relations[relation] <== step[i].relations[0];
        relations[relation + 1] <== step[i].relations[1];
        slope += 2;
        relation += 2;
    }

    // Digits ±1 give odd scalars only: Q once more where w is even, -R where v is; G where neither, so that there always is an addition.
    signal correctionByQx <== wIsEven * (qx - gx);
    signal correctionByQy <== wIsEven * (qy - gy);
    signal correctionByRx <== vIsEven * (rx - gx);
    signal correctionByRy <== vIsEven * (-ry - gy);
    component correction = AddPoints();
    correction.slope <== slopes[slope];
    correction.ax <== ax[0];
    correction.ay <== ay[0];
    correction.tx <== gx + correctionByQx + correctionByRx;
    correction.ty <== gy + correctionByQy + correctionByRy;
    relations[relation] <== correction.relation;
    slope++;
    relation++;

    // A chain of its own: added onto A, the last windows would meet a point that the prover can steer.
    component base[baseWindows];
    component baseSum[baseWindows - 1];
    signal kx[baseWindows];
    signal ky[baseWindows];
    for (var j = 0; j < baseWindows; j++) {
        base[j] = FixedWindow(j);
        base[j].digit <== baseDigits[j];
        base[j].powers <== powers;
        if (j == 0) {
            kx[j] <== base[j].x;
            ky[j] <== base[j].y;
        } else {
            baseSum[j - 1] = AddPoints();
            baseSum[j - 1].slope <== slopes[slope];
            baseSum[j - 1].ax <== kx[j - 1];
            baseSum[j - 1].ay <== ky[j - 1];
            baseSum[j - 1].tx <== base[j].x;
            baseSum[j - 1].ty <== base[j].y;
            kx[j] <== baseSum[j - 1].x;
            ky[j] <== baseSum[j - 1].y;
            relations[relation] <== baseSum[j - 1].relation;
            slope++;
            relation++;
        }
    }

    relations[relation] <== correction.x - kx[baseWindows - 1];
    relations[relation + 1] <== correction.y + ky[baseWindows - 1];
    relation += 2;
    assert(slope == P256_SLOPES());
    assert(relation == count);
}
