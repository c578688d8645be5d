pragma circom 2.2.0;

// Shape of the signature relation; src/zk/p256/parameters.ts has the same numbers, and a test compares the two.

function P256_STEPS() { return 128; }
function P256_OFFSET_WINDOWS() { return 16; }
function P256_BASE_WINDOWS() { return 32; }
function P256_SLOPES() { return 305; }
// Without the additional points' curve equations.
function P256_RELATIONS() { return 309; }
function P256_RELATION_COEFFICIENTS() { return 22; }
function P256_ALPHAS() { return 17; }
function P256_BETAS() { return 19; }
// Of a challenge: an alpha or a beta.
function P256_CHALLENGE_BITS() { return 63; }
function P256_CHALLENGE_SETS() { return 2; }
