import { BspError } from './error.ts';
import { x963Kdf } from './kdf.ts';
import { BspKeys } from './keys.ts';

/** Key type AES (CRT tag 80) and key length 16 (CRT tag 81): the only ones SGP.22 2.6.4.1 allows. */
const KEY_TYPE_AES = 0x88;
const KEY_LENGTH = 0x10;
const EID_OCTETS = 16;
const HOST_ID_OCTETS = 16;

/** What both sides of a session mix into its keys besides the shared secret. */
export interface SessionParties {
  /** CRT tag 84: 1 to 16 octets, chosen by the server. */
  readonly hostId: Uint8Array;
  /** 16 octets, as tag 5A of EuiccData carries them: two digits an octet. */
  readonly eid: Uint8Array;
}

/** SharedInfo of the derivation: key type ‖ key length ‖ LV(hostId) ‖ LV(EID) (SGP.22 Annex G). Throws `KeyDerivation`. */
export function sharedInfo({ hostId, eid }: SessionParties): Uint8Array {
  if (hostId.length < 1 || hostId.length > HOST_ID_OCTETS) {
    throw new BspError('KeyDerivation', `A host id has 1 to ${HOST_ID_OCTETS} octets, this one ${hostId.length}.`);
  }
  if (eid.length !== EID_OCTETS) {
    throw new BspError('KeyDerivation', `An EID has ${EID_OCTETS} octets, this one ${eid.length}.`);
  }
  return Uint8Array.from([KEY_TYPE_AES, KEY_LENGTH, hostId.length, ...hostId, eid.length, ...eid]);
}

/** Session keys of the shared secret Z (32 octets): initial MAC chaining value, S-ENC and S-MAC (SGP.22 2.6.4, Annex G). */
export function deriveSessionKeys(sharedSecret: Uint8Array, parties: SessionParties): BspKeys {
  const octets = x963Kdf(sharedSecret, sharedInfo(parties), BspKeys.OCTETS);
  const keys = BspKeys.fromOctets(octets);
  octets.fill(0);
  return keys;
}
