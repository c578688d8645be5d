import { bits } from '../asn1/bits.ts';
import type { Value } from '../asn1/codec.ts';
import { code } from '../asn1/integer.ts';
import { sequence } from '../asn1/sequence.ts';

const TAG = 0xbf34;

/** eUICCMemoryReset (SGP.22 5.7.19). */
export const EuiccMemoryResetRequest = sequence(
  {
    resetOptions: bits(0x82, ['deleteOperationalProfiles', 'deleteFieldLoadedTestProfiles', 'resetDefaultSmdpAddress']),
  },
  TAG,
);
export type EuiccMemoryResetRequest = Value<typeof EuiccMemoryResetRequest>;

export const ResetResult = { ok: 0, nothingToDelete: 1, catBusy: 5, undefinedError: 127 } as const;
export const EuiccMemoryResetResponse = sequence({ resetResult: code(0x80) }, TAG);
export type EuiccMemoryResetResponse = Value<typeof EuiccMemoryResetResponse>;
