import { NEGATIVE_NAMES } from '../../src/pki/mint/negative.ts';
import { mintPki } from '../../src/pki/mint/pki.ts';
import { writePki } from '../../src/pki/mint/store.ts';
import { parseDay } from '../../src/sdk/date.ts';
import { SdkError } from '../../src/sdk/sdk-error.ts';
import { action } from '../action.ts';
import { userPath } from '../../src/sdk/user-path.ts';
import { table, utc } from '../../src/sdk/format.ts';

export interface MintArguments {
  readonly folder: string;
  readonly euiccs: number;
  readonly notBefore: string | undefined;
  readonly negative: boolean;
  readonly dryRun: boolean;
}

/** Mints a test PKI with the shape of SGP.26's into a new folder. */
export default action<MintArguments>(({ folder, euiccs, notBefore, negative, dryRun }) => {
  if (euiccs < 1 || euiccs > MAX_EUICCS) {
    throw new SdkError(`${euiccs} eUICCs cannot be minted; give --euiccs a number from 1 to ${MAX_EUICCS}`);
  }
  const pki = mintPki({ euiccs, ...(notBefore === undefined ? {} : { notBefore: parseDay(notBefore) }) });
  const target = userPath(folder);
  if (!dryRun) writePki(pki, target, negative ? NEGATIVE_NAMES : []);
  const certificates = pki.all.map(({ name, certificate }) => ({
    name,
    role: certificate.role,
    notAfter: certificate.notAfter,
    issuer: certificate.issuer.text,
  }));
  const rows = certificates.map(({ name, role, notAfter, issuer }) => [name, role, utc(notAfter), issuer]);
  return Promise.resolve({
    text: `${table(['certificate', 'role', 'until', 'issuer'], rows)}\n\n${dryRun ? 'Nothing was written.' : `Written to ${target}.`}`,
    value: { folder: target, written: !dryRun, certificates },
  });
});

const MAX_EUICCS = 10_000;
