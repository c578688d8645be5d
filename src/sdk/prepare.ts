import { readAuthorities } from '../chain/authorities.ts';
import type { OpenRsp } from '../chain/contracts.ts';
import { pinLatestBlock, type PinnedBlock } from '../chain/pinned-block.ts';
import { readTreeLeaves } from '../chain/tree-leaves.ts';
import type { Certificate } from '../pki/certificate.ts';
import { certificateInputs, certificateStatement, type CertificateStatement } from '../zk/certificate.ts';
import { registerBinding } from '../zk/values.ts';
import { findIssuerRecord, type RegisteredIssuer } from './issuer-record.ts';
import { providerOf } from './provider.ts';
import { SdkError } from './sdk-error.ts';
import { statusOfLeaf } from './status.ts';
import { caTree, revocationTree } from './trees.ts';
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
  const block = await pinLatestBlock(providerOf(openRsp));
  const leaves = await readTreeLeaves(openRsp, block);
  const authorities = await readAuthorities(openRsp, block, leaves);
  const issuer = await findIssuerRecord(
    issuerCertificate,
    authorities,
    async (leaf) => (await statusOfLeaf(openRsp, leaf, block.number)) === 'Valid',
  );
  const statement = certificateStatement({ certificate, issuer: issuer.record, holderSecret });
  const revTree = revocationTree(leaves);
  if (revTree.has(statement.opening.revKey)) {
    throw new SdkError(
      `The certificate with serial number ${certificate.serialNumber} was revoked; a revocation is for good, ask its issuer for a new certificate`,
    );
  }
  const registry = await certificates.getAddress();
  const circuit = certificateInputs({
    statement,
    caProof: caTree(leaves).membership(issuer.authority.index),
    revocationProof: revTree.nonMembership(statement.opening.revKey),
    now: block.proofTime,
    binding: registerBinding(block.chainId, registry, submitter, statement.leaf),
  });
  return { block, statement, issuer, circuit };
}
