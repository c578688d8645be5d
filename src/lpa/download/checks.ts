import { parseCertificate } from '../../pki/certificate.ts';
import { objectIdentifierText } from '../../pki/der/objectIdentifier.ts';
import { PkiError } from '../../pki/error.ts';
import { decode, encode } from '../../rsp/asn1/codec.ts';
import { RspError } from '../../rsp/error.ts';
import type { InitiateAuthenticationResponse } from '../../rsp/es9plus/initiate-authentication.ts';
import { BoundProfilePackage } from '../../rsp/structures/bound-profile-package.ts';
import { StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';
import { Element } from '../../rsp/tlv/element.ts';
import { concatenate } from '../../rsp/tlv/writer.ts';
import { LpaError } from '../error.ts';
import { isSameAddress } from '../es9plus/address.ts';
import type { DownloadOrder } from './order.ts';

/** Octets of a segment's MAC (SGP.22 2.5.3). */
const MAC_OCTETS = 8;

/**
 * What the LPA checks before the chip sees the server (SGP.22 3.0.1): the address that was contacted, the challenge, the transaction,
 * and the object identifier of the activation code. Throws {@link LpaError}.
 */
export function checkServer(
  { transactionId, serverSigned1, serverCertificate }: InitiateAuthenticationResponse,
  { smdpAddress, smdpOid }: DownloadOrder,
  euiccChallenge: Uint8Array,
): void {
  const { value } = serverSigned1;
  if (!isSameAddress(value.serverAddress, smdpAddress)) {
    const found = JSON.stringify(value.serverAddress.slice(0, 80));
    throw new LpaError(
      'ServerAddressMismatch',
      `The server at ${smdpAddress} signs for ${found}: somebody is in between, or the activation code is wrong.`,
    );
  }
  if (!isSame(value.euiccChallenge, euiccChallenge)) {
    throw new LpaError('ChallengeMismatch', `${smdpAddress} answered another challenge than the eUICC's. Try again.`);
  }
  checkTransaction('serverSigned1', value.transactionId, transactionId);
  if (smdpOid !== undefined) checkOid(serverCertificate, smdpOid, smdpAddress);
}

function checkOid(serverCertificate: Uint8Array, smdpOid: string, address: string): void {
  const certificate = readCertificate(serverCertificate, address);
  const { registeredId } = certificate;
  const found = registeredId === undefined ? 'none' : objectIdentifierText(registeredId);
  if (found !== smdpOid) {
    throw new LpaError(
      'ServerOidMismatch',
      `The certificate of ${address} has the object identifier ${found}, the activation code ${smdpOid}. Ask who gave the code.`,
    );
  }
}

function readCertificate(der: Uint8Array, address: string) {
  try {
    return parseCertificate(der);
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new LpaError('ServerCertificate', `The certificate of ${address} is refused: ${cause.message}`, { cause });
  }
}

/** Every message of a session names its transaction. Throws {@link LpaError} `TransactionIdMismatch`. */
export function checkTransaction(what: string, found: Uint8Array, transactionId: Uint8Array): void {
  if (isSame(found, transactionId)) return;
  throw new LpaError('TransactionIdMismatch', `${what} is of another transaction. Begin the download again.`);
}

/**
 * The package is of this session, and its StoreMetadata, which is authenticated but not encrypted, says what the user was shown (SGP.22
 * 2.5.4, 3.1.3.3). Throws {@link LpaError} `PackageInvalid`, `TransactionIdMismatch`, `MetadataMismatch`.
 */
export function checkPackage(
  boundProfilePackage: Uint8Array,
  transactionId: Uint8Array,
  shown: StoreMetadataRequest,
): void {
  const { secureChannelTransaction, metadata } = readPackage(boundProfilePackage);
  checkTransaction('The package', secureChannelTransaction, transactionId);
  if (!isSame(encode(StoreMetadataRequest, metadata), encode(StoreMetadataRequest, shown))) {
    throw new LpaError(
      'MetadataMismatch',
      'The profile in the package is described otherwise than the one that was accepted. Ask the operator.',
    );
  }
}

function readPackage(boundProfilePackage: Uint8Array) {
  try {
    const { initialiseSecureChannelRequest, sequenceOf88 } = decode(BoundProfilePackage, boundProfilePackage);
    const parts = sequenceOf88.map((segment) => {
      const { content } = Element.read(segment);
      return content.subarray(0, Math.max(0, content.length - MAC_OCTETS));
    });
    return {
      secureChannelTransaction: initialiseSecureChannelRequest.value.transactionId,
      metadata: decode(StoreMetadataRequest, concatenate(...parts)),
    };
  } catch (cause) {
    if (!(cause instanceof RspError)) throw cause;
    throw new LpaError('PackageInvalid', `The server's package cannot be read (${cause.code}). Ask the operator.`, {
      cause,
    });
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
