import { parseCertificate, type Certificate } from '../pki/certificate.ts';

/** The certificate with one bit of its subject's last character changed; everything else, the signature included, stays. */
export function withTamperedSubject({ der, subject }: Certificate): Certificate {
  const tampered = Buffer.from(der);
  const start = tampered.indexOf(subject.der);
  const last = start + subject.der.length - 1;
  tampered[last] = (tampered[last] ?? 0) ^ 1;
  return parseCertificate(tampered);
}
