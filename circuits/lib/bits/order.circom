pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";

// low < key < high as integers in 0..r-1, r the order of the scalar field; high = 0 stands for r (no upper bound).
//
// Four gaps, each a number of 254 bits, are read off the three wires:
//     low = g0,   key - low - 1 = g1,   high - key - 1 = g2,   -high = g3   (mod r).
// g0 + g1 + g2 + g3 + 2 is 0 mod r whatever the inputs are. When that sum of integers is r itself, then
// low = g0 < g0 + g1 + 1 = key < g0 + g1 + g2 + 2 = r - g3 as integers: the first two are below r, and r - g3 is high, or r when
// high is 0.
// Were a wire's alias (k + r, also of 254 bits) used anywhere, the sum would be 2r or more.
// The sum is told from its multiples by the gaps' top four bits, t = sum of floor(g_i / 2^250):
//     2^250 · t ≤ sum < 2^250 · (t + 4) + 2. From r = 12.1 · 2^250: sum = r gives t ≤ 12, sum ≥ 2r gives t > 20. So t < 16 decides.
//
// Inputs: low, key, high: any field elements. Constrained here: the order; in consequence key ≠ 0.
// Cost: 1,020 rows.
template StrictlyBetween() {
    signal input low;
    signal input key;
    signal input high;

    var gaps[4] = [low, key - low - 1, high - key - 1, -high];
    component gapBits[4];
    var top = 0;
    for (var i = 0; i < 4; i++) {
        gapBits[i] = Num2Bits(254);
        gapBits[i].in <== gaps[i];
        for (var j = 0; j < 250; j++) _ <== gapBits[i].out[j];
        for (var j = 0; j < 4; j++) top += gapBits[i].out[250 + j] * (1 << j);
    }
    _ <== Num2Bits(4)(top);
}
