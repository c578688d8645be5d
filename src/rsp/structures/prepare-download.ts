import { boolean } from '../asn1/boolean.ts';
import { choice, explicit } from '../asn1/choice.ts';
import type { Value } from '../asn1/codec.ts';
import { exact } from '../asn1/exact.ts';
import { code } from '../asn1/integer.ts';
import { octets } from '../asn1/octets.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { transactionId } from './session.ts';
import { Certificate, PublicKey, Signature } from './signature.ts';

const TAG = 0xbf21;

/** hashCc, which `bsp/confirmation-code.ts` computes. */
const HashCc = octets(undefined, 32);

/** SmdpSigned2: smdpSignature2 is by the key of CERT.DPpb over `chainedSignatureInput` of its DER and euiccSignature1. */
export const SmdpSigned2 = sequence({
  transactionId: transactionId(),
  ccRequiredFlag: boolean(),
  /** One-time key of the chip in a package bound earlier, to be used again (SGP.22 5.7.5). */
  bppEuiccOtpk: optional(PublicKey),
});
export type SmdpSigned2 = Value<typeof SmdpSigned2>;

/** PrepareDownload (SGP.22 5.7.5). */
export const PrepareDownloadRequest = sequence(
  {
    smdpSigned2: exact(SmdpSigned2),
    smdpSignature2: Signature,
    hashCc: optional(HashCc),
    smdpCertificate: Certificate,
  },
  TAG,
);
export type PrepareDownloadRequest = Value<typeof PrepareDownloadRequest>;

/** EUICCSigned2: euiccSignature2 is by the chip over `chainedSignatureInput` of its DER and smdpSignature2. */
export const EuiccSigned2 = sequence({
  transactionId: transactionId(),
  euiccOtpk: PublicKey,
  hashCc: optional(HashCc),
});
export type EuiccSigned2 = Value<typeof EuiccSigned2>;

export const DownloadErrorCode = {
  invalidCertificate: 1,
  invalidSignature: 2,
  unsupportedCurve: 3,
  noSessionContext: 4,
  invalidTransactionId: 5,
  undefinedError: 127,
} as const;

export const PrepareDownloadResponse = explicit(
  TAG,
  choice({
    downloadResponseOk: sequence({ euiccSigned2: exact(EuiccSigned2), euiccSignature2: Signature }, 0xa0),
    /** {@link DownloadErrorCode}. */
    downloadResponseError: sequence({ transactionId: transactionId(), downloadErrorCode: code() }, 0xa1),
  }),
);
export type PrepareDownloadResponse = Value<typeof PrepareDownloadResponse>;
