pragma circom 2.2.0;

// Points whose coordinates are polynomials in X, at X = tau. Nothing is reduced: what has to vanish modulo p comes out as a relation.

// a + t, t ≠ ±a, with the witnessed slope of the line through the two.
// Relation: a's ordinate, written from t's as t.y - slope·(t.x - a.x), is a's. (Written so, y does not grow along a chain.)
// Cost: 3 rows.
template AddPoints() {
    signal input slope;
    signal input ax;
    signal input ay;
    signal input tx;
    signal input ty;
    signal output x;
    signal output y;
    signal output relation;

    signal rise <== slope * (tx - ax);
    var ordinate = ty - rise;
    relation <== ay - ordinate;

    signal square <== slope * slope;
    x <== square - ax - tx;
    signal fall <== slope * (ax - x);
    y <== fall - ordinate;
}

// 2a + t as (a + t) + a, with the witnessed slopes of both lines; the sum between has no ordinate.
// Relations: as above for the first line; the second goes through (a + t) and a. The abscissa second² - slope² + t.x does not grow either.
// Only a = t leaves a slope free (ecdsa.circom, "Offset"); a = -t satisfies no slope; (a + t) = ±a would need t or 2a + t to be infinity: then
// the relation asks for a point of order 2, of which there is none.
// Cost: 5 rows.
template DoubleAndAdd() {
    signal input slope;
    signal input second;
    signal input ax;
    signal input ay;
    signal input tx;
    signal input ty;
    signal output x;
    signal output y;
    signal output relations[2];

    signal rise <== slope * (tx - ax);
    var ordinate = ty - rise;
    relations[0] <== ay - ordinate;

    signal square <== slope * slope;
    var run = square - ax - tx - ax;
    signal turn <== (slope + second) * run;
    relations[1] <== turn + 2 * ordinate;

    signal secondSquare <== second * second;
    x <== secondSquare - square + tx;
    signal fall <== second * (ax - x);
    y <== fall - ordinate;
}

// y² - (x² - 3)·x - b, which vanishes modulo p for a point of P-256.
// Cost: 3 rows.
template CurveEquation() {
    signal input x;
    signal input y;
    signal input b;
    signal output relation;

    signal ySquare <== y * y;
    signal xSquare <== x * x;
    signal cubic <== (xSquare - 3) * x;
    relation <== ySquare - cubic - b;
}
