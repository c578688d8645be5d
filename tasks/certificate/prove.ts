import { openDeployment } from '../../src/chain/contracts.ts';
import { defaultSecretsFolder, holderSecretOf, newHolderSecret } from '../../src/sdk/holder-secret.ts';
import { writeProofFile } from '../../src/sdk/proof-file.ts';
import { prepareProof } from '../../src/sdk/prepare.ts';
import { proveCertificate } from '../../src/sdk/prove.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { readWithIssuer, userPath } from '../files.ts';
import { fields, hex32, utc } from '../../src/sdk/format.ts';
import { certificateProver } from '../../src/sdk/certificate-prover.ts';

export interface ProveArguments {
  readonly file: string;
  readonly issuers: string | undefined;
  readonly from: string | undefined;
  readonly out: string | undefined;
  readonly secrets: string | undefined;
  readonly dryRun: boolean;
}

/** Proves a certificate against the registry's present state and writes a proof file. */
export default action<ProveArguments>(async ({ file, issuers, from, out, secrets, dryRun }, hre) => {
  const { certificate, issuer } = readWithIssuer(file, issuers);
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const submitter = await (await signerFor(connection, from, 'the sender')).getAddress();
  const isChip = certificate.role === 'Euicc';
  const folder = secrets === undefined ? defaultSecretsFolder() : userPath(secrets);
  // A dry run keeps nothing, so it takes a secret that is forgotten at once.
  const secret = (): bigint => (dryRun ? newHolderSecret() : holderSecretOf(certificate, folder));
  const request = { certificate, issuer, submitter, ...(isChip ? { holderSecret: secret() } : {}) };
  if (dryRun) {
    const { statement, block } = await prepareProof(openRsp, request);
    const leaf = isChip ? undefined : hex32(statement.leaf);
    const value = { role: certificate.role, leaf, now: block.proofTime, proven: false };
    return { text: `Everything is there to prove ${file} as of ${utc(value.now)}; nothing was computed.`, value };
  }
  const { proof, seconds } = await proveCertificate(openRsp, request, certificateProver());
  const target = userPath(out ?? `${file.replace(/\.[^./]+$/, '')}.proof.json`);
  writeProofFile(target, proof);
  const value = { role: certificate.role, leaf: hex32(proof.leaf), submitter, seconds, file: target };
  return {
    text: fields([
      ['role', value.role],
      ['leaf', value.leaf],
      ['bound to', submitter],
      ['time', `${utc(proof.now)}, good for 15 minutes`],
      ['seconds', seconds.toFixed(1)],
      ['proof file', target],
    ]),
    value,
  };
});
