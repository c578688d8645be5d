import { RspError } from './error.ts';

/** An activation code (SGP.22 4.1): where to fetch which profile. */
export interface ActivationCode {
  /** FQDN of the SM-DP+, of the SM-DS where `matchingId` is an EventID. */
  readonly smdpAddress: string;
  /** AC_Token; empty where the order is found by the EID. */
  readonly matchingId: string;
  /** Object identifier in the subjectAltName of CERT.DPauth, dotted; the LPA checks it where it is there. */
  readonly smdpOid?: string | undefined;
  /** Whether the user is to be asked for a confirmation code. */
  readonly confirmationCodeRequired: boolean;
}

const FORMAT = '1';
const MAX_CHARACTERS = 255;
const ADDRESS = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?$/;
/** SGP.22 4.1.1 has digits, upper-case letters and the dash; servers issue others too. */
const TOKEN = /^[!-#%-~]*$/;
const OID = /^[0-2](?:\.(?:0|[1-9][0-9]*))+$/;

/**
 * Reads `LPA:1$address$token[$oid][$1]`, with or without the prefix of QR codes. Fields of later versions are skipped.
 * Throws {@link RspError} ActivationCode, which says which field breaks which rule and shows none of them: whoever has the token has the
 * profile, and a code that is no code may have it anywhere.
 */
export function parseActivationCode(code: string): ActivationCode {
  const text = code.trim();
  if (text.length > MAX_CHARACTERS) throw refused(`has ${text.length} characters, at most ${MAX_CHARACTERS}`);
  const [format, smdpAddress = '', matchingId, smdpOid = '', flag = ''] = text.replace(/^LPA:/i, '').split('$');
  if (format !== FORMAT) throw refused(`does not begin with LPA:${FORMAT}$ or ${FORMAT}$; other formats do not exist`);
  if (!ADDRESS.test(smdpAddress)) throw refused(`has ${sized('an address', smdpAddress)} that is no host name`);
  if (matchingId === undefined)
    throw refused('ends before the token; after the address comes $ and the token, which may be empty');
  if (!TOKEN.test(matchingId))
    throw refused(`has ${sized('a token', matchingId)}, not all printable ASCII without spaces`);
  if (smdpOid !== '' && !OID.test(smdpOid))
    throw refused(`has ${sized('a fourth field', smdpOid)} that is no object identifier`);
  if (flag !== '' && flag !== '1')
    throw refused(`has ${sized('a confirmation code flag', flag)} other than 1, the only one`);
  return {
    smdpAddress,
    matchingId,
    ...(smdpOid !== '' && { smdpOid }),
    confirmationCodeRequired: flag === '1',
  };
}

/** The code as it stands in QR codes, `LPA:` first; trailing empty fields are left out. Throws {@link RspError} ActivationCode. */
export function formatActivationCode(code: ActivationCode): string {
  const fields = [
    FORMAT,
    code.smdpAddress,
    code.matchingId,
    code.smdpOid ?? '',
    code.confirmationCodeRequired ? '1' : '',
  ];
  while (fields.length > 3 && fields.at(-1) === '') fields.pop();
  const text = `LPA:${fields.join('$')}`;
  parseActivationCode(text);
  return text;
}

function refused(why: string): RspError {
  return new RspError('ActivationCode', `The activation code ${why}.`);
}

function sized(what: string, field: string): string {
  return `${what} of ${field.length} characters`;
}
