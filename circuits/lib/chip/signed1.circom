pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";
include "../der/length.circom";
include "../der/tail.circom";

/*
 * The characters of a hexadecimal number.
 *
 * Statement: characters are the lower-case hexadecimal digits of value < 2^(4 * digits), the first one the most significant.
 * Inputs: value (constrained here), characters[digits] (any). Cost: 6 rows a digit.
 */
template Hexadecimal(digits) {
    signal input value;
    signal input characters[digits];

    component bits = Num2Bits(4 * digits);
    bits.in <== value;
    signal either[digits];
    signal isLetter[digits];
    for (var i = 0; i < digits; i++) {
        var at = 4 * (digits - 1 - i);
        var digit = bits.out[at] + 2 * bits.out[at + 1] + 4 * bits.out[at + 2] + 8 * bits.out[at + 3];
        // 10 and more: 8 with 4 or 2.
        either[i] <== bits.out[at + 2] + bits.out[at + 1] - bits.out[at + 2] * bits.out[at + 1];
        isLetter[i] <== bits.out[at + 3] * either[i];
        // '0' is 48, 'a' is 97.
        characters[i] === 48 + digit + 39 * isLetter[i];
    }
}

/*
 * euiccSigned1 (SGP.22 5.7.13), walked from its first octet to its exact end:
 * 30 { 80 transactionId, 83 serverAddress, 84 serverChallenge, BF22 euiccInfo2, A0 { 80 matchingId, .. } }.
 *
 * Statement: the first `length` octets are one, of which the matchingId is the 62 hexadecimal digits of `binding` < 2^248.
 * Inputs:
 *   bits[512 * blocks]   octets, most significant bit first: constrained here to be boolean
 *   length               constrained here by the walk to the sum of the parts
 *   binding              constrained here
 * Octets past `length` are not looked at: Sha256Variable wants them zero.
 * Cost: 11,074 rows for 6 blocks.
 */
template EuiccSigned1(blocks) {
    var count = 64 * blocks - 9;
    var indexBits = 0;
    while ((1 << indexBits) <= count) indexBits++;

    signal input bits[512 * blocks];
    signal input length;
    signal input binding;

    for (var i = 0; i < 512 * blocks; i++) bits[i] * (bits[i] - 1) === 0;
    signal octets[count];
    for (var i = 0; i < count; i++) {
        var octet = 0;
        for (var j = 0; j < 8; j++) octet = 2 * octet + bits[8 * i + j];
        octets[i] <== octet;
    }

    octets[0] === 0x30;
    component header = DefiniteLength();
    for (var i = 0; i < 3; i++) header.octets[i] <== octets[1 + i];
    _ <== header.isLong;
    _ <== header.isTwo;
    length === 2 + header.extra + header.length;

    // transactionId: skipped by its length, up to 29 octets; the standard has at most 16.
    component body = Tail(count, 3, count - 2);
    body.octets <== octets;
    body.start <== 2 + header.extra;
    body.out[0] === 0x80;
    component afterId = Tail(count - 2, 5, count - 4);
    afterId.octets <== body.out;
    afterId.start <== 2 + body.out[1];

    // serverAddress
    afterId.out[0] === 0x83;
    component address = DefiniteLength();
    for (var i = 0; i < 3; i++) address.octets[i] <== afterId.out[1 + i];
    _ <== address.isLong;
    _ <== address.isTwo;
    signal addressEnd <== 2 + address.extra + address.length;
    component afterAddress = Tail(count - 4, indexBits, count - 6);
    afterAddress.octets <== afterId.out;
    afterAddress.start <== addressEnd;

    // serverChallenge: 16 octets
    afterAddress.out[0] === 0x84;
    afterAddress.out[1] === 0x10;

    // euiccInfo2: skipped by its length.
    afterAddress.out[18] === 0xBF;
    afterAddress.out[19] === 0x22;
    component info = DefiniteLength();
    for (var i = 0; i < 3; i++) info.octets[i] <== afterAddress.out[20 + i];
    _ <== info.isLong;
    _ <== info.isTwo;
    signal infoEnd <== 21 + info.extra + info.length;
    component context = Tail(count - 6, indexBits, 67);
    context.octets <== afterAddress.out;
    context.start <== infoEnd;

    // ctxParams1: ctxParamsForCommonAuthentication, to the end of the message.
    context.out[0] === 0xA0;
    component parameters = DefiniteLength();
    for (var i = 0; i < 3; i++) parameters.octets[i] <== context.out[1 + i];
    _ <== parameters.isLong;
    _ <== parameters.isTwo;
    length === 2 + header.extra + 2 + body.out[1] + addressEnd + infoEnd + 2 + parameters.extra + parameters.length;
    component first = Tail(67, 2, 64);
    first.octets <== context.out;
    first.start <== 2 + parameters.extra;

    // matchingId
    first.out[0] === 0x80;
    first.out[1] === 62;
    component spelled = Hexadecimal(62);
    spelled.value <== binding;
    for (var i = 0; i < 62; i++) spelled.characters[i] <== first.out[2 + i];
}
