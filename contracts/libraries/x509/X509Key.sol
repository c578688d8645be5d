// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {ICertificateRegistry} from "../../interfaces/ICertificateRegistry.sol";
import {IX509} from "../../interfaces/IX509.sol";
import {Octets} from "../Octets.sol";

/// @title SubjectPublicKeyInfo of an uncompressed key on P-256 (RFC 5480 2)
library X509Key {
    /// All that stands before the coordinates: id-ecPublicKey, prime256v1, a BIT STRING without unused bits, form 04.
    bytes27 private constant PREFIX = hex"3059301306072a8648ce3d020106082a8648ce3d03010703420004";
    uint256 private constant PREFIX_OCTETS = 27;
    uint256 private constant KEY_OCTETS = PREFIX_OCTETS + 64;

    /// @return x Of a point on the curve, canonical.
    /// @return y See `x`.
    /// @return next After the key.
    function read(
        bytes memory der,
        uint256 position,
        uint256 end
    ) internal pure returns (uint256 x, uint256 y, uint256 next) {
        next = position + KEY_OCTETS;
        if (next > end || !Octets.equal(der, position, position + PREFIX_OCTETS, PREFIX))
            revert IX509.KeyKindRefused(position);
        x = Octets.wordAt(der, position + PREFIX_OCTETS);
        y = Octets.wordAt(der, position + PREFIX_OCTETS + 32);
        if (!P256.isValidPublicKey(bytes32(x), bytes32(y))) revert ICertificateRegistry.KeyInvalid(x, y);
    }
}
