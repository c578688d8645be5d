import { iccidDigits } from '../../rsp/iccid.ts';
import type { Element } from '../../rsp/tlv/element.ts';
import { swappedDigits, swappedOctets } from '../../rsp/nibbles.ts';
import { SmdpError } from '../error.ts';
import { members, ProfileElementTag, profileElements } from './profile-elements.ts';

/** Where what is a subscriber's own stands in a package: content octets, to be read or written over. */
export interface Places {
  /** ICCID in the header: digits in their order, 10 octets. */
  readonly headerIccid: Uint8Array;
  /** EF.ICCID: 10 octets, nibble-swapped (3GPP TS 31.102 and ETSI TS 102 221 13.2). */
  readonly efIccid: readonly Uint8Array[];
  /** EF.IMSI of each USIM: 9 octets (3GPP TS 31.102 4.2.2). */
  readonly efImsi: readonly Uint8Array[];
  /** K of each akaParameter: 16 or 32 octets. */
  readonly key: readonly Uint8Array[];
  /** OPc (or TOPc) of each. */
  readonly opc: readonly Uint8Array[];
}

const HEADER_ICCID = 0x83;
const EF_ICCID = 0xa4;
const EF_IMSI = 0xa3;
const FILL_FILE_OFFSET = 0x82;
const FILL_FILE_CONTENT = 0x83;
const ALGO_CONFIGURATION = 0xa1;
const ALGO_PARAMETER = 0xa1;
const KEY = 0x82;
const OPC = 0x83;
const ICCID_OCTETS = 10;
const IMSI_OCTETS = 9;

/** Decodes only the elements that are personalised; all others are passed over. Throws {@link SmdpError} Template. */
export function placesIn(profilePackage: Uint8Array): Places {
  const elements = profileElements(profilePackage);
  const of = (tag: number) => elements.filter((element) => element.tag === tag);
  const [headerIccid] = of(ProfileElementTag.header).flatMap((header) => members(header, HEADER_ICCID));
  if (headerIccid?.content.length !== ICCID_OCTETS) {
    throw new SmdpError('Template', "The profile header's iccid does not have 10 octets.");
  }
  const parameters = of(ProfileElementTag.akaParameter)
    .flatMap((element) => members(element, ALGO_CONFIGURATION))
    .flatMap((configuration) => members(configuration, ALGO_PARAMETER));
  return {
    headerIccid: headerIccid.content,
    efIccid: of(ProfileElementTag.masterFile).flatMap((mf) => fileContents(mf, EF_ICCID, ICCID_OCTETS, 'EF.ICCID')),
    efImsi: of(ProfileElementTag.usim).flatMap((usim) => fileContents(usim, EF_IMSI, IMSI_OCTETS, 'EF.IMSI')),
    key: parameters.flatMap((parameter) => members(parameter, KEY)).map(({ content }) => content),
    opc: parameters.flatMap((parameter) => members(parameter, OPC)).map(({ content }) => content),
  };
}

/** Content of a file that is filled in one piece, from its beginning. */
function fileContents(element: Element, tag: number, octets: number, name: string): Uint8Array[] {
  return members(element, tag).flatMap((file) => {
    const contents = members(file, FILL_FILE_CONTENT);
    const [content] = contents;
    if (content === undefined) return [];
    if (contents.length > 1 || members(file, FILL_FILE_OFFSET).length > 0 || content.content.length !== octets) {
      throw new SmdpError('Template', `${name} of the template is not filled in one piece of ${octets} octets.`);
    }
    return [content.content];
  });
}

/** Digits of the ICCID in the header, without padding. */
export function headerIccidDigits({ headerIccid }: Places): string {
  try {
    return iccidDigits(swappedOctets(Buffer.from(headerIccid).toString('hex')));
  } catch (cause) {
    throw new SmdpError('Template', "The profile header's iccid is no ICCID.", { cause });
  }
}

/** 9 octets of an IMSI of 6 to 15 digits: length, then the digits, nibble-swapped, after a nibble that says whether they are odd in number. */
export function imsiOctets(imsi: string): Uint8Array {
  const isOdd = imsi.length % 2 === 1;
  const nibbles = `${isOdd ? '9' : '1'}${imsi}${isOdd ? '' : 'F'}`;
  const octets = swappedOctets(nibbles);
  const content = new Uint8Array(IMSI_OCTETS).fill(0xff);
  content[0] = octets.length;
  content.set(octets, 1);
  return content;
}

/** The IMSI in 9 octets of EF.IMSI. */
export function imsiDigits(content: Uint8Array): string {
  const length = content[0] ?? 0;
  return swappedDigits(content.subarray(1, 1 + length))
    .slice(1)
    .replace(/F$/, '');
}
