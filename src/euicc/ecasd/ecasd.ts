import type { Certificate } from '../../pki/certificate.ts';
import { EuiccError } from '../error.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import type { EuiccCredential } from './credential.ts';

/** ECASD, the eUICC's controlling authority domain: EID, credentials and the CI keys it trusts (SGP.22 2.4.3). None of it changes. */
export class Ecasd {
  readonly eid: string;
  /** In order of preference: the first speaks for the chip where no server chose. */
  readonly credentials: readonly EuiccCredential[];
  readonly #anchors: readonly Certificate[];

  /** `anchors`: certificates of the CIs by which servers are verified. Throws EuiccError `Credential`. */
  constructor(credentials: readonly EuiccCredential[], anchors: readonly Certificate[]) {
    const [first] = credentials;
    if (first === undefined || credentials.some(({ eid }) => eid !== first.eid)) {
      throw new EuiccError('Credential', 'An eUICC has at least one credential, all of one EID.');
    }
    if (anchors.some(({ role, subjectKeyIdentifier }) => role !== 'Ci' || subjectKeyIdentifier === undefined)) {
      throw new EuiccError('Credential', 'An eUICC trusts Certificate Issuers with a key identifier only.');
    }
    this.eid = first.eid;
    this.credentials = credentials;
    this.#anchors = anchors;
  }

  /** 16 octets, as tag 5A of GetEID has them. */
  get eidOctets(): Uint8Array {
    return Uint8Array.from(Buffer.from(this.eid, 'hex'));
  }

  /** euiccCiPKIdListForVerification. */
  get verificationKeyIds(): readonly Uint8Array[] {
    return this.#anchors.map(({ subjectKeyIdentifier }) => subjectKeyIdentifier!);
  }

  /** euiccCiPKIdListForSigning. */
  get signingKeyIds(): readonly Uint8Array[] {
    return this.credentials.map(({ ciPKId }) => ciPKId);
  }

  /** The CI that a certificate or CRL names as its issuer. */
  anchor(keyIdentifier: Uint8Array | undefined): Certificate | undefined {
    return this.#anchors.find(({ subjectKeyIdentifier }) => sameOctets(subjectKeyIdentifier, keyIdentifier));
  }

  /** The credential under the CI `ciPKId`. */
  credential(ciPKId: Uint8Array): EuiccCredential | undefined {
    return this.credentials.find((credential) => sameOctets(credential.ciPKId, ciPKId));
  }
}
