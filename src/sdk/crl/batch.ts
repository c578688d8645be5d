import type { OpenRsp } from '../../chain/contracts.ts';
import { pinLatestBlock } from '../../chain/pinned-block.ts';
import { readTreeLeaves } from '../../chain/tree-leaves.ts';
import type { Certificate } from '../../pki/certificate.ts';
import type { Crl } from '../../pki/crl.ts';
import { IndexedTree } from '../../zk/trees.ts';
import { keyHash, revKey } from '../../zk/values.ts';
import { REV_TREE_DEPTH } from '../tree-depths.ts';

/** What of a list goes into one transaction. */
export interface Batch {
  readonly maxEntries: number;
  /** Of chips: for each that is not revoked yet, where it is chained in. */
  readonly lowIndexes: number[];
}

/** Chips that were revoked before cost 12,000 gas each: with so many of them a transaction stays below 12,000,000. */
const MAX_CHIP_ENTRIES = 200;

export interface Remaining {
  readonly crl: Crl;
  readonly issuer: Certificate;
  /** undefined: all. */
  readonly octetsLeft: number | undefined;
}

/** The next batch of a list, with hints for the tree as it is now. */
export async function nextBatch(openRsp: OpenRsp, { crl, issuer, octetsLeft }: Remaining): Promise<Batch> {
  const { revocations } = openRsp;
  if (issuer.role !== 'Eum') return { maxEntries: Number(await revocations.MAX_CERTIFICATES()), lowIndexes: [] };
  const provider = revocations.runner?.provider;
  if (provider === null || provider === undefined) throw new Error('a revocation needs a provider');
  const { revokedChips } = await readTreeLeaves(openRsp, await pinLatestBlock(provider));
  const tree = new IndexedTree(REV_TREE_DEPTH, revokedChips);
  const seen = new Set(revokedChips);
  const limit = Number(await revocations.MAX_CHIPS());
  const issuerKeyHash = keyHash(issuer.publicKey);
  const lowIndexes: number[] = [];
  const from = octetsLeft === undefined ? 0 : entriesBefore(crl, octetsLeft);
  for (const { serialNumber } of crl.entries.slice(from, from + MAX_CHIP_ENTRIES)) {
    const value = revKey(issuerKeyHash, serialNumber);
    if (seen.has(value)) continue;
    if (lowIndexes.length === limit) break;
    lowIndexes.push(tree.insert(value).lowIndex);
  }
  return { maxEntries: MAX_CHIP_ENTRIES, lowIndexes };
}

/** How many entries are before the last `octetsLeft` octets of them. */
export function entriesBefore({ entryOctets }: Crl, octetsLeft: number): number {
  let count = entryOctets.length;
  for (let octets = 0; octets < octetsLeft && count > 0; count--) octets += entryOctets[count - 1] ?? 0;
  return count;
}
