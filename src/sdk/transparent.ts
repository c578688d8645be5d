import type { ContractTransactionReceipt, Signer } from 'ethers';
import { readAuthorities, type Authority } from '../chain/authorities.ts';
import type { OpenRsp } from '../chain/contracts.ts';
import { pinLatestBlock } from '../chain/pinned-block.ts';
import { readTreeLeaves } from '../chain/tree-leaves.ts';
import type { Certificate } from '../pki/certificate.ts';
import { findIssuer } from '../pki/chain.ts';
import { checkValidAt } from '../pki/link.ts';
import { checkNoChip, openStatement, type CertificateStatement, type IssuerRecord } from '../zk/certificate.ts';
import { encodeFlags, keyHash } from '../zk/values.ts';
import { hex32 } from './format.ts';
import { findIssuerRecord } from './issuer-record.ts';
import { SdkError } from './sdk-error.ts';
import { statusOf, statusOfLeaf } from './status.ts';

/** Solidity's IssuerOpening. */
export interface IssuerOpening {
  readonly x: bigint;
  readonly y: bigint;
  readonly role: number;
  readonly flags: number;
  readonly notAfter: bigint;
  readonly revKey: bigint;
}

/** A line of certificates as it is registered in the open. */
export interface OpenChain {
  /** An active anchor or sub-CI. */
  readonly issuer: IssuerRecord;
  /** What will be registered of each certificate, issuers first. */
  readonly statements: readonly CertificateStatement[];
}

/** The leaf of an anchor or sub-CI, opened. */
export function issuerOpening({ publicKey, role, flags, notAfter, revKey }: IssuerRecord): IssuerOpening {
  return { ...publicKey, role, flags: encodeFlags(flags), notAfter, revKey };
}

/**
 * The line from `certificate` up to the first CA that is active in the registry, looked for in `pool`. Throws what `explain` explains:
 * SdkError when there is no such line or nothing to register, PkiError and CertificateStatementError when a certificate breaks a rule.
 */
export async function prepareOpenChain(
  openRsp: OpenRsp,
  certificate: Certificate,
  pool: readonly Certificate[],
): Promise<OpenChain> {
  checkNoChip(certificate);
  const provider = openRsp.certificates.runner?.provider;
  if (provider === null || provider === undefined) throw new Error('a registration needs a connection with a provider');
  const block = await pinLatestBlock(provider);
  const authorities = await readAuthorities(openRsp, block, await readTreeLeaves(openRsp, block));
  const line = lineOf(certificate, pool, authorities);
  const present = await statusOf(openRsp, certificate, line.at(-1)!.issuer);
  if (present.leaf !== undefined && present.status === 'Valid' && present.inTree !== false) {
    throw new SdkError(`"${certificate.subject.text}" is registered already, with leaf ${hex32(present.leaf)}`);
  }
  const isValid = async (leaf: bigint): Promise<boolean> =>
    (await statusOfLeaf(openRsp, leaf, block.number)) === 'Valid';
  const { record } = await findIssuerRecord(line[0]!.issuer, authorities, isValid);

  const statements: CertificateStatement[] = [];
  let issuer = record;
  for (const { certificate: own } of line) {
    checkValidAt(own, block.proofTime);
    const statement = openStatement({ certificate: own, issuer });
    statements.push(statement);
    issuer = statement.record ?? issuer;
  }
  return { issuer: record, statements };
}

/** Registers a line in the open. */
export async function registerOpenChain(
  openRsp: OpenRsp,
  chain: OpenChain,
  signer: Signer,
): Promise<ContractTransactionReceipt> {
  const response = await openRsp.transparent.connect(signer).registerTransparent(...callOf(chain));
  const receipt = await response.wait();
  if (receipt === null) throw new SdkError(`The transaction ${response.hash} was replaced; look for it in an explorer`);
  return receipt;
}

/** Gas of {@link registerOpenChain}, without sending it. Throws as it would. */
export async function simulateOpenChain(openRsp: OpenRsp, chain: OpenChain, sender: string): Promise<bigint> {
  return openRsp.transparent.registerTransparent.estimateGas(...callOf(chain), { from: sender });
}

function callOf({ issuer, statements }: OpenChain): [Uint8Array[], IssuerOpening] {
  return [statements.map(({ certificate }) => certificate.der), issuerOpening(issuer)];
}

/** Pairs of certificate and issuer, issuers first, beginning below a CA that stands in the registry. */
function lineOf(
  certificate: Certificate,
  pool: readonly Certificate[],
  authorities: readonly Authority[],
): { certificate: Certificate; issuer: Certificate }[] {
  const issuer = findIssuer(certificate, pool);
  if (issuer === undefined) {
    throw new SdkError(
      `No certificate at hand issued "${certificate.subject.text}" (its issuer is "${certificate.issuer.text}"); name its file or folder with --issuers`,
    );
  }
  const isRegistered = authorities.some(({ keyHash: own }) => own === keyHash(issuer.publicKey));
  // A CI that is no anchor ends the line too: that is said where its record is looked for.
  const above = isRegistered || issuer.role === 'Ci' ? [] : lineOf(issuer, pool, authorities);
  return [...above, { certificate, issuer }];
}
