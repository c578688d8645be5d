import { existsSync } from 'node:fs';
import { openDeployment, type OpenRsp } from '../../src/chain/contracts.ts';
import { readSignedBinding } from '../../src/lpa/possession/signed-binding-file.ts';
import { parseCertificate } from '../../src/pki/certificate.ts';
import {
  readPossessionProof,
  writePossessionProof,
  type PossessionProof,
} from '../../src/sdk/chip/possession-proof-file.ts';
import { provePossession } from '../../src/sdk/chip/possession-proof.ts';
import { assertChipProof, isForNow, registerChip, simulateChipRegistration } from '../../src/sdk/chip/register-chip.ts';
import { localProver } from '../../src/sdk/circuit-prover.ts';
import { fields, hex32, utc } from '../../src/sdk/format.ts';
import { presentHolderSecret } from '../../src/sdk/holder-secret.ts';
import { readProofFile, type CertificateProof } from '../../src/sdk/proof-file.ts';
import { SdkError } from '../../src/sdk/sdk-error.ts';
import { userPath } from '../../src/sdk/user-path.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { blockNumber, secretsFolder } from './arguments.ts';

interface RegisterArguments {
  readonly file: string;
  readonly signed: string | undefined;
  readonly block: string | undefined;
  readonly possession: string | undefined;
  readonly secrets: string | undefined;
  readonly from: string | undefined;
  readonly dryRun: boolean;
}

/** Proves that the chip signed, keeps that proof in a file, and sends it with the certificate's. */
export default action<RegisterArguments>(async (args, hre) => {
  const { file, from, dryRun } = args;
  const proof = readProofFile(userPath(file));
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const signer = await signerFor(connection, from ?? proof.submitter, 'whom the proof names');
  const sender = await signer.getAddress();
  await assertChipProof(openRsp, proof, sender);

  const kept = userPath(args.possession ?? `${file.replace(/(\.proof)?\.json$/, '')}.possession.json`);
  const { possession, seconds } = await possessionOf(openRsp, proof, args, kept);
  const leaf = hex32(proof.leaf);
  if (dryRun) {
    const gas = await simulateChipRegistration(openRsp, proof, possession, sender);
    return {
      text: `The registry would accept leaf ${leaf} for ${gas} gas; nothing was sent. The possession proof is ${kept}.`,
      value: { leaf, gas, possession: kept, sent: false },
    };
  }
  const { receipt, pending } = await registerChip(openRsp, proof, possession, signer);
  const { hash, gasUsed } = receipt;
  return {
    text: fields([
      [pending === undefined ? 'registered' : 'waits', leaf],
      ...(pending === undefined ? [] : ([['from', `${utc(pending.from)}; then: chip activate`]] as const)),
      ['seconds', seconds?.toFixed(1) ?? 'none: the possession proof was kept'],
      ['gas', gasUsed],
      ['transaction', hash],
    ]),
    value: { leaf, pendingFrom: pending?.from, possession: kept, seconds, gasUsed, transactionHash: hash, sent: true },
  };
});

/** The kept proof where it is for this attempt; else a new one, of what the chip signed. */
async function possessionOf(
  openRsp: OpenRsp,
  proof: CertificateProof,
  { signed: signedFile, block, secrets }: RegisterArguments,
  kept: string,
): Promise<{ readonly possession: PossessionProof; readonly seconds: number | undefined }> {
  const number = blockNumber(block);
  if (existsSync(kept)) {
    const possession = readPossessionProof(kept);
    // What the chip signed for another block than that of the kept proof goes before it.
    const isAsked = signedFile === undefined || (number !== undefined && possession.blockNumber === BigInt(number));
    if (isAsked && (await isForNow(openRsp, proof, possession))) return { possession, seconds: undefined };
  }
  if (signedFile === undefined || number === undefined) {
    throw new SdkError(
      `There is no possession proof for this attempt in ${kept}; give what the chip signed with --signed, and the block that chip binding named with --block`,
    );
  }
  const signed = readSignedBinding(userPath(signedFile));
  const holderSecret = presentHolderSecret(parseCertificate(signed.euiccCertificate), secretsFolder(secrets));
  const proven = await provePossession(openRsp, { proof, signed, blockNumber: number, holderSecret }, localProver());
  writePossessionProof(kept, proven.possession);
  return proven;
}
