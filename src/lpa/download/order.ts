import type { ActivationCode } from '../../rsp/activation-code.ts';
import { LpaError } from '../error.ts';

/** What is to be downloaded, and from where. */
export interface DownloadOrder {
  /** FQDN of the SM-DP+, with a port where it is not that of the scheme. */
  readonly smdpAddress: string;
  /** Token of an activation code or EventID; empty: the server finds the order by the EID; undefined: it is not sent. */
  readonly matchingId?: string | undefined;
  /** Object identifier that CERT.DPauth must have in its subjectAltName, dotted. */
  readonly smdpOid?: string | undefined;
}

/** The order an activation code stands for (SGP.22 4.1). */
export function orderOf({ smdpAddress, matchingId, smdpOid }: ActivationCode): DownloadOrder {
  return { smdpAddress, matchingId, ...(smdpOid !== undefined && { smdpOid }) };
}

/** What a chip signs to be registered (PROTOCOL.md, `possession`): 62 lower-case hexadecimal digits. */
const BINDING = /^[0-9a-f]{62}$/;

/**
 * Refuses a matching id that is a binding: who issues codes or events would have the chip sign a registration for him.
 * Throws {@link LpaError} `BindingAsMatchingId`.
 */
export function assertNoBinding({ matchingId = '' }: DownloadOrder): void {
  if (!BINDING.test(matchingId)) return;
  throw new LpaError(
    'BindingAsMatchingId',
    'The activation code would make the eUICC sign its registration with somebody else; do not use it, and ask where it comes from.',
  );
}

/** The order that the eUICC's default SM-DP+ has for it (SGP.22 3.1.3). Throws {@link LpaError} `NoSmdpAddress`. */
export function defaultOrder(defaultDpAddress: string | undefined): DownloadOrder {
  if (defaultDpAddress === undefined || defaultDpAddress === '') {
    throw new LpaError('NoSmdpAddress', 'The eUICC has no default SM-DP+; give an activation code.');
  }
  return { smdpAddress: defaultDpAddress, matchingId: '' };
}
