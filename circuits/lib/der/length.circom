pragma circom 2.2.0;

include "./range.circom";

/*
 * A definite length in its minimal form (X.690 8.1.3, 10.1): short up to 127, 81 xx from 128, 82 xx xx from 256.
 *
 * Statement: the length octets spell `length`; `extra` (0, 1 or 2) octets follow the first one. Anything else (the indefinite
 * 80, longer forms, a longer form than needed) is refused; 82 is taken up to 33,023, more than any message here.
 * Inputs: octets[3] (assumed 0..255), of which those that belong to the length are read. Cost: 12 rows.
 */
template DefiniteLength() {
    signal input octets[3];
    signal output length;
    signal output extra;
    signal output isLong;
    signal output isTwo;

    // Pinned: when isLong = 0, isTwo = 0 and the range below wants the first octet < 128; when isLong = 1 the first is 81 + isTwo.
    isLong <-- octets[0] >= 128 ? 1 : 0;
    isTwo <-- octets[0] == 130 ? 1 : 0;
    isLong * (isLong - 1) === 0;
    isTwo * (isTwo - 1) === 0;
    isLong * (octets[0] - 0x81) === isTwo;

    signal replaced <== isLong * (octets[1] - octets[0]);
    signal widened <== isTwo * (255 * octets[1] + octets[2]);
    length <== octets[0] + replaced + widened;
    extra <== isLong + isTwo;

    // Short: the octet itself; 81: octet - 128; 82: high octet - 1; each in 0..127.
    Range(7)(octets[0] + replaced - 128 * isLong + 127 * isTwo);
}
