import { encodeExact } from '../../rsp/asn1/exact.ts';
import { Es9Error } from '../../rsp/es9plus/error.ts';
import type {
  InitiateAuthenticationRequest,
  InitiateAuthenticationResponse,
} from '../../rsp/es9plus/initiate-authentication.ts';
import { ServerSigned1 } from '../../rsp/structures/authenticate-server.ts';
import type { EuiccInfo1 } from '../../rsp/structures/euicc-info.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import type { SmdpContext } from '../context.ts';
import { isInDate, type SmdpIdentity } from '../keys/identity.ts';
import { makeRoomForSession, transactionKey } from '../session/session.ts';

/** Begins a session (SGP.22 5.6.1). Throws {@link Es9Error}. */
export async function initiateAuthentication(
  context: SmdpContext,
  { smdpAddress, euiccInfo1, euiccChallenge }: InitiateAuthenticationRequest,
): Promise<InitiateAuthenticationResponse> {
  const { address, keys, store } = context;
  if (smdpAddress.toLowerCase() !== address.toLowerCase()) throw Es9Error.of('smdpAddressRefused');
  const now = context.now();
  const { ciPKId, dpAuth } = chooseIdentity(context, euiccInfo1.value, now);
  const { transactionId, serverChallenge } = context.newSessionNames();
  const serverSigned1 = encodeExact(ServerSigned1, {
    transactionId,
    euiccChallenge,
    serverAddress: address,
    serverChallenge,
  });
  const serverSignature1 = await keys.sign(dpAuth, serverSigned1.raw);
  store.transaction(() => {
    makeRoomForSession(store, context.limits.unauthenticatedSessions);
    store.sessions.insert({
      transactionId: transactionKey(transactionId),
      state: 'Initiated',
      serverChallenge,
      serverAddress: address,
      ciPKId: Buffer.from(ciPKId).toString('hex'),
      expiresAt: now + context.limits.sessionSeconds,
    });
  });
  context.report({ kind: 'sessionBegun' });
  return {
    transactionId,
    serverSigned1,
    serverSignature1,
    euiccCiPKIdToBeUsed: ciPKId,
    serverCertificate: dpAuth.der,
  };
}

/** Version 2 chips, by one CI for both directions: the chip's first choice among those it signs under that the server has. */
function chooseIdentity({ keys, trust }: SmdpContext, euiccInfo1: EuiccInfo1, now: number): SmdpIdentity {
  if (!euiccInfo1.svn.startsWith('2.')) throw Es9Error.of('svnUnsupported');
  const isTrusted = (id: Uint8Array) =>
    trust.certificateIssuers.some(({ subjectKeyIdentifier: own }) => own !== undefined && sameOctets(own, id));
  const signing = euiccInfo1.euiccCiPKIdListForSigning.filter(isTrusted);
  if (signing.length === 0) throw Es9Error.of('ciUnsupported');
  const usable = signing
    .filter((id) => euiccInfo1.euiccCiPKIdListForVerification.some((other) => sameOctets(other, id)))
    .flatMap((id) => keys.identities.filter((identity) => sameOctets(identity.ciPKId, id) && isInDate(identity, now)));
  const [identity] = usable;
  if (identity === undefined) throw Es9Error.of('certificateUnavailable');
  return identity;
}
