pragma circom 2.2.0;

include "../../node_modules/circomlib/circuits/poseidon.circom";
include "bits/nonzero.circom";

// The values of the protocol (docs/PROTOCOL.md, "Values"), as src/zk/values.ts computes them: Poseidon over BN254's scalar
// field, first input a domain constant. No two values share a constant, and every value has at least three inputs, so none is
// a node of a Merkle tree (two inputs, no constant).
// Unless a template says so, its inputs are assumed to be what their names say; the hash itself constrains nothing but `out`.
// Cost: 258 rows with three inputs, 294 with four, 318 with five, domain included.

function domainKeyHash() { return 1; }
function domainRevKey() { return 2; }
function domainCaLeaf() { return 4; }
function domainConstraint() { return 5; }
function domainServerLeaf() { return 6; }
function domainServerScope() { return 7; }
function domainChipLeaf() { return 8; }
function domainHolder() { return 9; }
function domainNullifier() { return 10; }
function domainServerTag() { return 11; }
function domainBindTag() { return 12; }
function domainEventTag() { return 14; }
function domainMessageTag() { return 15; }
function domainSeqCommit() { return 16; }
function domainIccidCommitment() { return 17; }
function domainTidHash() { return 18; }
function domainIndexedLeaf() { return 19; }
function domainOrganizationHash() { return 20; }
function domainPrefixList() { return 21; }
function domainRidHash() { return 22; }

// Names a P-256 public key.
// Inputs: halves of the affine coordinates. Assumed: each half < 2^128, coordinates canonical (< p) and on the curve.
template KeyHash() {
    signal input xHi;
    signal input xLo;
    signal input yHi;
    signal input yLo;
    signal output out <== Poseidon(5)([domainKeyHash(), xHi, xLo, yHi, yLo]);
}

// Names a certificate for revocation: its issuer's key and its serial number.
// Inputs: assumed: 0 < serialNumber < 2^160 (RFC 5280 4.1.2.2).
template RevKey() {
    signal input issuerKeyHash;
    signal input serialNumber;
    signal output out <== Poseidon(3)([domainRevKey(), issuerKeyHash, serialNumber]);
}

// Leaf of an anchor, sub-CI or EUM.
// Inputs: assumed: meta as MetaEncode makes it; constraint 0 except for an EUM.
template CaLeaf() {
    signal input keyHash;
    signal input meta;
    signal input revKey;
    signal input constraint;
    signal output out <== Poseidon(5)([domainCaLeaf(), keyHash, meta, revKey, constraint]);
}

// What an EUM may name in its eUICCs' subjects: organization and EID prefixes (SGP.22 4.5.2.1.0.2).
template Constraint() {
    signal input organizationHash;
    signal input prefixList;
    signal output out <== Poseidon(3)([domainConstraint(), organizationHash, prefixList]);
}

// Leaf of an SM-DP+ or SM-DS certificate.
// Inputs: assumed: meta as MetaEncode makes it; ridHash 0 where the certificate names no registeredID.
template ServerLeaf() {
    signal input keyHash;
    signal input meta;
    signal input revKey;
    signal input ridHash;
    signal output out <== Poseidon(5)([domainServerLeaf(), keyHash, meta, revKey, ridHash]);
}

// Leaf of an eUICC certificate.
// Inputs: assumed: meta as MetaEncode makes it; holder as Holder makes it.
template ChipLeaf() {
    signal input keyHash;
    signal input meta;
    signal input revKey;
    signal input holder;
    signal output out <== Poseidon(5)([domainChipLeaf(), keyHash, meta, revKey, holder]);
}

// Who holds a chip: hides the EID behind the holder's secret.
// Inputs: holderSecret: constrained here: not 0 (every other field element is a secret; aliases cannot exist, it is one wire).
//         eid: assumed: the 32 digits in BCD, 128 bits.
// Cost: 259 rows.
template Holder() {
    signal input holderSecret;
    signal input eid;

    NonZero()(holderSecret);
    signal output out <== Poseidon(3)([domainHolder(), holderSecret, eid]);
}

// One chip certificate has one nullifier, whoever registers it: nothing the prover chooses enters it.
template Nullifier() {
    signal input keyHash;
    signal input revKey;
    signal output out <== Poseidon(3)([domainNullifier(), keyHash, revKey]);
}

// Leaf of the indexed revocation tree: a revoked value and the next larger one (0: none).
template IndexedLeaf() {
    signal input value;
    signal input next;
    signal output out <== Poseidon(3)([domainIndexedLeaf(), value, next]);
}

// Hash of an organizationName's value octets.
// Inputs: assumed: length 1..64; chunks: octets 0..30, 31..61, 62..63, each big-endian, left aligned and zero padded in 31 octets.
template OrganizationHash() {
    signal input length;
    signal input chunks[3];
    signal output out <== Poseidon(5)([domainOrganizationHash(), length, chunks[0], chunks[1], chunks[2]]);
}

// Hash of an EUM's EID prefixes, in the certificate's order.
// Inputs: assumed: each prefix is its number of digits · 2^128 + its decimal value, or 0 where there is none.
template PrefixList() {
    signal input prefixes[4];
    signal output out <== Poseidon(5)([domainPrefixList(), prefixes[0], prefixes[1], prefixes[2], prefixes[3]]);
}

// Hash of a registeredID's content octets (0 stands for "none"; the caller selects it).
// Inputs: assumed: length 1..31; chunk: octets big-endian, left aligned and zero padded in 31 octets.
template RidHash() {
    signal input length;
    signal input chunk;
    signal output out <== Poseidon(3)([domainRidHash(), length, chunk]);
}

// What a server is to the tags that chips show it: the same for all of them, another for each certificate.
template ServerScope() {
    signal input serverLeaf;
    signal output out <== Poseidon(3)([domainServerScope(), serverLeaf, 0]);
}

// By which one server knows a chip again, and no two servers together: without holderSecret tags of different scopes are unrelated.
// Inputs: assumed: holderSecret not 0, as Holder constrains it for the chip's leaf.
template ServerTag() {
    signal input holderSecret;
    signal input keyHash;
    signal input serverScope;
    signal output out <== Poseidon(4)([domainServerTag(), holderSecret, keyHash, serverScope]);
}

// The same for one binding of a token.
// Inputs: as of ServerTag; bindScope: of the binding, a field element.
template BindTag() {
    signal input holderSecret;
    signal input keyHash;
    signal input bindScope;
    signal output out <== Poseidon(4)([domainBindTag(), holderSecret, keyHash, bindScope]);
}

// A notification of a chip to a server, once: the same number with another message is a clone's.
// Inputs: as of ServerTag; seq: assumed: the notification's sequence number, < 2^64.
template EventTag() {
    signal input holderSecret;
    signal input keyHash;
    signal input serverScope;
    signal input seq;
    signal output out <== Poseidon(5)([domainEventTag(), holderSecret, keyHash, serverScope, seq]);
}

// The message behind an event: says whether two are the same without saying what they are.
// Inputs: as of ServerTag; assumed: msgHi, msgLo halves of a SHA-256 digest, each < 2^128.
template MessageTag() {
    signal input holderSecret;
    signal input msgHi;
    signal input msgLo;
    signal output out <== Poseidon(4)([domainMessageTag(), holderSecret, msgHi, msgLo]);
}

// The chip's sequence number at a binding, hidden: later ones are proven larger without being shown.
// Inputs: as of EventTag and BindTag.
template SeqCommit() {
    signal input holderSecret;
    signal input seq;
    signal input bindScope;
    signal output out <== Poseidon(4)([domainSeqCommit(), holderSecret, seq, bindScope]);
}

// Inputs: iccid: assumed: 20 digits in BCD, 80 bits; salt: assumed: at least 128 bits of chance.
template IccidCommitment() {
    signal input iccid;
    signal input salt;
    signal output out <== Poseidon(3)([domainIccidCommitment(), iccid, salt]);
}

// Inputs: tid: assumed: the transactionId's 16 octets, < 2^128.
template TidHash() {
    signal input tid;
    signal output out <== Poseidon(3)([domainTidHash(), tid, 0]);
}
