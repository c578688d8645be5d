import { findIssuer } from '../../pki/chain.ts';
import type { Certificate } from '../../pki/certificate.ts';
import { loadDirectory } from '../../pki/file.ts';
import { EuiccError } from '../error.ts';
import { EuiccCredential } from './credential.ts';
import { Ecasd } from './ecasd.ts';
import { privateKeysIn } from './private-keys.ts';

/**
 * The chips of a folder of certificates and private keys (GSMA's test PKI, or one that was minted): one for each eUICC certificate with its
 * key there and an EUM directly under a CI; all of them trust all its CIs. Throws EuiccError `Certificates` where there is none, PkiError.
 */
export function ecasdsOf(folder: string): readonly Ecasd[] {
  const { byRole } = loadDirectory(folder);
  const keys = privateKeysIn(folder);
  const credentials = byRole.Euicc.map((euicc) => credentialOf(euicc, byRole, keys)).filter(
    (each) => each !== undefined,
  );
  const anchors = byRole.Ci.filter(({ subjectKeyIdentifier }) => subjectKeyIdentifier !== undefined);
  const eids = [...new Set(credentials.map(({ eid }) => eid))];
  if (eids.length === 0) {
    throw new EuiccError(
      'Certificates',
      `${folder} has no eUICC certificate with its private key, its EUM's and its CI's certificate. Mint some with: ` +
        'openrsp hardhat pki mint.',
    );
  }
  return eids.map(
    (eid) =>
      new Ecasd(
        credentials.filter((each) => each.eid === eid),
        anchors,
      ),
  );
}

function credentialOf(
  euiccCertificate: Certificate,
  { Eum: eums, Ci: cis }: Readonly<Record<'Eum' | 'Ci', readonly Certificate[]>>,
  keys: ReadonlyMap<bigint, Uint8Array>,
): EuiccCredential | undefined {
  const secretKey = keys.get(euiccCertificate.publicKey.x);
  const eumCertificate = findIssuer(euiccCertificate, eums);
  const ciCertificate = eumCertificate && findIssuer(eumCertificate, cis);
  if (secretKey === undefined || eumCertificate === undefined || ciCertificate === undefined) return undefined;
  return new EuiccCredential({ euiccCertificate, eumCertificate, ciCertificate, secretKey });
}
