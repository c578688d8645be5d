import { p256 } from '@noble/curves/nist.js';
import { OneTimeKeyPair } from '../../rsp/bsp/one-time-key-pair.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import type { NonVolatileMemory } from '../state/memory.ts';
import type { AuthenticatedServer } from './session.ts';

/**
 * otPK/otSK.EUICC.ECKA for a package of `server`: the last pair, where it was made for the same server, no package came for it and the server
 * names it in `bppEuiccOtpk`; else a fresh one, which is kept in its place (SGP.22 5.7.5). Throws EuiccError `Store`.
 */
export function oneTimeKeysFor(
  memory: NonVolatileMemory,
  { oid: smdpOid, anchor }: Pick<AuthenticatedServer, 'oid' | 'anchor'>,
  bppEuiccOtpk: Uint8Array | undefined,
): OneTimeKeyPair {
  const ciPKId = anchor.subjectKeyIdentifier!;
  const { oneTimeKey: kept } = memory.state;
  if (bppEuiccOtpk !== undefined && kept?.smdpOid === smdpOid && sameOctets(kept.ciPKId, ciPKId)) {
    const pair = OneTimeKeyPair.fromPrivateKey(kept.privateKey);
    if (sameOctets(pair.publicKey, bppEuiccOtpk)) return pair;
    pair.erase();
  }
  const privateKey = p256.utils.randomSecretKey();
  memory.update({ oneTimeKey: { privateKey, smdpOid, ciPKId } });
  return OneTimeKeyPair.fromPrivateKey(privateKey);
}
