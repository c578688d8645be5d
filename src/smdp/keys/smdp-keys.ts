import type { Certificate } from '../../pki/certificate.ts';
import type { BspKeys } from '../../rsp/bsp/keys.ts';
import type { SessionParties } from '../../rsp/bsp/session-keys.ts';
import type { SmdpIdentity } from './identity.ts';

/** What the server's side of one key agreement gives. */
export interface KeyAgreement {
  /** otPK.DP.ECKA: 65 octets. */
  readonly smdpOtpk: Uint8Array;
  /** To be erased after binding. */
  readonly sessionKeys: BspKeys;
}

/** What only the holder of the server's secrets can do: in this process, in a module of its own, or together with another party. */
export interface SmdpKeys {
  /** In order of preference. */
  readonly identities: readonly SmdpIdentity[];
  /** r and s of ECDSA with SHA-256, 64 octets (SGP.22 2.6.7.2), by the key of `certificate`, which is one of an identity. */
  sign(certificate: Certificate, message: Uint8Array): Promise<Uint8Array>;
  /** Session keys with a chip's one-time key (65 octets), under a fresh one of the server's (SGP.22 2.6.4). Throws BspError PublicKey. */
  agree(euiccOtpk: Uint8Array, parties: SessionParties): Promise<KeyAgreement>;
}
