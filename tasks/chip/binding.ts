import { openDeployment } from '../../src/chain/contracts.ts';
import { possessionAttempt } from '../../src/sdk/chip/attempt.ts';
import { fields, hex32 } from '../../src/sdk/format.ts';
import { readProofFile } from '../../src/sdk/proof-file.ts';
import { assertChipProof } from '../../src/sdk/chip/register-chip.ts';
import { userPath } from '../../src/sdk/user-path.ts';
import { bindingMatchingId } from '../../src/zk/possession.ts';
import { action } from '../action.ts';
import { connect } from '../connection.ts';
import { blockNumber } from './arguments.ts';

/** Says what the chip signs to be registered with the leaf of a proof file. Sends nothing. */
export default action<{ file: string; block: string | undefined }>(async ({ file, block }, hre) => {
  const proof = readProofFile(userPath(file));
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  await assertChipProof(openRsp, proof, proof.submitter);
  const { attempt, binding } = await possessionAttempt(openRsp, proof, blockNumber(block));
  const matchingId = bindingMatchingId(binding);
  const { leaf, generation, vetoes, blockNumber: number } = attempt;
  return {
    text: fields([
      ['leaf', hex32(leaf)],
      ['generation', generation],
      ['block', number],
      ['binding', matchingId],
      ['then', `openrsp lpa possess --address <any SM-DP+> --binding ${matchingId} --out signed.json`],
      ['and', `openrsp hardhat chip register ${file} --signed signed.json --block ${number}`],
    ]),
    value: { leaf: hex32(leaf), generation, vetoes, block: number, binding: matchingId, matchingId },
  };
});
