import type { Certificate } from '../../../src/pki/certificate.ts';
import type { Minted } from '../../../src/pki/mint/authority.ts';
import { issuerOpening } from '../../../src/sdk/transparent.ts';
import {
  anchorRecord,
  certificateStatement,
  type CertificateStatement,
  type IssuerRecord,
} from '../../../src/zk/certificate.ts';
import { encodeFlags } from '../../../src/zk/values.ts';
import { pki } from '../../pki/support/fixture.ts';
import { deploySystem, type System } from './deploy.ts';

export interface OpenSystem extends System {
  /** The minted PKI's CI as anchor 1. */
  readonly anchor: IssuerRecord;
}

/** A deployment with the CI of the minted PKI as its anchor. */
export async function deployOpenSystem(): Promise<OpenSystem> {
  const system = await deploySystem();
  return { ...system, anchor: await anchorOf(system, pki().ci.certificate, 1n) };
}

/** Adds `certificate` as anchor number `anchorId`. */
export async function anchorOf(
  { registry, governance }: System,
  certificate: Certificate,
  anchorId: bigint,
): Promise<IssuerRecord> {
  const record = anchorRecord(certificate, anchorId);
  const { publicKey, notAfter, flags } = record;
  await registry.connect(governance).addAnchor(publicKey.x, publicKey.y, notAfter, encodeFlags(flags));
  return record;
}

/** What the circuit path registers of a certificate. */
export const stated = ({ certificate }: Pick<Minted, 'certificate'>, issuer: IssuerRecord): CertificateStatement =>
  certificateStatement({ certificate, issuer });

/** Registers certificates in the open as `system.stranger`. */
export const registerOpen = (system: System, chain: readonly Uint8Array[], issuer: IssuerRecord) =>
  system.transparent.connect(system.stranger).registerTransparent([...chain], issuerOpening(issuer));

/** Asks what {@link registerOpen} would do. */
export const simulateOpen = (system: System, chain: readonly Uint8Array[], issuer: IssuerRecord) =>
  system.transparent.connect(system.stranger).registerTransparent.staticCall([...chain], issuerOpening(issuer));
