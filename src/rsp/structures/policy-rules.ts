import { bits } from '../asn1/bits.ts';
import type { Value } from '../asn1/codec.ts';

/** PprIds: ppr1, the profile cannot be disabled; ppr2, it cannot be deleted. */
export const pprIds = (tag: number) => bits(tag, ['pprUpdateControl', 'ppr1', 'ppr2']);
export type PprIds = Value<ReturnType<typeof pprIds>>;
