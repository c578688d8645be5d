pragma circom 2.2.0;

include "./onehot.circom";

/*
 * certificatePolicies (RFC 5280 4.2.1.4) of exactly one PolicyInformation without qualifiers: the role (SGP.22 4.5.2.1).
 *
 * Statement: OID 2.23.146.1.2.1.n, n = 1..7, or 2.23.146.1.2.1.0.0 (sub-CI). id-rspRole-ci itself (n = 0) is refused: a CI is an
 * anchor, nobody's certificate proves it. So are the longer role OIDs of SGP.22 version 3.
 * Inputs: octets[14] (assumed 0..255), length: extnValue's content. Cost: 11 rows.
 */
template CertificatePolicies() {
    signal input octets[14];
    signal input length;
    // Exactly one is set.
    signal output isSubCi;
    signal output isEuicc;
    signal output isEum;
    signal output isServer;
    // The protocol's role number (PROTOCOL.md 1).
    signal output role;
    // Roles whose subjectAltName must name a registeredID: all servers but the TLS ones.
    signal output needsRegisteredId;

    // Pinned by the length: 13 or 14.
    isSubCi <-- length == 14 ? 1 : 0;
    isSubCi * (isSubCi - 1) === 0;
    length === 13 + isSubCi;
    octets[0] === 0x30;
    octets[1] === 0x0B + isSubCi;
    octets[2] === 0x30;
    octets[3] === 0x09 + isSubCi;
    octets[4] === 0x06;
    octets[5] === 0x07 + isSubCi;
    var prefix[6] = [0x67, 0x81, 0x12, 0x01, 0x02, 0x01];
    for (var i = 0; i < 6; i++) {
        octets[6 + i] === prefix[i];
    }
    isSubCi * octets[13] === 0;

    component arc = OneHot(0, 7);
    arc.value <== octets[12];
    arc.flags[0] === isSubCi;
    isEuicc <== arc.flags[1];
    isEum <== arc.flags[2];
    isServer <== arc.flags[3] + arc.flags[4] + arc.flags[5] + arc.flags[6] + arc.flags[7];
    needsRegisteredId <== arc.flags[4] + arc.flags[5] + arc.flags[7];
    role <== 2 * isSubCi + 3 * isEum + 4 * isEuicc
        + 5 * arc.flags[3] + 6 * arc.flags[4] + 7 * arc.flags[5] + 8 * arc.flags[6] + 9 * arc.flags[7];
}
