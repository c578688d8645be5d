import { encodeExact } from '../../rsp/asn1/exact.ts';
import { CancelSessionReason } from '../../rsp/structures/cancel-session.ts';
import { CtxParams1 } from '../../rsp/structures/device-info.ts';
import { bindingMatchingId } from '../../zk/possession.ts';
import { cancelOnEuicc } from '../download/cancellation.ts';
import { checkServer, checkTransaction } from '../download/checks.ts';
import { UNKNOWN_DEVICE } from '../download/options.ts';
import type { Es10Channel } from '../es10/call.ts';
import { authenticateServer, getEuiccChallenge, getEuiccInfo1 } from '../es10/es10b.ts';
import type { Es9Plus } from '../es9plus/es9plus.ts';

/** What the chip signed, with the certificates it gave. It stays with its holder: a signature and its message give away the chip's key. */
export interface SignedBinding {
  /** Below 2^248. */
  readonly binding: bigint;
  /** Exact octets, header included. */
  readonly euiccSigned1: Uint8Array;
  /** r and s in 64 octets. */
  readonly euiccSignature1: Uint8Array;
  /** DER. */
  readonly euiccCertificate: Uint8Array;
  /** DER. */
  readonly eumCertificate: Uint8Array;
}

export interface SigningParties {
  readonly es10: Es10Channel;
  /** All that is asked of a server; it gets the chip's challenge and euiccInfo1, and nothing that the chip signed. */
  readonly es9Plus: Pick<Es9Plus, 'initiateAuthentication'>;
  /** Any certified SM-DP+: the chip signs only what it answers to a server (SGP.22 5.7.13). */
  readonly smdpAddress: string;
}

/**
 * Has the chip sign a binding, as the matchingId of its euiccSigned1 (docs/PROTOCOL.md, "Circuit `possession`"). The chip's answer goes
 * to no server, so that the server's session expires by itself; the chip's session is cancelled, and what the chip signs to that
 * (SGP.22 5.7.14) is dropped. Rejects with LpaError, and with what reader and channel reject with.
 */
export async function signBinding(
  { es10, es9Plus, smdpAddress }: SigningParties,
  binding: bigint,
): Promise<SignedBinding> {
  const matchingId = bindingMatchingId(binding);
  const euiccInfo1 = await getEuiccInfo1(es10);
  const euiccChallenge = await getEuiccChallenge(es10);
  const server = await es9Plus.initiateAuthentication(smdpAddress, { smdpAddress, euiccChallenge, euiccInfo1 });
  checkServer(server, { smdpAddress }, euiccChallenge);
  const { transactionId, serverSigned1, serverSignature1, euiccCiPKIdToBeUsed, serverCertificate } = server;
  const ctxParams1 = encodeExact(CtxParams1, {
    kind: 'ctxParamsForCommonAuthentication',
    value: { matchingId, deviceInfo: UNKNOWN_DEVICE },
  });
  const request = { serverSigned1, serverSignature1, euiccCiPKIdToBeUsed, serverCertificate, ctxParams1 };
  const { ok } = await authenticateServer(es10, request);
  await cancelOnEuicc(es10, transactionId, CancelSessionReason.postponed);
  const { euiccSigned1, euiccSignature1, euiccCertificate, eumCertificate } = ok;
  checkTransaction("The eUICC's answer", euiccSigned1.value.transactionId, transactionId);
  return { binding, euiccSigned1: euiccSigned1.raw, euiccSignature1, euiccCertificate, eumCertificate };
}
