pragma circom 2.2.0;

// Refuses zero.
// Inputs: in: constrained here: ≠ 0, any other field element.
// Cost: 1 row.
template NonZero() {
    signal input in;

    // Pinned by in · inverse = 1, which no inverse satisfies when in = 0.
    signal inverse <-- in != 0 ? 1 / in : 0;
    in * inverse === 1;
}
