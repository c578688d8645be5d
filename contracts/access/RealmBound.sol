// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IRealm, Realm} from "../interfaces/IRealm.sol";
import {Realms} from "../libraries/Realms.sol";

/// @title Base of what belongs to one realm
abstract contract RealmBound is IRealm {
    /// @inheritdoc IRealm
    Realm public immutable realm;

    constructor(Realm realm_) {
        if (realm_ == Realm.Test && !Realms.isTestChain(block.chainid)) revert NotATestChain(block.chainid);
        realm = realm_;
    }
}
