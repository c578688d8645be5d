import { parseCertificate } from '../../../src/pki/certificate.ts';
import type { DerNode } from '../../../src/pki/der/node.ts';
import { objectIdentifierOctets } from '../../../src/pki/der/objectIdentifier.ts';
import type { CertificateTemplate } from '../../../src/pki/mint/issue.ts';
import { serverProfile, type MintProfile } from '../../../src/pki/mint/profile.ts';
import { openStatement } from '../../../src/zk/certificate.ts';
import type { TransparentRegistration } from '../../../types/ethers-contracts/index.ts';
import { derWith, extensionsOf } from '../../pki/support/fixture.ts';
import { Member, nodeAt, type Path } from '../../pki/support/surgery.ts';
import { loadFixture } from './chain.ts';
import { deployOpenSystem, simulateOpen } from './transparent.ts';

const fixture = () => deployOpenSystem();

export interface Reading {
  readonly transparent: TransparentRegistration;
  /** Reads a certificate under the CI of the minted PKI, on chain: its leaf. */
  readonly read: (der: Uint8Array) => Promise<bigint>;
  /** The leaf of a certificate under that CI as this project's TypeScript has it. */
  readonly leafOf: (der: Uint8Array) => bigint;
}

/** What tests of the reader need: nothing is sent, all reads are calls. */
export async function reading(): Promise<Reading> {
  const system = await loadFixture(fixture);
  return {
    transparent: system.transparent,
    read: async (der) => (await simulateOpen(system, [der], system.anchor))[0]!,
    leafOf: (der) => openStatement({ certificate: parseCertificate(der), issuer: system.anchor }).leaf,
  };
}

/** Position of the member at `path` in a certificate. */
export const positionOf = (der: Uint8Array, path: Path): number => nodeAt(der, path).offset;

/** A certificate of `profile` whose extension `oid` is replaced by others, which may be none. */
export function withReplaced(
  oid: string,
  replacement: readonly Uint8Array[],
  profile: MintProfile = serverProfile('DpAuth'),
  changes: Partial<CertificateTemplate> = {},
): Uint8Array {
  const header = Buffer.from(objectIdentifierOctets(oid));
  const extensions = extensionsOf(profile).flatMap((own) => (Buffer.from(own).includes(header) ? replacement : [own]));
  return derWith({ ...changes, extensions }, profile);
}

/** Position of the extension `oid` in a certificate, and of the contents of its value. */
export function extensionAt(der: Uint8Array, oid: string): { extension: number; value: number } {
  const header = Buffer.from(objectIdentifierOctets(oid));
  const { children } = nodeAt(der, Member.extensions);
  const own = children.find(({ children: [type] }) => header.equals(type!.content))!;
  return { extension: own.offset, value: contentOf(own.children.at(-1)!) };
}

function contentOf({ offset, bytes, content }: DerNode): number {
  return offset + bytes.length - content.length;
}
