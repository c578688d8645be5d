import type { Authority } from '../chain/authorities.ts';
import type { Certificate } from '../pki/certificate.ts';
import { issuerLeaf, type IssuerRecord } from '../zk/certificate.ts';
import { keyHash, type RoleNumber } from '../zk/values.ts';
import { SdkError } from './sdk-error.ts';

export interface RegisteredIssuer {
  readonly authority: Authority;
  readonly record: IssuerRecord;
}

/**
 * The active CA that `issuer` is in the registry, out of all that stand in the tree. Of several records of one key (renewals, anchors added
 * anew) one whose line is good now, then the one that lasts longest. Throws SdkError when there is none, or none that the certificate opens.
 */
export async function findIssuerRecord(
  issuer: Certificate,
  authorities: readonly Authority[],
  isValid: (leaf: bigint) => Promise<boolean>,
): Promise<RegisteredIssuer> {
  const issuerKeyHash = keyHash(issuer.publicKey);
  const registered = authorities
    .filter((authority) => authority.keyHash === issuerKeyHash)
    .map((authority) => ({ authority, record: recordOf(authority, issuer) }))
    .filter(({ authority, record }) => issuerLeaf(record) === authority.leaf)
    .sort((a, b) => (a.record.notAfter < b.record.notAfter ? 1 : -1));
  for (const candidate of registered) {
    if (await isValid(candidate.authority.leaf)) return candidate;
  }
  // None is good now: why not is for the statement, the circuit or the contract to say.
  const [longest] = registered;
  if (longest !== undefined) return longest;
  const remedy =
    issuer.role === 'Ci'
      ? 'add it with: openrsp hardhat anchor add'
      : 'register it first with: openrsp hardhat certificate prove --register';
  throw new SdkError(`The issuer "${issuer.subject.text}" is no active CA in this registry; ${remedy}`);
}

function recordOf(authority: Authority, { publicKey, nameConstraints }: Certificate): IssuerRecord {
  return {
    publicKey,
    role: authority.role as RoleNumber,
    flags: { crlSign: (authority.flags & 1) === 1, pathLength: authority.flags >> 1 },
    notAfter: authority.notAfter,
    revKey: authority.revKey,
    ...(authority.constraint === 0n || nameConstraints === undefined ? {} : { constraint: nameConstraints }),
  };
}
