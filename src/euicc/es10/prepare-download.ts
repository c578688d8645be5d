import { parseCrl } from '../../pki/crl.ts';
import { encodeExact } from '../../rsp/asn1/exact.ts';
import {
  DownloadErrorCode,
  EuiccSigned2,
  PrepareDownloadRequest,
  PrepareDownloadResponse,
} from '../../rsp/structures/prepare-download.ts';
import { chainedSignatureInput } from '../../rsp/structures/signature.ts';
import { isSignatureOf } from '../../rsp/raw-signature.ts';
import { verifyServerCertificate } from '../ecasd/server-certificate.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import { oneTimeKeysFor } from '../session/one-time-keys.ts';
import type { AuthenticatedServer } from '../session/session.ts';
import { es10Command } from './command.ts';
import type { Es10Context } from './context.ts';

type ErrorName = keyof typeof DownloadErrorCode;

/**
 * PrepareDownload (SGP.22 5.7.5). It may be called again before the package comes, for another confirmation code say; each call makes
 * another one-time key, but where the server names the last one in bppEuiccOtpk.
 */
export const prepareDownload = es10Command(
  PrepareDownloadRequest,
  PrepareDownloadResponse,
  (context, request): PrepareDownloadResponse => {
    const { session } = context;
    const { transactionId } = request.smdpSigned2.value;
    const isDue = session?.phase === 'authenticated' || session?.phase === 'prepared';
    const result = isDue ? prepared(context, session.server, request) : 'noSessionContext';
    if (typeof result !== 'string') return { kind: 'downloadResponseOk', value: result };
    if (isDue) context.proceed({ phase: 'failed', server: session.server });
    return {
      kind: 'downloadResponseError',
      value: { transactionId, downloadErrorCode: DownloadErrorCode[result] },
    };
  },
);

type Ok = Extract<PrepareDownloadResponse, { kind: 'downloadResponseOk' }>['value'];

function prepared(
  context: Es10Context,
  server: AuthenticatedServer,
  { smdpSigned2, smdpSignature2, hashCc, smdpCertificate }: PrepareDownloadRequest,
): Ok | ErrorName {
  const { ecasd, memory } = context;
  const crls = memory.state.crls.map((der) => parseCrl(der));
  const verdict = verifyServerCertificate(ecasd, smdpCertificate, ['DpPb'], crls);
  if ('fault' in verdict) return verdict.fault === 'invalidOid' ? 'invalidCertificate' : verdict.fault;
  const { certificate, anchor } = verdict;
  if (
    server.certificate.role !== 'DpAuth' ||
    anchor !== server.anchor ||
    !sameOctets(certificate.registeredId, server.certificate.registeredId)
  ) {
    return 'invalidCertificate';
  }
  const signed = chainedSignatureInput(smdpSigned2.raw, server.euiccSignature1);
  if (!isSignatureOf(signed, smdpSignature2, certificate.publicKey)) return 'invalidSignature';
  const { transactionId, ccRequiredFlag, bppEuiccOtpk } = smdpSigned2.value;
  if (!sameOctets(transactionId, server.transactionId)) return 'invalidTransactionId';
  if (ccRequiredFlag && hashCc === undefined) return 'undefinedError';

  const oneTimeKeys = oneTimeKeysFor(memory, server, bppEuiccOtpk);
  const euiccSigned2 = encodeExact(EuiccSigned2, {
    transactionId,
    euiccOtpk: oneTimeKeys.publicKey,
    ...(ccRequiredFlag ? { hashCc } : {}),
  });
  const euiccSignature2 = server.credential.sign(chainedSignatureInput(euiccSigned2.raw, smdpSignature2));
  context.proceed({ phase: 'prepared', server, bindingCertificate: certificate, oneTimeKeys });
  return { euiccSigned2, euiccSignature2 };
}
