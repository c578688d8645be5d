import type { OpenRsp } from '../chain/contracts.ts';
import { pinLatestBlock } from '../chain/pinned-block.ts';
import { readTreeLeaves } from '../chain/tree-leaves.ts';
import type { Certificate } from '../pki/certificate.ts';
import { IndexedTree } from '../zk/trees.ts';
import { identityOf } from './identity.ts';
import { revokedAt } from './revoked-at.ts';
import { providerOf } from './provider.ts';
import { REV_TREE_DEPTH } from './tree-depths.ts';
import { SdkError } from './sdk-error.ts';

/** The call that revokes a certificate: which contract takes it is the same for all kinds. */
export async function revocationCall(
  openRsp: OpenRsp,
  certificate: Certificate,
  issuer: Certificate,
): Promise<{ readonly data: string; readonly revKey: bigint }> {
  if (certificate.role === 'Ci') {
    throw new SdkError(`"${certificate.subject.text}" is a CI; take it out with: anchor remove`);
  }
  const { revocations } = openRsp;
  const { revKey, nullifier, recordId } = identityOf(certificate, issuer);
  const since = await revokedSince(openRsp, certificate, issuer);
  if (since !== undefined) {
    throw new SdkError(`"${certificate.subject.text}" is revoked already, since ${since.toISOString()}`);
  }
  const data =
    nullifier === undefined
      ? revocations.interface.encodeFunctionData('revokeCertificates', [[recordId]])
      : revocations.interface.encodeFunctionData('revokeChips', [[revKey], [await lowIndex(openRsp, revKey)]]);
  return { data, revKey };
}

/** When a certificate was revoked; undefined: it was not. */
export async function revokedSince(
  openRsp: OpenRsp,
  certificate: Certificate,
  issuer: Certificate,
): Promise<Date | undefined> {
  const since = await revokedAt(openRsp, identityOf(certificate, issuer));
  return since === 0n ? undefined : new Date(Number(since) * 1000);
}

/** Index of the leaf with the largest value below `revKey`: behind it the new one is chained in. */
export async function lowIndex(openRsp: OpenRsp, revKey: bigint): Promise<number> {
  const { revokedChips } = await readTreeLeaves(openRsp, await pinLatestBlock(providerOf(openRsp)));
  return new IndexedTree(REV_TREE_DEPTH, revokedChips).insert(revKey).lowIndex;
}
