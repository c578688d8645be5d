import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../../chain/atomic-file.ts';
import { toJson } from '../../chain/json.ts';
import { LpaError } from '../error.ts';
import type { SignedBinding } from './sign-binding.ts';

const FORMAT = 'openrsp/signed-binding/1';
const OCTETS = ['euiccSigned1', 'euiccSignature1', 'euiccCertificate', 'eumCertificate'] as const;

/** Writes what the chip signed, all or nothing, mode 0600: whoever reads it knows the chip's key and certificate. */
export function writeSignedBinding(file: string, signed: SignedBinding): void {
  const octets = OCTETS.map((name) => [name, Buffer.from(signed[name]).toString('base64')] as const);
  const members = new Map<string, unknown>([['format', FORMAT], ['binding', signed.binding], ...octets]);
  writeFileAtomically(file, toJson(Object.fromEntries(members)), 0o600);
}

/** Reads what {@link writeSignedBinding} wrote. Throws {@link LpaError} `SignedBinding` for anything else. */
export function readSignedBinding(file: string): SignedBinding {
  const signed = parse(readFileSync(file, 'utf8'));
  if (signed === undefined) {
    throw new LpaError('SignedBinding', `${file} is no file of format ${FORMAT}; make it with: openrsp lpa possess`);
  }
  return signed;
}

function parse(text: string): SignedBinding | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const members = value as Record<string, unknown>;
  const binding = members['binding'];
  if (members['format'] !== FORMAT || typeof binding !== 'string' || !/^[0-9]{1,75}$/.test(binding)) return undefined;
  const octets = OCTETS.map((name) => octetsOf(members[name]));
  if (octets.includes(undefined)) return undefined;
  const [euiccSigned1, euiccSignature1, euiccCertificate, eumCertificate] = octets as Uint8Array[] as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return { binding: BigInt(binding), euiccSigned1, euiccSignature1, euiccCertificate, eumCertificate };
}

function octetsOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string' || value.length > 16_384) return undefined;
  const octets = Buffer.from(value, 'base64');
  return octets.length > 0 && octets.toString('base64') === value ? Uint8Array.from(octets) : undefined;
}
