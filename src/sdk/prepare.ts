import { readAuthorities } from '../chain/authorities.ts';
import type { OpenRsp } from '../chain/contracts.ts';
import { pinLatestBlock, type PinnedBlock } from '../chain/pinned-block.ts';
import { readTreeLeaves, type TreeLeaves } from '../chain/tree-leaves.ts';
import type { Certificate } from '../pki/certificate.ts';
import { certificateInputs, certificateStatement, type CertificateStatement } from '../zk/certificate.ts';
import { IndexedTree, LeanTree } from '../zk/trees.ts';
import { registerBinding } from '../zk/values.ts';
import { findIssuerRecord, type RegisteredIssuer } from './issuer-record.ts';
import { SdkError } from './sdk-error.ts';
import { statusOfLeaf } from './status.ts';
import { CA_TREE_DEPTH, REV_TREE_DEPTH } from './tree-depths.ts';
import type { ProofInputs } from '../zk/circuit-inputs.ts';

export interface ProofRequest {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  /** The account that will register. */
  readonly submitter: string;
  /** For an eUICC. */
  readonly holderSecret?: bigint;
}

/** All that proving needs of the chain, read at one block. */
export interface PreparedProof {
  readonly block: PinnedBlock;
  readonly statement: CertificateStatement;
  readonly issuer: RegisteredIssuer;
  readonly circuit: ProofInputs;
}

/** Reads the chain and checks everything that can be known before the long computation. Throws what {@link explain} explains. */
export async function prepareProof(openRsp: OpenRsp, request: ProofRequest): Promise<PreparedProof> {
  const { certificate, issuer: issuerCertificate, submitter, holderSecret } = request;
  const { certificates } = openRsp;
  const { runner } = certificates;
  const provider = runner?.provider;
  if (provider === null || provider === undefined) throw new Error('a proof needs a connection with a provider');
  const block = await pinLatestBlock(provider);
  const leaves = await readTreeLeaves(openRsp, block);
  const authorities = await readAuthorities(openRsp, block, leaves);
  const issuer = await findIssuerRecord(
    issuerCertificate,
    authorities,
    async (leaf) => (await statusOfLeaf(openRsp, leaf, block.number)) === 'Valid',
  );
  const statement = certificateStatement({ certificate, issuer: issuer.record, holderSecret });
  const { caTree, revTree } = rebuildTrees(leaves);
  if (revTree.has(statement.opening.revKey)) {
    throw new SdkError(
      `The certificate with serial number ${certificate.serialNumber} was revoked; a revocation is for good, ask its issuer for a new certificate`,
    );
  }
  const registry = await certificates.getAddress();
  const circuit = certificateInputs({
    statement,
    caProof: caTree.membership(issuer.authority.index),
    revocationProof: revTree.nonMembership(statement.opening.revKey),
    now: block.proofTime,
    binding: registerBinding(block.chainId, registry, submitter, statement.leaf),
  });
  return { block, statement, issuer, circuit };
}

/** The trees as the chain has them. A root that differs means that leaves and root are not of one block, or not of one version. */
function rebuildTrees({ caLeaves, caRoot, revokedChips, revRoot }: TreeLeaves): {
  caTree: LeanTree;
  revTree: IndexedTree;
} {
  const caTree = new LeanTree(CA_TREE_DEPTH, caLeaves);
  const revTree = new IndexedTree(REV_TREE_DEPTH, revokedChips);
  for (const [name, own, chain] of [
    ['active CAs', caTree.root, caRoot],
    ['revoked chips', revTree.root, revRoot],
  ] as const) {
    if (own !== chain) {
      throw new SdkError(
        `The tree of ${name} has the root ${own} here and ${chain} on chain; the node answers from different blocks, try again or use another node`,
      );
    }
  }
  return { caTree, revTree };
}
