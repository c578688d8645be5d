import { openDeployment } from '../../src/chain/contracts.ts';
import { readCertificate } from '../../src/pki/file.ts';
import { fields, hex32 } from '../../src/sdk/format.ts';
import { prepareOpenChain, registerOpenChain, simulateOpenChain } from '../../src/sdk/transparent.ts';
import { userPath } from '../../src/sdk/user-path.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { readIssuers } from '../files.ts';

export interface RegisterTransparentArguments {
  readonly file: string;
  readonly issuers: string | undefined;
  readonly from: string | undefined;
  readonly dryRun: boolean;
}

/** Sends a certificate itself to the chain, with those of its issuers that are not registered yet. */
export default action<RegisterTransparentArguments>(async ({ file, issuers, from, dryRun }, hre) => {
  const certificate = readCertificate(userPath(file));
  const { pool } = readIssuers(file, issuers);
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const signer = await signerFor(connection, from, 'the sender');
  const chain = await prepareOpenChain(openRsp, certificate, pool);
  const registered = chain.statements.map(({ certificate: { role, subject }, leaf }) => ({
    role,
    subject: subject.text,
    leaf: hex32(leaf),
  }));
  const rows = registered.map(({ role, subject, leaf }) => [role, `${leaf} ${subject}`] as const);
  if (dryRun) {
    const gas = await simulateOpenChain(openRsp, chain, await signer.getAddress());
    return {
      text: fields([...rows, ['gas', gas], ['sent', 'nothing']]),
      value: { registered, gas, sent: false },
    };
  }
  const { hash, gasUsed } = await registerOpenChain(openRsp, chain, signer);
  return {
    text: fields([...rows, ['gas', gasUsed], ['transaction', hash]]),
    value: { registered, gasUsed, transactionHash: hash, sent: true },
  };
});
