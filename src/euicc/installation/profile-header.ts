import { assertWholeProfilePackage } from '../../rsp/bsp/profile-package.ts';
import { BspError } from '../../rsp/bsp/error.ts';
import { RspError } from '../../rsp/error.ts';
import { Element } from '../../rsp/tlv/element.ts';
import { readHeader } from '../../rsp/tlv/header.ts';
import { InstallationFault } from './fault.ts';

const PROFILE_HEADER = 0xa0;
const ICCID = 0x83;

/**
 * Checks a profile package as far as this chip looks into it: whole profile elements, first a ProfileHeader, last PE-End (SAIP 8.2, 8.10).
 * Gives the ICCID of the header, without padding: two digits an octet in their order there, unlike in EF_ICCID.
 * Throws {@link InstallationFault} installFailedDueToPEProcessingError.
 */
export function iccidOfProfilePackage(profile: Uint8Array): string {
  try {
    assertWholeProfilePackage(profile);
    const { tag, end } = readHeader(profile, 0, profile.length);
    const iccid = Element.read(profile.subarray(0, end)).children.find((member) => member.tag === ICCID)?.content;
    if (tag !== PROFILE_HEADER || iccid?.length !== 10) {
      throw new InstallationFault('installFailedDueToPEProcessingError');
    }
    return Buffer.from(iccid).toString('hex').toUpperCase().replace(/F+$/, '');
  } catch (cause) {
    if (!(cause instanceof RspError || cause instanceof BspError)) throw cause;
    throw new InstallationFault('installFailedDueToPEProcessingError', { cause });
  }
}
