import { openDeployment } from '../../src/chain/contracts.ts';
import { localProver } from '../../src/sdk/circuit-prover.ts';
import { fields, hex32, utc } from '../../src/sdk/format.ts';
import { chipIdentity, chipOpening } from '../../src/sdk/chip/opening.ts';
import {
  defaultSecretsFolder,
  hasHolderSecret,
  holderSecretOf,
  newHolderSecret,
  presentHolderSecret,
} from '../../src/sdk/holder-secret.ts';
import { prepareProof } from '../../src/sdk/prepare.ts';
import { writeProofFile } from '../../src/sdk/proof-file.ts';
import { proveCertificate } from '../../src/sdk/prove.ts';
import { CHIP_REMEDY, registerProof } from '../../src/sdk/register.ts';
import { SdkError } from '../../src/sdk/sdk-error.ts';
import { statusOf } from '../../src/sdk/status.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { userPath } from '../../src/sdk/user-path.ts';
import { readWithIssuer } from '../files.ts';

export interface ProveArguments {
  readonly file: string;
  readonly issuers: string | undefined;
  readonly from: string | undefined;
  readonly out: string | undefined;
  readonly secrets: string | undefined;
  readonly register: boolean;
  readonly dryRun: boolean;
}

/** Proves a certificate against the registry's present state, writes a proof file and, where asked to, sends it. */
export default action<ProveArguments>(async ({ file, issuers, from, out, secrets, register, dryRun }, hre) => {
  const { certificate, issuer } = readWithIssuer(file, issuers);
  const { role } = certificate;
  const isChip = role === 'Euicc';
  const folder = secrets === undefined ? defaultSecretsFolder() : userPath(secrets);
  if (isChip && register) throw new SdkError(`--register is not for a chip, ${CHIP_REMEDY}`);
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const signer = await signerFor(connection, from, 'the sender');
  const request = { certificate, issuer, submitter: await signer.getAddress() };

  const present = await statusOf(openRsp, certificate, issuer);
  // A chip may go to another holder, with another leaf.
  // A CA that fell out of the tree with its issuer comes back by the same proof, though its record is good again.
  const isGood = isChip
    ? hasHolderSecret(certificate, folder) &&
      chipIdentity(chipOpening(certificate, issuer, presentHolderSecret(certificate, folder))).leaf === present.leaf
    : present.status === 'Valid' && present.inTree !== false;
  if (present.leaf !== undefined && isGood) {
    throw new SdkError(`"${certificate.subject.text}" is registered already, with leaf ${hex32(present.leaf)}`);
  }
  // First with a secret that is forgotten at once: nothing is written before everything is known to be right.
  const { block, statement } = await prepareProof(
    openRsp,
    isChip ? { ...request, holderSecret: newHolderSecret() } : request,
  );
  if (dryRun) {
    const value = { role, leaf: isChip ? undefined : hex32(statement.leaf), now: block.proofTime, proven: false };
    return { text: `Everything is there to prove ${file} as of ${utc(value.now)}; nothing was computed.`, value };
  }

  const { proof, seconds } = await proveCertificate(
    openRsp,
    isChip ? { ...request, holderSecret: holderSecretOf(certificate, folder) } : request,
    localProver(),
  );
  const target = userPath(out ?? `${file.replace(/\.[^./]+$/, '')}.proof.json`);
  writeProofFile(target, proof);
  const receipt = register ? await registerProof(openRsp, proof, signer) : undefined;
  return {
    text: fields([
      ['role', role],
      ['leaf', hex32(proof.leaf)],
      ['bound to', proof.submitter],
      ['time', `${utc(proof.now)}, good for 15 minutes`],
      ['seconds', seconds.toFixed(1)],
      ['proof file', target],
      ...(isChip ? ([['then', `openrsp hardhat chip binding ${target}`]] as const) : []),
      ...(receipt === undefined ? [] : ([['registered', `${receipt.gasUsed} gas, ${receipt.hash}`]] as const)),
    ]),
    value: {
      role,
      leaf: hex32(proof.leaf),
      submitter: proof.submitter,
      seconds,
      file: target,
      registration: receipt && { gasUsed: receipt.gasUsed, transactionHash: receipt.hash },
    },
  };
});
