import { explicit, integer, sequence, time } from '../der/writer.ts';
import { ecdsaWithSha256, sign, type SignatureHalf } from './sign.ts';

/** A certificate before it is signed. Names, key and extensions are DER, so that wrong ones can be made as well. */
export interface CertificateTemplate {
  readonly serialNumber: bigint;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Unix seconds. */
  readonly notBefore: bigint;
  readonly notAfter: bigint;
  readonly subjectPublicKeyInfo: Uint8Array;
  readonly extensions: readonly Uint8Array[];
}

const VERSION_3 = 2n;

/** TBSCertificate (RFC 5280 4.1). */
export function encodeTbsCertificate(template: CertificateTemplate): Uint8Array {
  return sequence(
    explicit(0, integer(VERSION_3)),
    integer(template.serialNumber),
    ecdsaWithSha256(),
    template.issuer,
    sequence(time(template.notBefore), time(template.notAfter)),
    template.subject,
    template.subjectPublicKeyInfo,
    explicit(3, sequence(...template.extensions)),
  );
}

/** A certificate in DER, signed with `secretKey`. */
export function issue(template: CertificateTemplate, secretKey: Uint8Array, half: SignatureHalf = 'low'): Uint8Array {
  return sign(encodeTbsCertificate(template), secretKey, half);
}
