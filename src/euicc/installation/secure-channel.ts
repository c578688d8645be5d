import type { Certificate } from '../../pki/certificate.ts';
import { decode } from '../../rsp/asn1/codec.ts';
import { BspError } from '../../rsp/bsp/error.ts';
import type { BspKeys } from '../../rsp/bsp/keys.ts';
import type { OneTimeKeyPair } from '../../rsp/bsp/one-time-key-pair.ts';
import { deriveSessionKeys, type SessionParties } from '../../rsp/bsp/session-keys.ts';
import { RspError } from '../../rsp/error.ts';
import {
  AES_KEY_LENGTH,
  AES_KEY_TYPE,
  InitialiseSecureChannelRequest,
  RemoteOpId,
  smdpSignInput,
} from '../../rsp/structures/initialise-secure-channel.ts';
import { isSignatureOf } from '../../rsp/raw-signature.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import { InstallationFault } from './fault.ts';

/** What InitialiseSecureChannel is checked against. */
export interface SecureChannelTerms {
  readonly transactionId: Uint8Array;
  readonly bindingCertificate: Certificate;
  readonly oneTimeKeys: OneTimeKeyPair;
  /** 16 octets. */
  readonly eid: Uint8Array;
}

/** Session keys by InitialiseSecureChannel (SGP.22 5.5.1). The one-time key is overwritten, whatever comes of it. Throws {@link InstallationFault}. */
export function initialiseSecureChannel(octets: Uint8Array, terms: SecureChannelTerms): BspKeys {
  const { transactionId, bindingCertificate, oneTimeKeys, eid } = terms;
  try {
    const request = decode(InitialiseSecureChannelRequest, octets);
    const signed = smdpSignInput(octets, oneTimeKeys.publicKey);
    if (!isSignatureOf(signed, request.smdpSign, bindingCertificate.publicKey)) {
      throw new InstallationFault('invalidSignature');
    }
    if (!sameOctets(request.transactionId, transactionId)) throw new InstallationFault('invalidTransactionId');
    if (request.remoteOpId !== RemoteOpId.installBoundProfilePackage) {
      throw new InstallationFault('unsupportedRemoteOperationType');
    }
    const { keyType, keyLen, hostId } = request.controlRefTemplate;
    if (keyType !== AES_KEY_TYPE || keyLen !== AES_KEY_LENGTH) throw new InstallationFault('unsupportedCrtValues');
    return sessionKeys(oneTimeKeys.agree(request.smdpOtpk), { hostId, eid });
  } catch (cause) {
    if (!(cause instanceof RspError || cause instanceof BspError)) throw cause;
    throw new InstallationFault('incorrectInputValues', { cause });
  } finally {
    oneTimeKeys.erase();
  }
}

/** Overwrites the shared secret. */
function sessionKeys(sharedSecret: Uint8Array, parties: SessionParties): BspKeys {
  try {
    return deriveSessionKeys(sharedSecret, parties);
  } finally {
    sharedSecret.fill(0);
  }
}
