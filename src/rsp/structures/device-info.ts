import { choice } from '../asn1/choice.ts';
import type { Value } from '../asn1/codec.ts';
import { octets } from '../asn1/octets.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { text } from '../asn1/text.ts';
import { version } from './version.ts';

/** Highest release of each that the device fully supports (SGP.22 4.2), as `15.0.0`. */
export const DeviceCapabilities = sequence(
  {
    gsmSupportedRelease: optional(version(0x80)),
    utranSupportedRelease: optional(version(0x81)),
    cdma2000onexSupportedRelease: optional(version(0x82)),
    cdma2000hrpdSupportedRelease: optional(version(0x83)),
    cdma2000ehrpdSupportedRelease: optional(version(0x84)),
    eutranEpcSupportedRelease: optional(version(0x85)),
    contactlessSupportedRelease: optional(version(0x86)),
    rspCrlSupportedVersion: optional(version(0x87)),
    nrEpcSupportedRelease: optional(version(0x88)),
    nr5gcSupportedRelease: optional(version(0x89)),
    eutran5gcSupportedRelease: optional(version(0x8a)),
  },
  0xa1,
);
export type DeviceCapabilities = Value<typeof DeviceCapabilities>;

export const DeviceInfo = sequence(
  {
    /** 4 octets: `tacOctets` of `imei.ts`. */
    tac: octets(0x80, 4),
    deviceCapabilities: DeviceCapabilities,
    /** 8 octets: `imeiOctets` of `imei.ts`. */
    imei: optional(octets(0x82, 8)),
  },
  0xa1,
);
export type DeviceInfo = Value<typeof DeviceInfo>;

/** CtxParams1: what the LPA says of the order it wants and of its device (SGP.22 5.7.13). */
export const CtxParams1 = choice({
  ctxParamsForCommonAuthentication: sequence(
    {
      /** Token of the activation code or EventID. */
      matchingId: optional(text(0x80)),
      deviceInfo: DeviceInfo,
    },
    0xa0,
  ),
});
export type CtxParams1 = Value<typeof CtxParams1>;
