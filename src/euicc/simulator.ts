import { existsSync } from 'node:fs';
import type { Minted } from '../pki/mint/authority.ts';
import { mintPki, type MintedPki } from '../pki/mint/pki.ts';
import { writePki } from '../pki/mint/store.ts';
import { ecasdsOf } from './ecasd/certificate-folder.ts';
import { EuiccCredential } from './ecasd/credential.ts';
import { Ecasd } from './ecasd/ecasd.ts';
import { EuiccError } from './error.ts';
import { SoftwareEuicc, type SoftwareEuiccOptions } from './software-euicc.ts';
import { FileStore } from './state/file-store.ts';
import { MemoryStore } from './state/store.ts';

export interface SimulatorOptions {
  /** Folder of certificates and keys; without one a PKI is minted. */
  readonly certificates?: string | undefined;
  /** File of the chip's state; without one it ends with the process. */
  readonly state?: string | undefined;
  /** Which chip of the folder; the first by default. */
  readonly eid?: string | undefined;
}

export interface Simulator {
  readonly euicc: SoftwareEuicc;
  /** Where certificates and keys are, servers' included; undefined where they are in this process only. */
  readonly certificates: string | undefined;
  /** Lets another simulator have the state's file, as the end of the process does: what the chip is to keep from then on is refused. */
  readonly close: () => void;
}

/**
 * A chip as the command line wants it. A minted PKI is kept in a folder beside the state, `<state>.pki`, and used again: a chip keeps its
 * EID, and servers get their certificates there. Throws EuiccError, PkiError.
 */
export function openSimulator(
  { certificates, state, eid }: SimulatorOptions,
  options: Omit<SoftwareEuiccOptions, 'store'> = {},
): Simulator {
  if (state === undefined) {
    const euicc = new SoftwareEuicc(ecasdOf(certificates, eid), { ...options, store: new MemoryStore() });
    return { euicc, certificates, close: () => undefined };
  }
  // Before anything is minted: of two simulators at the same time, one has the state and the certificates beside it.
  const store = FileStore.open(state);
  try {
    const folder = certificates ?? mintedFolder(state);
    const euicc = new SoftwareEuicc(ecasdOf(folder, eid), { ...options, store });
    return { euicc, certificates: folder, close: () => store.close() };
  } catch (error) {
    store.close();
    throw error;
  }
}

function ecasdOf(folder: string | undefined, eid: string | undefined): Ecasd {
  const ecasds = folder === undefined ? ecasdsOfMinted(mintPki()) : ecasdsOf(folder);
  const ecasd = eid === undefined ? ecasds[0] : ecasds.find((each) => each.eid === eid);
  if (ecasd !== undefined) return ecasd;
  const known = ecasds.map((each) => each.eid).join(', ');
  throw new EuiccError('Certificates', `There is no eUICC with EID ${String(eid)}; there is ${known}.`);
}

function mintedFolder(state: string): string {
  const folder = `${state}.pki`;
  if (!existsSync(folder)) writePki(mintPki(), folder);
  return folder;
}

/** A chip for each eUICC certificate that was minted directly under an EUM of the CI. */
export function ecasdsOfMinted({ euiccs, ci }: Pick<MintedPki, 'euiccs' | 'ci'>): readonly Ecasd[] {
  return euiccs.map((euicc) => new Ecasd([credentialOf(euicc, ci)], [ci.certificate]));
}

function credentialOf({ certificate, secretKey, issuer }: Minted, ci: Minted): EuiccCredential {
  if (issuer === undefined) throw new EuiccError('Credential', 'An eUICC certificate has an EUM as its issuer.');
  return new EuiccCredential({
    euiccCertificate: certificate,
    eumCertificate: issuer.certificate,
    ciCertificate: ci.certificate,
    secretKey,
  });
}
