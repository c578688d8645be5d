pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/bitify.circom";

/* Octets a lane of a window holds: one field element carries up to 31, three words are 24. */
function laneOctets(width) {
    if (width + 7 <= 31) {
        return width + 7;
    }
    return 24;
}

function laneCount(width) {
    return (width + 7 + laneOctets(width) - 1) \ laneOctets(width);
}

/* Rows of the word-wise shift: positions in reach after each level, from shifts by 64 words down to 1. */
function laneShiftRows(lanes) {
    var rows = 0;
    var reach = 100 + 3 * (lanes - 1);
    for (var level = 6; level >= 0; level--) {
        var next = (1 << level) + 3 * (lanes - 1);
        for (var i = 0; i < next; i++) {
            if (i + (1 << level) < reach) {
                rows++;
            }
        }
        reach = next;
    }
    return rows;
}

function noIdle() {
    var idle[32];
    for (var i = 0; i < 32; i++) {
        idle[i] = 0;
    }
    return idle;
}

/*
 * Reads `width` octets of a message at an offset.
 *
 * Statement: out[i] is octet offset + i of: the message's 768 octets, then the 32 constant octets `idle`, then zeros;
 * offset < 800. A walk whose remaining slots have nothing to read points them at `idle`, a well-formed element, at 768.
 *
 * Inputs:
 *   words[96], bytes[768]   assumed: MessageOctets
 *   offset                  constrained here to 0..799
 * How: lanes of up to 31 octets that start at a multiple of 8 are selected by a shift of words (three words a step between
 * lanes), taken apart into bits once, and shifted by the last three bits of the offset.
 * Cost: 171 + 11 * width rows up to width 24 (one lane); 640 rows for width 40, 925 for 64, 1,456 for 99.
 */
template ByteWindow(width, idle) {
    signal input words[96];
    signal input bytes[768];
    signal input offset;
    signal output out[width];

    var octets = laneOctets(width);
    var lanes = laneCount(width);
    var end = 100 + 3 * (lanes - 1);

    // Whole words come from `words`, a lane's last octets from `bytes`: most of these, and of a last lane's bits, are not read.
    _ <== bytes;
    component offsetBits = Num2Bits(10);
    offsetBits.in <== offset;
    // Word 100 is the first out of reach: 0b11001xx and above, so 64 and 32 set leave no room for 16, 8, 4.
    signal last <== offsetBits.out[9] * offsetBits.out[8];
    last * (offsetBits.out[7] + offsetBits.out[6] + offsetBits.out[5]) === 0;

    // What follows the message, by distance from its end: the idle element, then zeros.
    var after[160];
    for (var i = 0; i < 160; i++) {
        after[i] = 0;
        if (i < 32) {
            after[i] = idle[i];
        }
    }
    var current[112];
    for (var position = 0; position < end; position++) {
        var lane = 0;
        for (var word = 0; word < octets \ 8; word++) {
            var at = position + word;
            if (at < 96) {
                lane = lane * (1 << 64) + words[at];
            } else {
                for (var i = 0; i < 8; i++) {
                    lane = lane * 256 + after[8 * (at - 96) + i];
                }
            }
        }
        for (var i = 0; i < octets % 8; i++) {
            var at = 8 * (position + octets \ 8) + i;
            if (at < 768) {
                lane = lane * 256 + bytes[at];
            } else {
                lane = lane * 256 + after[at - 768];
            }
        }
        current[position] = lane;
    }

    signal selected[laneShiftRows(lanes)];
    var row = 0;
    var reach = end;
    for (var level = 6; level >= 0; level--) {
        var step = 1 << level;
        var next = step + 3 * (lanes - 1);
        for (var i = 0; i < next; i++) {
            // A position past the end is out of reach for offsets below 800: what stays there is never read.
            if (i + step < reach) {
                selected[row] <== current[i] + offsetBits.out[3 + level] * (current[i + step] - current[i]);
                current[i] = selected[row];
                row++;
            }
        }
        reach = next;
    }

    component laneBits[lanes];
    var aligned[lanes * octets];
    for (var l = 0; l < lanes; l++) {
        laneBits[l] = Num2Bits(8 * octets);
        laneBits[l].in <== current[3 * l];
        _ <== laneBits[l].out;
        for (var i = 0; i < octets; i++) {
            var octet = 0;
            for (var j = 7; j >= 0; j--) {
                octet = 2 * octet + laneBits[l].out[8 * (octets - 1 - i) + j];
            }
            aligned[l * octets + i] = octet;
        }
    }
    signal by4[width + 3];
    for (var i = 0; i < width + 3; i++) {
        by4[i] <== aligned[i] + offsetBits.out[2] * (aligned[i + 4] - aligned[i]);
    }
    signal by2[width + 1];
    for (var i = 0; i < width + 1; i++) {
        by2[i] <== by4[i] + offsetBits.out[1] * (by4[i + 2] - by4[i]);
    }
    for (var i = 0; i < width; i++) {
        out[i] <== by2[i] + offsetBits.out[0] * (by2[i + 1] - by2[i]);
    }
}
