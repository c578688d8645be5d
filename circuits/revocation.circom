pragma circom 2.2.0;

include "lib/chip/record.circom";
include "lib/merkle/indexed.circom";

/*
 * The holder of a registered chip speaks: he opens its leaf, which takes the holder's secret, and the chip is not revoked. He may
 * show the revKey, to have it revoked.
 *
 * Public:
 *   revRoot    root of the revocation tree
 *   leaf       chipLeaf, of an eUICC certificate by its meta
 *   revKey     the chip's, or 0: not shown
 *   binding    what the proof is bound to; free
 * Private:
 *   keyHash, notAfter, ownRevKey, eid   pinned by the leaf
 *   holderSecret                        constrained here: not 0; pinned by the leaf
 *   isShown                             constrained here: boolean
 *   rev...                              absence from the revocation tree; pinned by revRoot
 * Cost: see circuits/README.md.
 */
template Revocation() {
    signal input revRoot;
    signal input leaf;
    signal input revKey;
    signal input binding;

    signal input keyHash;
    signal input notAfter;
    signal input ownRevKey;
    signal input holderSecret;
    signal input eid;
    signal input isShown;
    signal input revLowValue;
    signal input revLowNext;
    signal input revSiblings[24];
    signal input revBits[24];
    signal input revPresent[24];

    signal ownLeaf <== ChipLeafOfHolder()(keyHash, notAfter, ownRevKey, holderSecret, eid);
    leaf === ownLeaf;

    signal ownRevRoot <== IndexedNonMembership(24)(ownRevKey, revLowValue, revLowNext, revSiblings, revBits, revPresent);
    revRoot === ownRevRoot;

    isShown * (isShown - 1) === 0;
    revKey === isShown * ownRevKey;

    // An input that no constraint names would still be part of the statement; this keeps it visible in the R1CS.
    signal bound <== binding * binding;
}

component main {public [revRoot, leaf, revKey, binding]} = Revocation();
