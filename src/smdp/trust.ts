import type { Certificate } from '../pki/certificate.ts';
import type { Crl } from '../pki/crl.ts';

/** Whom the server believes about chips. */
export interface Trust {
  readonly certificateIssuers: readonly Certificate[];
  /** Sub-CIs that may stand between a CI and an EUM. */
  readonly intermediates?: readonly Certificate[] | undefined;
  /** Where given, every certificate of a chip's chain must be covered by one of them and not listed in any. */
  readonly crls?: readonly Crl[] | undefined;
}
