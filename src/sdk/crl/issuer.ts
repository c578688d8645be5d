import { readAuthorities } from '../../chain/authorities.ts';
import type { OpenRsp } from '../../chain/contracts.ts';
import { pinLatestBlock } from '../../chain/pinned-block.ts';
import { readTreeLeaves } from '../../chain/tree-leaves.ts';
import type { Certificate } from '../../pki/certificate.ts';
import { findIssuerRecord } from '../issuer-record.ts';
import { statusOfLeaf } from '../status.ts';

/** The opening of a CA's leaf, with its key: Solidity's `IRevocationLists.Issuer`. */
export interface ListIssuer {
  readonly x: bigint;
  readonly y: bigint;
  readonly role: number;
  readonly flags: number;
  /** Seconds since 1970. */
  readonly notAfter: bigint;
  readonly revKey: bigint;
  readonly constraint: bigint;
}

export interface FoundIssuer {
  readonly leaf: bigint;
  readonly opening: ListIssuer;
}

/** The leaf of an issuer and the opening with which its lists begin. Throws SdkError when the issuer is no active CA in the registry. */
export async function findListIssuer(openRsp: OpenRsp, issuer: Certificate): Promise<FoundIssuer> {
  const provider = openRsp.certificates.runner?.provider;
  if (provider === null || provider === undefined) throw new Error('finding an issuer needs a provider');
  const block = await pinLatestBlock(provider);
  const authorities = await readAuthorities(openRsp, block, await readTreeLeaves(openRsp, block));
  const { authority } = await findIssuerRecord(issuer, authorities, async (leaf) => {
    const status = await statusOfLeaf(openRsp, leaf);
    return status === 'Valid' || status === 'Stale';
  });
  const { role, flags, notAfter, revKey, constraint } = authority;
  const { x, y } = issuer.publicKey;
  return { leaf: authority.leaf, opening: { x, y, role, flags, notAfter, revKey, constraint } };
}
