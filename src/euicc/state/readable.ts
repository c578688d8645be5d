import { parseCrl } from '../../pki/crl.ts';
import { PkiError } from '../../pki/error.ts';
import { decode } from '../../rsp/asn1/codec.ts';
import { BspError } from '../../rsp/bsp/error.ts';
import { OneTimeKeyPair } from '../../rsp/bsp/one-time-key-pair.ts';
import { RspError } from '../../rsp/error.ts';
import { DpProprietaryData } from '../../rsp/structures/configure-isdp.ts';
import { PendingNotification } from '../../rsp/structures/notifications-list.ts';
import { StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';
import { EuiccError } from '../error.ts';
import type { EuiccState } from './state.ts';

/** Asserts that structures in a state which was stored can be read, so that no command fails on them. Throws EuiccError `State`. */
export function assertReadable({ profiles, notifications, crls, oneTimeKey }: EuiccState): void {
  try {
    for (const { metadata, dpProprietaryData } of profiles) {
      decode(StoreMetadataRequest, metadata);
      if (dpProprietaryData !== undefined) decode(DpProprietaryData, dpProprietaryData);
    }
    for (const { octets } of notifications) decode(PendingNotification, octets);
    for (const crl of crls) parseCrl(crl);
    if (oneTimeKey !== undefined) OneTimeKeyPair.fromPrivateKey(oneTimeKey.privateKey).erase();
  } catch (cause) {
    if (!(cause instanceof RspError || cause instanceof BspError || cause instanceof PkiError)) throw cause;
    throw new EuiccError('State', `The state was altered: ${cause.message} Give the file that the eUICC wrote.`, {
      cause,
    });
  }
}
