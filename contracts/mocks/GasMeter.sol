// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ICertificateRegistry, Status} from "../interfaces/ICertificateRegistry.sol";
import {IVerifierRouter} from "../interfaces/IVerifierRouter.sol";

/// @title Measures what a view costs the contract that relies on it, from a cold start
contract GasMeter {
    function isValid(ICertificateRegistry registry, uint256 leaf) external view returns (Status status, uint256 spent) {
        uint256 before = gasleft();
        status = registry.isValid(leaf);
        spent = before - gasleft();
    }

    function verify(
        IVerifierRouter router,
        bytes32 circuit,
        uint32 version,
        uint256[8] calldata proof,
        uint256[] calldata signals
    ) external view returns (bool accepted, uint256 spent) {
        uint256 before = gasleft();
        accepted = router.verify(circuit, version, proof, signals);
        spent = before - gasleft();
    }
}
