import { withShortEids } from './short-eid.ts';

/** Why a software eUICC cannot be made, kept or served. */
export type EuiccErrorCode =
  // What it is made of
  | 'Credential'
  | 'Certificates'
  // What it keeps
  | 'State'
  | 'StateOfAnotherCard'
  | 'Store'
  | 'StoreInUse'
  // Where it is served
  | 'Frame'
  | 'Listen';

/** A software eUICC that cannot be made, kept or served: which case, and a sentence with the remedy. It holds no key, and of an EID four digits. */
export class EuiccError extends Error {
  override readonly name = 'EuiccError';
  readonly code: EuiccErrorCode;

  constructor(code: EuiccErrorCode, message: string, options?: ErrorOptions) {
    super(withShortEids(message), options);
    this.code = code;
  }
}
