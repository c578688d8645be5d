import { openDeployment } from '../../src/chain/contracts.ts';
import { vetoable, vetoChip } from '../../src/sdk/chip/supersession.ts';
import { localProver } from '../../src/sdk/circuit-prover.ts';
import { fields, hex32 } from '../../src/sdk/format.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { ownChip, readChip, type HolderArguments } from './arguments.ts';

/** The present holder refuses the leaf that waits to take the place of his. */
export default action<HolderArguments>(async ({ file, issuers, secrets, from, dryRun }, hre) => {
  const { certificate, issuer } = readChip(file, issuers);
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const chip = ownChip(certificate, issuer, secrets);
  const pending = hex32((await vetoable(openRsp, chip)).leaf);
  if (dryRun) {
    return { text: `You can refuse leaf ${pending}; nothing was sent.`, value: { refused: pending, sent: false } };
  }
  const signer = await signerFor(connection, from, 'the sender');
  const { receipt, seconds } = await vetoChip(openRsp, chip, localProver(), signer);
  const { hash, gasUsed } = receipt;
  return {
    text: fields([
      ['refused', pending],
      ['gas', gasUsed],
      ['transaction', hash],
    ]),
    value: { refused: pending, seconds, gasUsed, transactionHash: hash, sent: true },
  };
});
