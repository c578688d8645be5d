import { openDeployment } from '../../src/chain/contracts.ts';
import { sweep } from '../../src/chain/sweep.ts';
import type { CrlProgress } from '../../src/sdk/crl/progress.ts';
import { submitCrl } from '../../src/sdk/crl/submit.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { readCrlWithIssuer } from '../files.ts';

/** Brings a CRL to the chain, in as many transactions as it takes; what is there already is not sent again. */
export default action<{ file: string; issuers: string | undefined; from: string | undefined; json: boolean }>(
  async ({ file, issuers, from, json }, hre) => {
    const { crl, issuer } = readCrlWithIssuer(file, issuers);
    const connection = await connect(hre);
    const openRsp = await openDeployment(connection.store, connection.ethers.provider);
    const signer = await signerFor(connection, from, 'the sender');
    const sent: CrlProgress[] = [];
    const report = (progress: CrlProgress): void => {
      sent.push(progress);
      if (!json) process.stdout.write(`${describe(progress)}\n`);
    };
    const crlHash = await submitCrl(openRsp, { crl, issuer, signer, report });
    // What stands below a CA that fell leaves the tree too.
    await sweep(openRsp, signer);
    const value = {
      crlHash,
      issuer: issuer.subject.text,
      number: crl.number,
      entries: crl.entries.length,
      transactions: sent.length,
      gasUsed: sent.reduce((sum, { gasUsed }) => sum + gasUsed, 0n),
    };
    const ending = `CRL ${crl.number} of "${issuer.subject.text}" is in: ${crl.entries.length} entries`;
    return { text: sent.length === 0 ? `${ending}; it was before` : ending, value };
  },
);

function describe({ did, done, of, gasUsed }: CrlProgress): string {
  const what = did === 'staged' ? `${done} of ${of} parts` : `${done} of ${of} entries`;
  return `+ ${what} (${gasUsed} gas)`;
}
