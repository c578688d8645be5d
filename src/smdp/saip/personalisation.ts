import { iccidOctets } from '../../rsp/iccid.ts';
import { assertWholeProfilePackage } from '../../rsp/bsp/profile-package.ts';
import { swappedDigits } from '../../rsp/nibbles.ts';
import { SmdpError } from '../error.ts';
import { imsiOctets, placesIn } from './places.ts';

/** What makes a template a subscriber's profile. What is absent stays as the template has it. */
export interface Subscriber {
  /** 18 to 20 digits. */
  readonly iccid: string;
  /** 6 to 15 digits. */
  readonly imsi?: string | undefined;
  /** K: 16 octets (32 where the template's has 32). */
  readonly ki?: Uint8Array | undefined;
  /** OPc, as long as the template's. */
  readonly opc?: Uint8Array | undefined;
}

/**
 * A copy of `template` (unprotected profile package, SAIP DER) with the subscriber's values in the header's ICCID, EF.ICCID, EF.IMSI and
 * akaParameter; every other octet is the template's. Throws {@link SmdpError} Template or OrderValue, RspError Iccid.
 */
export function personalise(template: Uint8Array, subscriber: Subscriber): Uint8Array {
  const profilePackage = Uint8Array.from(template);
  assertWholeProfilePackage(profilePackage);
  const places = placesIn(profilePackage);
  const iccid = iccidOctets(subscriber.iccid);
  write([places.headerIccid], Uint8Array.from(Buffer.from(swappedDigits(iccid), 'hex')), 'ICCID');
  write(places.efIccid, iccid, 'EF.ICCID');
  if (subscriber.imsi !== undefined) {
    if (!/^[0-9]{6,15}$/.test(subscriber.imsi)) throw new SmdpError('OrderValue', 'An IMSI has 6 to 15 digits.');
    write(places.efImsi, imsiOctets(subscriber.imsi), 'EF.IMSI');
  }
  if (subscriber.ki !== undefined) write(places.key, subscriber.ki, 'key of an akaParameter');
  if (subscriber.opc !== undefined) write(places.opc, subscriber.opc, 'OPc of an akaParameter');
  return profilePackage;
}

/** Writes over every place; there must be one, and each as long as the value. */
function write(places: readonly Uint8Array[], value: Uint8Array, name: string): void {
  if (places.length === 0) throw new SmdpError('Template', `The template has no ${name} to be filled.`);
  for (const place of places) {
    if (place.length !== value.length) {
      throw new SmdpError('OrderValue', `The ${name} of the template has ${place.length} octets, not ${value.length}.`);
    }
    place.set(value);
  }
}
