import type { Value } from '../rsp/asn1/codec.ts';
import type { EuiccInfo2, RspCapability, UiccCapability } from '../rsp/structures/euicc-info.ts';
import type { PprIds } from '../rsp/structures/policy-rules.ts';
import type { ProfilePolicyAuthorisationRule } from '../rsp/structures/rules-authorisation-table.ts';

/** What a chip says of itself and how its maker configured it (SGP.22 4.3, 2.9.2). */
export interface EuiccProperties {
  /** Versions as `2.2.2`. */
  readonly svn: string;
  readonly profileVersion: string;
  readonly firmwareVersion: string;
  readonly ts102241Version: string;
  readonly globalplatformVersion: string;
  readonly ppVersion: string;
  readonly sasAccreditationNumber: string;
  readonly uiccCapability: Value<typeof UiccCapability>;
  readonly rspCapability: Value<typeof RspCapability>;
  readonly category?: EuiccInfo2['euiccCategory'];
  readonly forbiddenProfilePolicyRules?: PprIds | undefined;
  /** Rules Authorisation Table: whose profiles may have which policy rules. */
  readonly rulesAuthorisationTable: readonly ProfilePolicyAuthorisationRule[];
  /** FQDN. */
  readonly rootDsAddress: string;
  /** FQDN, set by the maker and again by a memory reset. */
  readonly defaultDpAddress?: string | undefined;
  /** Octets for profiles with their metadata. */
  readonly nonVolatileMemory: number;
  /** Octets. */
  readonly volatileMemory: number;
}

/** A chip of version 2.2.2 whose table allows any operator both policy rules, with the user's consent. */
export const DEFAULT_PROPERTIES: EuiccProperties = {
  svn: '2.2.2',
  profileVersion: '2.3.1',
  firmwareVersion: '1.0.0',
  ts102241Version: '9.2.0',
  globalplatformVersion: '2.3.0',
  ppVersion: '1.0.0',
  sasAccreditationNumber: 'OPENRSP-SOFTWARE',
  uiccCapability: ['usimSupport', 'isimSupport', 'akaMilenage', 'akaTuak128', 'usimTestAlgorithm', 'berTlvFileSupport'],
  rspCapability: ['additionalProfile', 'crlSupport', 'testProfileSupport'],
  rulesAuthorisationTable: [
    {
      pprIds: ['ppr1', 'ppr2'],
      allowedOperators: [{ mccMnc: Uint8Array.of(0xee, 0xee, 0xee) }],
      pprFlags: ['consentRequired'],
    },
  ],
  rootDsAddress: 'testrootsmds.example.com',
  nonVolatileMemory: 1_048_576,
  volatileMemory: 65_536,
};
