import { decode, encode } from '../../rsp/asn1/codec.ts';
import { encodeExact } from '../../rsp/asn1/exact.ts';
import { bindProfilePackage } from '../../rsp/bsp/bound-sequences.ts';
import type { BspKeys } from '../../rsp/bsp/keys.ts';
import { BoundProfilePackage } from '../../rsp/structures/bound-profile-package.ts';
import { ConfigureIsdpRequest, DpProprietaryData } from '../../rsp/structures/configure-isdp.ts';
import {
  AES_KEY_LENGTH,
  AES_KEY_TYPE,
  InitialiseSecureChannelRequest,
  RemoteOpId,
  smdpSignInput,
  UnsignedInitialiseSecureChannel,
} from '../../rsp/structures/initialise-secure-channel.ts';
import type { SmdpIdentity } from '../keys/identity.ts';
import type { SmdpKeys } from '../keys/smdp-keys.ts';
import { type KeySeal, openSeal, type PreparedProfile } from './preparation.ts';

/** The session a package is bound to. */
export interface BindingSession {
  readonly identity: SmdpIdentity;
  readonly transactionId: Uint8Array;
  /** otPK.EUICC.ECKA: 65 octets. */
  readonly euiccOtpk: Uint8Array;
}

export interface BindingRequest extends BindingSession {
  /** 32 digits. */
  readonly eid: string;
  /** BF25 TLV. */
  readonly metadata: Uint8Array;
  readonly profile: PreparedProfile;
}

/** The second step: makes a prepared profile one chip's, in one session. */
export interface ProfileBinder {
  /** A Bound Profile Package (BF36). Throws BspError PublicKey where the one-time key is none. */
  bind(request: BindingRequest): Promise<Uint8Array>;
  /**
   * The same package for a later session of the same chip with the same one-time key (SGP.22 5.6.2): transaction id and signature are new,
   * what is protected stays as it is.
   */
  renew(boundProfilePackage: Uint8Array, session: BindingSession): Promise<Uint8Array>;
}

/** Goes into the key derivation (SGP.22 Annex G): 1 to 16 octets. */
const DEFAULT_HOST_ID = new TextEncoder().encode('OpenRSP');

export function profileBinder(
  keys: SmdpKeys,
  seal: KeySeal = openSeal,
  hostId: Uint8Array = DEFAULT_HOST_ID,
): ProfileBinder {
  const controlRefTemplate = { keyType: AES_KEY_TYPE, keyLen: AES_KEY_LENGTH, hostId };

  const initialiseSecureChannel = async (smdpOtpk: Uint8Array, session: BindingSession) => {
    const unsigned = {
      remoteOpId: RemoteOpId.installBoundProfilePackage,
      transactionId: session.transactionId,
      controlRefTemplate,
      smdpOtpk,
    };
    const signed = smdpSignInput(encode(UnsignedInitialiseSecureChannel, unsigned), session.euiccOtpk);
    const smdpSign = await keys.sign(session.identity.dpPb, signed);
    return encodeExact(InitialiseSecureChannelRequest, { ...unsigned, smdpSign });
  };

  const boundUnder = async (sessionKeys: BspKeys, { identity, metadata, profile }: BindingRequest) => {
    const profileProtectionKeys = await seal.open(profile.sealedKeys);
    try {
      const dpProprietaryData = encodeExact(DpProprietaryData, { dpOid: identity.smdpOid });
      const commands = { configureIsdp: encode(ConfigureIsdpRequest, { dpProprietaryData }), storeMetadata: metadata };
      return bindProfilePackage(sessionKeys, commands, profile.segments, profileProtectionKeys);
    } finally {
      profileProtectionKeys.erase();
    }
  };

  return {
    async bind(request) {
      const eid = Uint8Array.from(Buffer.from(request.eid, 'hex'));
      const { smdpOtpk, sessionKeys } = await keys.agree(request.euiccOtpk, { hostId, eid });
      const sequences = await boundUnder(sessionKeys, request).finally(() => sessionKeys.erase());
      const initialiseSecureChannelRequest = await initialiseSecureChannel(smdpOtpk, request);
      return encode(BoundProfilePackage, { initialiseSecureChannelRequest, ...sequences });
    },
    async renew(boundProfilePackage, session) {
      const bound = decode(BoundProfilePackage, boundProfilePackage);
      const { smdpOtpk } = bound.initialiseSecureChannelRequest.value;
      return encode(BoundProfilePackage, {
        ...bound,
        initialiseSecureChannelRequest: await initialiseSecureChannel(smdpOtpk, session),
      });
    },
  };
}
