pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";

/*
 * keyUsage (RFC 5280 4.2.1.3): BIT STRING of one octet, as a named bit list without trailing zero bits (X.690 11.2.2).
 * A list of nine bits (decipherOnly), which no role of SGP.22 uses, is refused.
 *
 * Inputs: octets[4] (assumed 0..255), length: extnValue's content. Cost: 15 rows.
 */
template KeyUsage() {
    signal input octets[4];
    signal input length;
    signal output digitalSignature;
    signal output keyCertSign;
    signal output crlSign;

    length === 4;
    octets[0] === 0x03;
    octets[1] === 2;
    component bits = Num2Bits(8);
    bits.in <== octets[3];
    // The unused bits are those below the lowest bit set; one is set.
    signal noneBelow[9];
    var unused = 0;
    noneBelow[0] <== 1;
    for (var i = 0; i < 8; i++) {
        noneBelow[i + 1] <== noneBelow[i] * (1 - bits.out[i]);
        unused += noneBelow[i + 1];
    }
    noneBelow[8] === 0;
    octets[2] === unused;
    digitalSignature <== bits.out[7];
    keyCertSign <== bits.out[2];
    crlSign <== bits.out[1];
}

/*
 * basicConstraints (RFC 5280 4.2.1.9): SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }.
 *
 * Statement: one of 30 00, 30 03 01 01 FF, 30 06 01 01 FF 02 01 n with n < 128. pathLength = 7 stands for none stated,
 * and n above 6 counts as 6: no line of certificates is as long.
 * Inputs: octets[8] (assumed 0..255), length: extnValue's content. Cost: 20 rows.
 */
template BasicConstraints() {
    signal input octets[8];
    signal input length;
    signal output isCa;
    signal output pathLength;

    signal isStated;
    // Pinned by the length: 2, 5 or 8.
    isCa <-- length >= 5 ? 1 : 0;
    isStated <-- length == 8 ? 1 : 0;
    isCa * (isCa - 1) === 0;
    isStated * (isStated - 1) === 0;
    isStated * (1 - isCa) === 0;
    length === 2 + 3 * (isCa + isStated);
    octets[0] === 0x30;
    octets[1] === 3 * (isCa + isStated);
    isCa * (65536 * octets[2] + 256 * octets[3] + octets[4] - 0x0101FF) === 0;
    isStated * (256 * octets[5] + octets[6] - 0x0201) === 0;

    signal stated <== isStated * octets[7];
    component bits = Num2Bits(7);
    bits.in <== stated;
    signal no32Nor64 <== (1 - bits.out[6]) * (1 - bits.out[5]);
    signal no8Nor16 <== (1 - bits.out[4]) * (1 - bits.out[3]);
    signal isBelow8 <== no32Nor64 * no8Nor16;
    signal low2 <== bits.out[0] * bits.out[1];
    // 7 - 1 = 6; above 7: 6.
    signal isSeven <== low2 * bits.out[2];
    var low = bits.out[0] + 2 * bits.out[1] + 4 * bits.out[2] - isSeven;
    signal capped <== 6 + isBelow8 * (low - 6);
    pathLength <== 7 + isStated * (capped - 7);
}
