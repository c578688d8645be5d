import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { tlv } from '../../../src/pki/der/writer.ts';
import { decode, encode } from '../../../src/rsp/asn1/codec.ts';
import { encodeExact } from '../../../src/rsp/asn1/exact.ts';
import { bindProfilePackage, bindUnderSessionKeys, type BoundSequences } from '../../../src/rsp/bsp/bound-sequences.ts';
import { BspKeys } from '../../../src/rsp/bsp/keys.ts';
import { OneTimeKeyPair } from '../../../src/rsp/bsp/one-time-key-pair.ts';
import { protectProfilePackage } from '../../../src/rsp/bsp/protected-profile.ts';
import { deriveSessionKeys } from '../../../src/rsp/bsp/session-keys.ts';
import {
  ServerSigned1,
  type AuthenticateResponseOk,
  type AuthenticateServerRequest,
} from '../../../src/rsp/structures/authenticate-server.ts';
import { BoundProfilePackage } from '../../../src/rsp/structures/bound-profile-package.ts';
import { ConfigureIsdpRequest, DpProprietaryData } from '../../../src/rsp/structures/configure-isdp.ts';
import { CtxParams1 } from '../../../src/rsp/structures/device-info.ts';
import {
  InitialiseSecureChannelRequest,
  UnsignedInitialiseSecureChannel,
  smdpSignInput,
} from '../../../src/rsp/structures/initialise-secure-channel.ts';
import {
  EuiccSigned2,
  SmdpSigned2,
  type PrepareDownloadRequest,
} from '../../../src/rsp/structures/prepare-download.ts';
import { StoreMetadataRequest } from '../../../src/rsp/structures/profile-metadata.ts';
import { chainedSignatureInput } from '../../../src/rsp/structures/signature.ts';
import type { Parties, Signer } from './parties.ts';

export const ADDRESS = 'testsmdpplus1.example.com';
export const DP_OID = '2.999.10';

let count = 0;

/** Octets that follow from `label` and how many were asked for before: a test may not depend on them. */
export function unlike(label: string, length: number): Uint8Array {
  return Uint8Array.from(createHash('sha512').update(`${label} ${count++}`).digest().subarray(0, length));
}

export function rawSign({ secretKey }: Pick<Signer, 'secretKey'>, message: Uint8Array): Uint8Array {
  return p256.sign(message, secretKey, { prehash: true, lowS: false });
}

/** A profile package in outline with `iccid` in its header, of about `octets` octets. */
export function profileOf(iccid: string, octets = 3_000): Uint8Array {
  const header = tlv(0xa0, tlv(0x80, Uint8Array.of(2)), tlv(0x83, Buffer.from(iccid.padEnd(20, 'F'), 'hex')));
  const elements = Array.from({ length: Math.ceil(octets / 500) }, (_, i) =>
    tlv(0xa1 + (i % 8), unlike('element', 64), new Uint8Array(432).fill(i)),
  );
  return Uint8Array.from(Buffer.concat([header, ...elements, tlv(0xaa, tlv(0xa0, Uint8Array.of(0x80, 1, 0)))]));
}

export function metadataFor(iccid: string, changes: Partial<StoreMetadataRequest> = {}): StoreMetadataRequest {
  return {
    iccid,
    serviceProviderName: 'OpenRSP',
    profileName: `Profile ${iccid.slice(-4)}`,
    profileClass: 2,
    ...changes,
  };
}

/** What differs in a package from what it should be. */
export interface PackageChanges {
  readonly transactionId?: Uint8Array;
  readonly remoteOpId?: number;
  readonly keyType?: number;
  readonly keyLen?: number;
  readonly smdpOtpk?: Uint8Array;
  /** The chip's one-time key that is signed and agreed with. */
  readonly euiccOtpk?: Uint8Array;
  readonly signer?: Signer;
  readonly metadata?: Uint8Array;
  readonly configureIsdp?: Uint8Array;
  readonly withoutProfileKeys?: boolean;
  readonly alter?: (sequences: BoundSequences) => BoundSequences;
}

/** An SM-DP+ (or, with other certificates, one that is no good) as a chip sees it. */
export class ServerDouble {
  readonly parties: Parties;
  readonly transactionId = unlike('transaction', 16);
  readonly serverChallenge = unlike('server challenge', 16);
  euiccSignature1: Uint8Array = new Uint8Array(64);
  smdpSignature2: Uint8Array = new Uint8Array(64);
  euiccOtpk: Uint8Array = new Uint8Array(65);

  constructor(parties: Parties) {
    this.parties = parties;
  }

  authenticateServer(
    euiccChallenge: Uint8Array,
    changes: {
      readonly signer?: Signer;
      readonly certificate?: Uint8Array;
      readonly ciPKId?: Uint8Array;
      readonly address?: string;
    } = {},
  ): AuthenticateServerRequest {
    const { signer = this.parties.dpAuth, ciPKId = this.parties.ecasd.signingKeyIds[0]! } = changes;
    const { certificate = signer.certificate.der, address: serverAddress = ADDRESS } = changes;
    const { transactionId, serverChallenge } = this;
    const serverSigned1 = encodeExact(ServerSigned1, { transactionId, euiccChallenge, serverAddress, serverChallenge });
    return {
      serverSigned1,
      serverSignature1: rawSign(signer, serverSigned1.raw),
      euiccCiPKIdToBeUsed: ciPKId,
      serverCertificate: certificate,
      ctxParams1: encodeExact(CtxParams1, {
        kind: 'ctxParamsForCommonAuthentication',
        value: {
          matchingId: 'TS48V1-A',
          deviceInfo: { tac: Uint8Array.of(0x35, 0x29, 6, 0x11), deviceCapabilities: {} },
        },
      }),
    };
  }

  authenticated({ euiccSignature1 }: AuthenticateResponseOk): void {
    this.euiccSignature1 = euiccSignature1;
  }

  prepareDownload(
    changes: {
      readonly signer?: Signer;
      readonly certificate?: Uint8Array;
      readonly transactionId?: Uint8Array;
      readonly ccRequiredFlag?: boolean;
      readonly hashCc?: Uint8Array;
      readonly bppEuiccOtpk?: Uint8Array;
      readonly euiccSignature1?: Uint8Array;
    } = {},
  ): PrepareDownloadRequest {
    const { signer = this.parties.dpPb, transactionId = this.transactionId, ccRequiredFlag = false, hashCc } = changes;
    const { certificate = signer.certificate.der, euiccSignature1 = this.euiccSignature1, bppEuiccOtpk } = changes;
    const smdpSigned2 = encodeExact(SmdpSigned2, { transactionId, ccRequiredFlag, bppEuiccOtpk });
    this.smdpSignature2 = rawSign(signer, chainedSignatureInput(smdpSigned2.raw, euiccSignature1));
    return { smdpSigned2, smdpSignature2: this.smdpSignature2, hashCc, smdpCertificate: certificate };
  }

  prepared(euiccSigned2: Uint8Array): void {
    this.euiccOtpk = decode(EuiccSigned2, euiccSigned2).euiccOtpk;
  }

  /** A package for the chip's one-time key, BF36. */
  bind(profile: Uint8Array, metadata: StoreMetadataRequest, changes: PackageChanges = {}): Uint8Array {
    const { euiccOtpk = this.euiccOtpk, signer = this.parties.dpPb } = changes;
    const keyPair = OneTimeKeyPair.generate();
    const hostId = Buffer.from('testhost');
    const keys = deriveSessionKeys(keyPair.agree(euiccOtpk), { hostId, eid: this.parties.ecasd.eidOctets });
    const unsigned = {
      remoteOpId: changes.remoteOpId ?? 1,
      transactionId: changes.transactionId ?? this.transactionId,
      controlRefTemplate: { keyType: changes.keyType ?? 0x88, keyLen: changes.keyLen ?? 0x10, hostId },
      smdpOtpk: changes.smdpOtpk ?? keyPair.publicKey,
    };
    const signed = smdpSignInput(encode(UnsignedInitialiseSecureChannel, unsigned), euiccOtpk);
    const request = encodeExact(InitialiseSecureChannelRequest, { ...unsigned, smdpSign: rawSign(signer, signed) });
    const commands = {
      configureIsdp:
        changes.configureIsdp ??
        encode(ConfigureIsdpRequest, { dpProprietaryData: encodeExact(DpProprietaryData, { dpOid: DP_OID }) }),
      storeMetadata: changes.metadata ?? encode(StoreMetadataRequest, metadata),
    };
    const bound =
      changes.withoutProfileKeys === true
        ? bindUnderSessionKeys(keys, commands, profile)
        : withProfileKeys(keys, commands, profile);
    return encode(BoundProfilePackage, {
      initialiseSecureChannelRequest: request,
      ...(changes.alter?.(bound) ?? bound),
    });
  }
}

function withProfileKeys(
  keys: BspKeys,
  commands: { configureIsdp: Uint8Array; storeMetadata: Uint8Array },
  profile: Uint8Array,
): BoundSequences {
  const profileKeys = BspKeys.generate();
  return bindProfilePackage(keys, commands, protectProfilePackage(profile, profileKeys), profileKeys);
}
