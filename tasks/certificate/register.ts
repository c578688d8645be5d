import { openDeployment } from '../../src/chain/contracts.ts';
import { readProofFile } from '../../src/sdk/proof-file.ts';
import { registerProof, simulateRegistration } from '../../src/sdk/register.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { userPath } from '../../src/sdk/user-path.ts';
import { fields, hex32 } from '../../src/sdk/format.ts';

/** Sends a proof file to the registry. */
export default action<{ file: string; from: string | undefined; dryRun: boolean }>(
  async ({ file, from, dryRun }, hre) => {
    const proof = readProofFile(userPath(file));
    const connection = await connect(hre);
    const openRsp = await openDeployment(connection.store, connection.ethers.provider);
    const signer = await signerFor(connection, from ?? proof.submitter, 'whom the proof names');
    const leaf = hex32(proof.leaf);
    if (dryRun) {
      const gas = await simulateRegistration(openRsp, proof, await signer.getAddress());
      return {
        text: `The registry would accept leaf ${leaf} for ${gas} gas; nothing was sent.`,
        value: { leaf, gas, sent: false },
      };
    }
    const { hash, gasUsed } = await registerProof(openRsp, proof, signer);
    const value = { leaf, gasUsed, transactionHash: hash, sent: true };
    return {
      text: fields([
        ['registered', leaf],
        ['gas', gasUsed],
        ['transaction', hash],
      ]),
      value,
    };
  },
);
