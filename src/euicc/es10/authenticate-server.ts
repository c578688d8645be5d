import { parseCrl } from '../../pki/crl.ts';
import { objectIdentifierText } from '../../pki/der/objectIdentifier.ts';
import { encodeExact } from '../../rsp/asn1/exact.ts';
import {
  AuthenticateErrorCode,
  AuthenticateServerRequest,
  AuthenticateServerResponse,
  EuiccSigned1,
} from '../../rsp/structures/authenticate-server.ts';
import { EuiccInfo2 } from '../../rsp/structures/euicc-info.ts';
import { isSignatureOf } from '../../rsp/raw-signature.ts';
import { verifyServerCertificate } from '../ecasd/server-certificate.ts';
import { euiccInfo2 } from '../euicc-info.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import { es10Command } from './command.ts';
import type { Es10Context } from './context.ts';

type ErrorName = keyof typeof AuthenticateErrorCode;

/**
 * AuthenticateServer (SGP.22 5.7.13). The challenge is good for one call, whatever comes of it: whoever fails has to ask for another.
 */
export const authenticateServer = es10Command(
  AuthenticateServerRequest,
  AuthenticateServerResponse,
  (context, request): AuthenticateServerResponse => {
    const { session } = context;
    const { transactionId } = request.serverSigned1.value;
    const result =
      session?.phase === 'challenged' ? authenticated(context, request, session.euiccChallenge) : 'noSessionContext';
    if (typeof result !== 'string') return { kind: 'authenticateResponseOk', value: result };
    if (session?.phase === 'challenged') context.endSession();
    return {
      kind: 'authenticateResponseError',
      value: { transactionId, authenticateErrorCode: AuthenticateErrorCode[result] },
    };
  },
);

type Ok = Extract<AuthenticateServerResponse, { kind: 'authenticateResponseOk' }>['value'];

function authenticated(
  context: Es10Context,
  request: AuthenticateServerRequest,
  euiccChallenge: Uint8Array,
): Ok | ErrorName {
  const { ecasd, memory } = context;
  const { serverSigned1, serverSignature1, euiccCiPKIdToBeUsed, serverCertificate, ctxParams1 } = request;
  const credential = ecasd.credential(euiccCiPKIdToBeUsed);
  if (credential === undefined) return 'ciPKUnknown';
  const crls = memory.state.crls.map((der) => parseCrl(der));
  const verdict = verifyServerCertificate(ecasd, serverCertificate, ['DpAuth', 'DsAuth'], crls);
  if ('fault' in verdict) return verdict.fault;
  const { certificate, anchor } = verdict;
  if (certificate.registeredId === undefined) return 'invalidOid';
  if (!isSignatureOf(serverSigned1.raw, serverSignature1, certificate.publicKey)) return 'invalidSignature';
  const { transactionId, serverAddress, serverChallenge } = serverSigned1.value;
  if (!sameOctets(serverSigned1.value.euiccChallenge, euiccChallenge)) return 'euiccChallengeMismatch';

  const euiccSigned1 = encodeExact(EuiccSigned1, {
    transactionId,
    serverAddress,
    serverChallenge,
    euiccInfo2: encodeExact(EuiccInfo2, euiccInfo2(context)),
    ctxParams1,
  });
  const euiccSignature1 = credential.sign(euiccSigned1.raw);
  const oid = objectIdentifierText(certificate.registeredId);
  context.proceed({
    phase: 'authenticated',
    server: { transactionId, serverAddress, certificate, anchor, oid, credential, euiccSignature1 },
  });
  return {
    euiccSigned1,
    euiccSignature1,
    euiccCertificate: credential.euiccCertificate.der,
    eumCertificate: credential.eumCertificate.der,
  };
}
