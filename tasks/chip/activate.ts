import { openDeployment } from '../../src/chain/contracts.ts';
import { activatable, activateChip } from '../../src/sdk/chip/supersession.ts';
import { fields, hex32 } from '../../src/sdk/format.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { readChip, type HolderArguments } from './arguments.ts';

/** Puts the leaf that waited into the place of the chip's present one. */
export default action<Omit<HolderArguments, 'secrets'>>(async ({ file, issuers, from, dryRun }, hre) => {
  const { nullifier } = readChip(file, issuers);
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const leaf = hex32((await activatable(openRsp, nullifier)).leaf);
  if (dryRun) return { text: `Leaf ${leaf} can take its place; nothing was sent.`, value: { leaf, sent: false } };
  const signer = await signerFor(connection, from, 'the sender');
  const { hash, gasUsed } = await activateChip(openRsp, nullifier, signer);
  return {
    text: fields([
      ['in place', leaf],
      ['gas', gasUsed],
      ['transaction', hash],
    ]),
    value: { leaf, gasUsed, transactionHash: hash, sent: true },
  };
});
