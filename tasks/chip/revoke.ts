import { openDeployment } from '../../src/chain/contracts.ts';
import { chipIdentity } from '../../src/sdk/chip/opening.ts';
import { assertOwnRevocable, revokeOwnChip } from '../../src/sdk/chip/revoke-own.ts';
import { localProver } from '../../src/sdk/circuit-prover.ts';
import { fields, hex32 } from '../../src/sdk/format.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { ownChip, readChip, type HolderArguments } from './arguments.ts';

/** The present holder revokes his own chip, for good. */
export default action<HolderArguments>(async ({ file, issuers, secrets, from, dryRun }, hre) => {
  const { certificate, issuer } = readChip(file, issuers);
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const chip = ownChip(certificate, issuer, secrets);
  await assertOwnRevocable(openRsp, chip);
  const leaf = hex32(chipIdentity(chip).leaf);
  if (dryRun)
    return { text: `You can revoke the chip of leaf ${leaf}; nothing was sent.`, value: { leaf, sent: false } };
  const signer = await signerFor(connection, from, 'the sender');
  const { receipt, seconds } = await revokeOwnChip(openRsp, chip, localProver(), signer);
  const { hash, gasUsed } = receipt;
  return {
    text: fields([
      ['revoked', `the chip of leaf ${leaf}, for good`],
      ['gas', gasUsed],
      ['transaction', hash],
    ]),
    value: { leaf, seconds, gasUsed, transactionHash: hash, sent: true },
  };
});
