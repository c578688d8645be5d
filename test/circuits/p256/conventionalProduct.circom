pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";

// The one remainder of a·b modulo P-256's prime p: a·b = quotient·p + product as integers, and product < p. The conventional way, which draws no
// challenge and shares nothing with lib/p256: what the batched relations say is compared with it.
//
// A number is three limbs of 88 bits, A = a[0] + a[1]·2^88 + a[2]·2^176. D = A·B - Q·p - C is 0 as an integer, because it is 0 modulo the scalar field's
// order r (natively) and modulo 2^264 (by the carries out of the three lowest limbs), the two are coprime, and |D| is below r·2^264.
//
// Budget (asserted by conventionalProduct.test.ts), for every assignment that passes the range checks:
//   operands   a, b, product < 2^256; quotient < 2^257, of which the largest a and b need the last bit, as p < 2^256
//   limbs      |d_i| < 2^177 for the three lowest limbs of D: at most two full products, the others have an operand's top limb or a short limb of p
//   carries    -2^89 ≤ carry_i < 2^89, so |d_i + carry_(i-1) - carry_i·2^88| < 2^179 < r: an equation in the field is one of integers.
//              Honest ones fit: |d_i + carry_(i-1)| < 2^177
//   D          -2^513 - 2^256 < D < 2^512, and r·2^264 > 2^517
//
// Inputs: a, b: constrained here: 88, 88 and 80 bits. They need not be below p.
//         quotient: hint; constrained here: 88, 88 and 81 bits. product: hint; constrained here: 88, 88 and 80 bits, and below p.
//         borrow: hints, of p - 1 - product; constrained here: boolean.
// Cost: 1,560 rows: 6 products of limbs and 1 natively, 270 for the carries, 257 and 256 for the ranges of quotient and product, 258 for product < p, and
//       512 for a and b, which a chain of products would have from those before.
template ConventionalProduct() {
    signal input a[3];
    signal input b[3];
    signal input quotient[3];
    signal input product[3];
    signal input borrow[2];

    // p at 2^88: 2^96 - 1 ends in limb 1, 2^256 - 2^224 + 2^192 lies in limb 2.
    var prime[3] = [2 ** 88 - 1, 2 ** 8 - 1, 2 ** 80 - 2 ** 48 + 2 ** 16];

    for (var i = 0; i < 3; i++) {
        var bits = i < 2 ? 88 : 80;
        _ <== Num2Bits(bits)(a[i]);
        _ <== Num2Bits(bits)(b[i]);
        _ <== Num2Bits(bits)(product[i]);
        _ <== Num2Bits(i < 2 ? 88 : 81)(quotient[i]);
    }

    // Modulo 2^264. The carry is what is left after a division in the field: it is in its range only where the division is one of integers.
    signal crossed[6];
    var next = 0;
    var carry = 0;
    for (var i = 0; i < 3; i++) {
        var limb = carry - product[i];
        for (var j = 0; j <= i; j++) {
            crossed[next] <== a[j] * b[i - j];
            limb += crossed[next] - quotient[j] * prime[i - j];
            next++;
        }
        carry = limb * (1 / 2 ** 88);
        _ <== Num2Bits(90)(carry + 2 ** 89);
    }

    // Modulo the field's order.
    var A = 0;
    var B = 0;
    var rest = 0;
    for (var i = 0; i < 3; i++) {
        A += a[i] * 2 ** (88 * i);
        B += b[i] * 2 ** (88 * i);
        rest += product[i] * 2 ** (88 * i);
        for (var j = 0; j < 3; j++) rest += quotient[i] * prime[j] * 2 ** (88 * (i + j));
    }
    A * B === rest;

    // p - 1 - product is a number of 256 bits, limb by limb with what each borrows of the next. The ranges pin the borrows, once these are boolean: larger
    // ones could wrap in the field.
    _ <== Num2Bits(88)(prime[0] - 1 - product[0] + borrow[0] * 2 ** 88);
    _ <== Num2Bits(88)(prime[1] - borrow[0] - product[1] + borrow[1] * 2 ** 88);
    _ <== Num2Bits(80)(prime[2] - borrow[1] - product[2]);
    for (var i = 0; i < 2; i++) borrow[i] * (borrow[i] - 1) === 0;
}
