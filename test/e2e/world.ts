import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Signer } from 'ethers';
import type { OpenRsp } from '../../src/chain/contracts.ts';
import { contractErrorOf } from '../../src/chain/explain.ts';
import { startLocalChain, type LocalChain } from '../../src/demo/chain.ts';
import { anchorCi, proveChip, type ProvenChip } from '../../src/demo/registration.ts';
import type { Certificate } from '../../src/pki/certificate.ts';
import type { PossessionProof } from '../../src/sdk/chip/possession-proof-file.ts';
import { solidityPossession } from '../../src/sdk/chip/register-chip.ts';
import { localProver } from '../../src/sdk/circuit-prover.ts';
import { holderSecretOf } from '../../src/sdk/holder-secret.ts';
import type { CertificateProof } from '../../src/sdk/proof-file.ts';
import { proveCertificate, type ProvenCertificate } from '../../src/sdk/prove.ts';
import { openingOf, registerProof, solidityProof } from '../../src/sdk/register.ts';
import { temporaryFolder, type Folder } from '../tasks/fixture.ts';
import { runTask } from '../tasks/harness.ts';
import { castOfTheDay, DAY, type Cast } from './cast.ts';

/**
 * A chain with real verifiers on which the CI is anchored and the EUM registered, and proofs of everything else, chip and all. Every file
 * of tests begins there and goes back there: what was proven is good for 15 minutes of the chain's time.
 */
export interface World {
  readonly cast: Cast;
  readonly folder: Folder;
  readonly chain: LocalChain;
  readonly openRsp: OpenRsp;
  readonly dpAuth: ProvenCertificate;
  /** A proof file, written by the task. */
  readonly dpPb: string;
  readonly dpTls: ProvenCertificate;
  readonly euicc: ProvenChip;
}

/** Milliseconds for the world's proofs, where other tests run beside them. */
export const WORLD_TIMEOUT = 1_800_000;

let opened: Promise<World> | undefined;

/** The world, made by the first file that asks for it: its six proofs take minutes. */
export function openWorld(): Promise<World> {
  return (opened ??= makeWorld());
}

after(async () => {
  if (opened === undefined) return;
  const { chain, folder } = await opened;
  await chain.close();
  folder.remove();
});

async function makeWorld(): Promise<World> {
  const cast = castOfTheDay();
  const folder = temporaryFolder();
  const chain = await startLocalChain(DAY);
  const { openRsp } = chain;
  await anchorCi(chain, cast.ci);
  const prove = async (certificate: Certificate): Promise<ProvenCertificate> => {
    const request = { certificate, issuer: cast.ci, submitter: chain.registrant.address };
    const proven = await proveCertificate(openRsp, request, localProver());
    await stopClock(chain);
    return proven;
  };
  // Proven when the CI is all there is, so that its roots are those of any registry with that CI.
  const dpAuth = await prove(cast.dpAuth);
  await registerProof(openRsp, (await prove(cast.eum)).proof, chain.registrant);
  const dpPb = await proveByTask(chain, folder, cast.dpPb, cast.ci);
  const dpTls = await prove(cast.dpTls);
  const certificate = await proveChipCertificate({ cast, folder, chain }, 'holder');
  const euicc = await proveChip(chain, cast.parties, { certificate: cast.euicc, issuer: cast.eum }, certificate);
  await stopClock(chain);
  return { cast, folder, chain, openRsp, dpAuth, dpPb, dpTls, euicc };
}

async function proveByTask(
  chain: LocalChain,
  folder: Folder,
  certificate: Certificate,
  issuer: Certificate,
): Promise<string> {
  writeFileSync(folder.file('certificate.der'), certificate.der);
  writeFileSync(folder.file('issuer.der'), issuer.der);
  const run = await runTask(chain.hre, ['certificate', 'prove'], {
    file: folder.file('certificate.der'),
    from: chain.registrant.address,
    out: folder.file('proofs', 'certificate.json'),
  });
  expect(run.stderr).to.equal('');
  await stopClock(chain);
  return folder.file('proofs', 'certificate.json');
}

/** Proof of the chip's certificate for `holder`, whose secret is in the folder of that name. */
export async function proveChipCertificate(
  { cast, folder, chain }: Pick<World, 'cast' | 'folder' | 'chain'>,
  holder: string,
): Promise<ProvenCertificate> {
  const { euicc: certificate, eum: issuer } = cast;
  const holderSecret = holderSecretOf(certificate, folder.file(holder));
  const request = { certificate, issuer, submitter: chain.registrant.address, holderSecret };
  const proven = await proveCertificate(chain.openRsp, request, localProver());
  await stopClock(chain);
  return proven;
}

/** Takes back the time that passed since the latest block: a chain's 15 minutes must not depend on how fast this machine proves. */
export async function stopClock(chain: LocalChain): Promise<void> {
  const block = await chain.provider.getBlock('latest');
  await chain.travelTo(BigInt(block!.timestamp) + 1n);
}

/** Sends a registration without looking whether it can succeed, and gives the name of the error it meets. */
export async function refusal(
  openRsp: OpenRsp,
  proof: CertificateProof,
  signer: Signer,
  possession?: PossessionProof,
): Promise<string> {
  const registry = openRsp.certificates.connect(signer);
  return errorName(() =>
    possession === undefined
      ? registry.register(solidityProof(proof), openingOf(proof))
      : registry.registerChip(solidityProof(proof), solidityPossession(possession), proof.leaf, proof.nullifier),
  );
}

/** Name of the contract's error that a call meets. */
export async function errorName(send: () => Promise<unknown>): Promise<string> {
  try {
    await send();
  } catch (error) {
    return contractErrorOf(error)?.name ?? String(error);
  }
  return 'accepted';
}
