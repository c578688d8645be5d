import { bits } from '../asn1/bits.ts';
import type { Value } from '../asn1/codec.ts';
import { code } from '../asn1/integer.ts';
import { list } from '../asn1/list.ts';
import { octets } from '../asn1/octets.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { text } from '../asn1/text.ts';
import { pprIds } from './policy-rules.ts';
import { SubjectKeyIdentifier } from './signature.ts';
import { version } from './version.ts';

const INFO1 = 0xbf20;
const INFO2 = 0xbf22;

export const GetEuiccInfo1Request = sequence({}, INFO1);
export const GetEuiccInfo2Request = sequence({}, INFO2);

/** What a server needs to choose a CI (SGP.22 5.7.8). */
export const EuiccInfo1 = sequence(
  {
    /** Highest version of SGP.22 supported. */
    svn: version(0x82),
    euiccCiPKIdListForVerification: list(SubjectKeyIdentifier, 0xa9),
    euiccCiPKIdListForSigning: list(SubjectKeyIdentifier, 0xaa),
  },
  INFO1,
  'anyOrder',
);
export type EuiccInfo1 = Value<typeof EuiccInfo1>;

export const UiccCapability = bits(0x85, [
  'contactlessSupport',
  'usimSupport',
  'isimSupport',
  'csimSupport',
  'akaMilenage',
  'akaCave',
  'akaTuak128',
  'akaTuak256',
  'usimTestAlgorithm',
  'rfu2',
  'gbaAuthenUsim',
  'gbaAuthenISim',
  'mbmsAuthenUsim',
  'eapClient',
  'javacard',
  'multos',
  'multipleUsimSupport',
  'multipleIsimSupport',
  'multipleCsimSupport',
  'berTlvFileSupport',
  'dfLinkSupport',
  'catTp',
  'getIdentity',
  'profile-a-x25519',
  'profile-b-p256',
  'suciCalculatorApi',
]);

export const RspCapability = bits(0x88, [
  'additionalProfile',
  'crlSupport',
  'rpmSupport',
  'testProfileSupport',
  'deviceInfoExtensibilitySupport',
  'serviceSpecificDataSupport',
]);

/** Values of EUICCInfo2.euiccCategory. */
export const EuiccCategory = { other: 0, basicEuicc: 1, mediumEuicc: 2, contactlessEuicc: 3 } as const;

/** EUICCInfo2 (SGP.22 5.7.8). */
export const EuiccInfo2 = sequence(
  {
    /** Of the SAIP specification. */
    profileVersion: version(0x81),
    svn: version(0x82),
    euiccFirmwareVer: version(0x83),
    /** ETSI TS 102 226 8.2.1.7.2; {@link readExtCardResource} reads it. */
    extCardResource: octets(0x84, { min: 0, max: 255 }),
    uiccCapability: UiccCapability,
    ts102241Version: optional(version(0x86)),
    globalplatformVersion: optional(version(0x87)),
    rspCapability: RspCapability,
    euiccCiPKIdListForVerification: list(SubjectKeyIdentifier, 0xa9),
    euiccCiPKIdListForSigning: list(SubjectKeyIdentifier, 0xaa),
    euiccCategory: optional(code(0x8b)),
    forbiddenProfilePolicyRules: optional(pprIds(0x99)),
    /** Of the protection profile. */
    ppVersion: version(),
    sasAcreditationNumber: text(undefined, 64),
    certificationDataObject: optional(sequence({ platformLabel: text(0x80), discoveryBaseURL: text(0x81) }, 0xac)),
  },
  INFO2,
  'anyOrder',
);
export type EuiccInfo2 = Value<typeof EuiccInfo2>;
