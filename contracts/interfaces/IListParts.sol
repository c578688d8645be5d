// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Octets kept as code
/// @notice A list that no transaction can carry (128 kB with most nodes) is brought in parts. Each becomes the code of an account of its
/// own, after an octet 0 that makes it inert. What a part holds is nobody's claim: the list made of them is checked as a whole.
interface IListParts {
    event PartStaged(address indexed place, uint256 octets);

    /// A part has 1 to `limit` octets.
    error PartSize(uint256 given, uint256 limit);
    /// The gas did not suffice to keep a part of `length` octets: give more, or stage smaller parts.
    error PartNotStaged(uint256 length);

    /// @notice Most octets of one part.
    function MAX_PART() external view returns (uint256);

    /// @notice Keeps a part. Anybody may; the same octets are kept once. Reverts with {PartSize}, {PartNotStaged}.
    /// @return place Address whose code they are: {placeOf}.
    function stage(bytes calldata part) external returns (address place);

    /// @notice Where these octets are, or would be. Reverts with {PartSize}.
    function placeOf(bytes calldata part) external view returns (address);
}
