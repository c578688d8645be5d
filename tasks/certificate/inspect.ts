import { readCertificateOrCrl } from '../../src/pki/file.ts';
import type { Certificate } from '../../src/pki/certificate.ts';
import type { Crl } from '../../src/pki/crl.ts';
import { action } from '../action.ts';
import { userPath } from '../../src/sdk/user-path.ts';
import { fields, utc } from '../../src/sdk/format.ts';

/** Shows what a certificate or CRL says, after checking everything that concerns it alone. Talks to no chain. */
export default action<{ file: string }>(({ file }) => {
  const read = readCertificateOrCrl(userPath(file));
  const value = 'crl' in read ? crlSummary(read.crl) : certificateSummary(read.certificate);
  const rows = Object.entries(value).filter(([, content]) => content !== undefined);
  return Promise.resolve({ text: fields(rows), value });
});

type Summary = Readonly<Record<string, unknown>>;

const hexOf = (octets: Uint8Array | undefined): string | undefined => octets && Buffer.from(octets).toString('hex');

function crlSummary({ issuer, thisUpdate, nextUpdate, number, scope, entries, ...crl }: Crl): Summary {
  return {
    kind: 'CRL',
    issuer: issuer.text,
    thisUpdate: utc(thisUpdate),
    nextUpdate: utc(nextUpdate),
    number,
    entries: entries.length,
    contains: scope.contains,
    authorityKeyIdentifier: hexOf(crl.authorityKeyIdentifier),
  };
}

function certificateSummary(certificate: Certificate): Summary {
  const { role, subject, issuer, serialNumber, notBefore, notAfter, publicKey, pathLength, eid, nameConstraints } =
    certificate;
  return {
    role,
    subject: subject.text,
    issuer: issuer.text,
    serialNumber: `0x${serialNumber.toString(16)}`,
    notBefore: utc(notBefore),
    notAfter: utc(notAfter),
    publicKey: `04${publicKey.x.toString(16).padStart(64, '0')}${publicKey.y.toString(16).padStart(64, '0')}`,
    subjectKeyIdentifier: hexOf(certificate.subjectKeyIdentifier),
    authorityKeyIdentifier: hexOf(certificate.authorityKeyIdentifier),
    pathLength,
    eid,
    eidPrefixes: nameConstraints?.prefixes.join(', '),
    registeredId: hexOf(certificate.registeredId),
    tbsOctets: certificate.tbs.length,
  };
}
