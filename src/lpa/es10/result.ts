import { codeName } from '../../rsp/asn1/integer.ts';
import { LpaError } from '../error.ts';

/** A function that the eUICC refused: its name and the result code of SGP.22 5.7. */
export class EuiccError extends LpaError {
  override readonly name = 'EuiccError';
  readonly function: string;
  readonly result: number;
  /** The standard's name of the code; undefined for one of a later version. */
  readonly resultName: string | undefined;

  constructor(of: string, result: number, names: Readonly<Record<string, number>>) {
    const resultName = codeName(names, result);
    const meaning = REMEDIES[resultName ?? ''] ?? 'Try again; if it stays so, the eUICC does not support this.';
    super('EuiccRefused', `The eUICC refused ${of}: ${resultName ?? 'code'} (${result}). ${meaning}`);
    this.function = of;
    this.result = result;
    this.resultName = resultName;
  }
}

/** What to do about a result, by its name. */
const REMEDIES: Readonly<Record<string, string>> = {
  iccidOrAidNotFound: 'It has no such profile; list the profiles.',
  iccidNotFound: 'It has no such profile; list the profiles.',
  profileNotInDisabledState: 'The profile is enabled; disable it first.',
  profileNotInEnabledState: 'The profile is disabled already.',
  disallowedByPolicy: "The profile's policy rules forbid it; its operator can change them.",
  wrongProfileReenabling: 'Enable the profile that was enabled before.',
  catBusy: 'It is busy with a toolkit session; try again when that ended.',
  nothingToDelete: 'There is nothing of that kind.',
  invalidTransactionId: 'It has no session of this transaction; it has ended.',
  invalidCertificate: "The server's certificate is not valid for this eUICC; ask the operator for another server.",
  invalidSignature: "The server's signature is wrong; ask the operator.",
  unsupportedCurve: 'It does not support the curve of the server.',
  noSessionContext: 'Its session has ended; begin the download again.',
  invalidOid: 'The certificate has another object identifier than the server.',
  euiccChallengeMismatch: 'The server answered another challenge; begin the download again.',
  ciPKUnknown: 'It does not know the Certificate Issuer of the server; ask the operator for another server.',
  verificationKeyNotFound: 'It does not know who signed the CRL.',
  fresherCrlAlreadyLoaded: 'It has a newer CRL already.',
};

/** Throws {@link EuiccError} for a result other than 0. */
export function assertOk(of: string, result: number, names: Readonly<Record<string, number>>): void {
  if (result !== 0) throw new EuiccError(of, result, names);
}
