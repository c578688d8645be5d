import { mintPki } from '../pki/mint/pki.ts';
import { anchorRecord, certificateInputs, certificateStatement, issuerLeaf } from '../zk/certificate.ts';
import { IndexedTree, LeanTree } from '../zk/trees.ts';
import { CA_TREE_DEPTH, REV_TREE_DEPTH } from '../sdk/tree-depths.ts';
import type { ProofInputs } from '../zk/circuit-inputs.ts';

const NOT_BEFORE = 1_767_225_600n;

/** Inputs of the circuit `certificate` for an SM-DP+ auth certificate, the same on every machine. */
export function sampleInputs(): ProofInputs {
  const { ci, dpAuth } = mintPki({ seed: 'benchmark', notBefore: NOT_BEFORE });
  const issuer = anchorRecord(ci.certificate, 1n);
  const statement = certificateStatement({ certificate: dpAuth.certificate, issuer });
  return certificateInputs({
    statement,
    caProof: new LeanTree(CA_TREE_DEPTH, [issuerLeaf(issuer)]).membership(0),
    revocationProof: new IndexedTree(REV_TREE_DEPTH).nonMembership(statement.opening.revKey),
    now: NOT_BEFORE + 86_400n,
    binding: 1n,
  });
}
