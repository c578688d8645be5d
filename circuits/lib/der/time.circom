pragma circom 2.2.0;

include "../../../node_modules/circomlib/circuits/comparators.circom";
include "./onehot.circom";
include "./digits.circom";
include "./range.circom";

/*
 * Days of a year before its months and in them, without 29 February.
 */
function daysBeforeMonth() {
    return [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
}

function daysInMonth() {
    return [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
}

/*
 * Time of a certificate's validity (RFC 5280 4.1.2.5): UTCTime YYMMDDHHMMSSZ, years 1950 to 2049, or GeneralizedTime
 * YYYYMMDDHHMMSSZ, which DER certificates use from 2050 on and not before.
 *
 * Statement: the TLV is one of the two, digits are digits, the date exists, the hour is at most 23, minute and second at
 * most 59; `seconds` is the time in seconds since 1970 (before it: negative).
 * Inputs: octets[17] (assumed 0..255), the TLV from its tag on; a UTCTime is read to its 15th octet.
 * Cost: 152 rows.
 */
template CertificateTime() {
    signal input octets[17];
    signal output isGeneralized;
    signal output seconds;

    // Pinned by the tag: 17 or 18.
    isGeneralized <-- octets[0] == 0x18 ? 1 : 0;
    isGeneralized * (isGeneralized - 1) === 0;
    octets[0] === 0x17 + isGeneralized;
    octets[1] === 13 + 2 * isGeneralized;

    // YYYYMMDDHHMMSSZ in both forms; a UTCTime is read as of 20YY first.
    signal aligned[15];
    for (var i = 0; i < 15; i++) {
        if (i < 2) {
            var assumed = i == 0 ? 0x32 : 0x30;
            aligned[i] <== assumed + isGeneralized * (octets[2 + i] - assumed);
        } else {
            aligned[i] <== octets[i] + isGeneralized * (octets[2 + i] - octets[i]);
        }
    }
    aligned[14] === 0x5A;

    component digits[14];
    var value[7];
    for (var i = 0; i < 14; i++) {
        digits[i] = DecimalDigit();
        digits[i].value <== aligned[i] - 0x30;
        _ <== digits[i].bits;
    }
    for (var i = 0; i < 7; i++) {
        value[i] = 10 * (aligned[2 * i] - 0x30) + aligned[2 * i + 1] - 0x30;
    }
    var century = value[0];
    var yearOfCentury = value[1];

    // The UTCTime pivot: tens digit 5..9 means 19YY, 36,525 days before 20YY.
    signal neither <== (1 - digits[2].bits[1]) * (1 - digits[2].bits[0]);
    signal fiveToSeven <== digits[2].bits[2] * (1 - neither);
    signal isLastCentury <== (fiveToSeven + digits[2].bits[3]) * (1 - isGeneralized);

    Range(13)(isGeneralized * (100 * century + yearOfCentury - 2050));

    // Remainders mod 4 of the year of the century and of the century: low bit of the units, and the next one plus the tens' lowest.
    signal yearUpper <== digits[2].bits[0] + digits[3].bits[1] - 2 * digits[2].bits[0] * digits[3].bits[1];
    signal centuryUpper <== digits[0].bits[0] + digits[1].bits[1] - 2 * digits[0].bits[0] * digits[1].bits[1];
    var yearRemainder = 2 * yearUpper + digits[3].bits[0];
    var centuryRemainder = 2 * centuryUpper + digits[1].bits[0];
    signal yearHasRemainder <== 1 - (1 - yearUpper) * (1 - digits[3].bits[0]);
    signal centuryHasRemainder <== 1 - (1 - centuryUpper) * (1 - digits[1].bits[0]);
    component isCenturyYear = IsZero();
    isCenturyYear.in <== yearOfCentury;
    signal isLeap <== 1 - yearHasRemainder - isCenturyYear.out * centuryHasRemainder;

    // Leap years before this one, year 0 included: multiples of 4, less those of 100, and those of 400.
    var yearQuarter = (yearOfCentury - yearRemainder) / 4;
    var centuryQuarter = (century - centuryRemainder) / 4;
    signal after400 <== 1 - isCenturyYear.out * (1 - centuryHasRemainder);
    var leapYears = 25 * century + yearQuarter + yearHasRemainder
        - century - (1 - isCenturyYear.out)
        + centuryQuarter + after400;

    component month = OneHot(1, 12);
    month.value <== value[2];
    var before[12] = daysBeforeMonth();
    var inMonth[12] = daysInMonth();
    var monthStart = 0;
    var monthLength = 0;
    var isAfterFebruary = 0;
    for (var i = 0; i < 12; i++) {
        monthStart += before[i] * month.flags[i];
        monthLength += inMonth[i] * month.flags[i];
        if (i >= 2) {
            isAfterFebruary += month.flags[i];
        }
    }
    signal leapDayPassed <== isLeap * isAfterFebruary;
    signal leapDayAllowed <== isLeap * month.flags[1];
    Range(5)(value[3] - 1);
    Range(5)(monthLength + leapDayAllowed - value[3]);
    Range(5)(23 - value[4]);
    Range(6)(59 - value[5]);
    Range(6)(59 - value[6]);

    // 719,528 days from 0000-01-01 to 1970-01-01 (proleptic Gregorian).
    var days = 365 * (100 * century + yearOfCentury) + leapYears + monthStart + leapDayPassed + value[3] - 1
        - 719528 - 36525 * isLastCentury;
    seconds <== 86400 * days + 3600 * value[4] + 60 * value[5] + value[6];
}

/*
 * Validity (RFC 5280 4.1): two times.
 *
 * Statement: the window holds SEQUENCE { notBefore, notAfter } and what follows it, `following`.
 * Inputs: octets[40] (assumed 0..255). Cost: 329 rows.
 */
template Validity() {
    signal input octets[40];
    signal output notBefore;
    signal output notAfter;
    signal output length;
    signal output following[4];

    component first = CertificateTime();
    for (var i = 0; i < 17; i++) {
        first.octets[i] <== octets[2 + i];
    }
    component second = CertificateTime();
    signal rest[21];
    for (var i = 0; i < 21; i++) {
        rest[i] <== octets[17 + i] + first.isGeneralized * (octets[19 + i] - octets[17 + i]);
    }
    for (var i = 0; i < 17; i++) {
        second.octets[i] <== rest[i];
    }
    notBefore <== first.seconds;
    notAfter <== second.seconds;

    length <== 32 + 2 * (first.isGeneralized + second.isGeneralized);
    octets[0] === 0x30;
    octets[1] === length - 2;
    for (var i = 0; i < 4; i++) {
        following[i] <== rest[15 + i] + second.isGeneralized * (rest[17 + i] - rest[15 + i]);
    }
}
