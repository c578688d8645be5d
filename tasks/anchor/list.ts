import { readAuthorities } from '../../src/chain/authorities.ts';
import { openDeployment } from '../../src/chain/contracts.ts';
import { pinLatestBlock } from '../../src/chain/pinned-block.ts';
import { readTreeLeaves } from '../../src/chain/tree-leaves.ts';
import { statusOfLeaf } from '../../src/sdk/status.ts';
import { action } from '../action.ts';
import { connect } from '../connection.ts';
import { hex32, table, utc } from '../../src/sdk/format.ts';

/** Lists the trust anchors in use. */
export default action(async (_args, hre) => {
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const block = await pinLatestBlock(connection.ethers.provider);
  const authorities = await readAuthorities(openRsp, block, await readTreeLeaves(openRsp, block));
  const anchors = await Promise.all(
    authorities
      .filter(({ anchorId }) => anchorId !== 0n)
      .map(async ({ anchorId, leaf, keyHash, notAfter }) => ({
        anchorId,
        leaf: hex32(leaf),
        keyHash: hex32(keyHash),
        notAfter,
        status: await statusOfLeaf(openRsp, leaf),
      })),
  );
  const rows = anchors.map(({ anchorId, leaf, notAfter, status }) => [anchorId, leaf, utc(notAfter), status]);
  return {
    text:
      anchors.length === 0
        ? 'There are no anchors; add one with: anchor add'
        : table(['id', 'leaf', 'until', 'status'], rows),
    value: anchors,
  };
});
