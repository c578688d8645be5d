import type { Certificate } from '../../src/pki/certificate.ts';
import { chipOpening } from '../../src/sdk/chip/opening.ts';
import { defaultSecretsFolder, presentHolderSecret } from '../../src/sdk/holder-secret.ts';
import { identityOf } from '../../src/sdk/identity.ts';
import { SdkError } from '../../src/sdk/sdk-error.ts';
import { userPath } from '../../src/sdk/user-path.ts';
import type { ChipOpening } from '../../src/zk/chip/record.ts';
import { readWithIssuer, type Pair } from '../files.ts';

/** What the tasks of a holder take. */
export interface HolderArguments {
  readonly file: string;
  readonly issuers: string | undefined;
  readonly secrets: string | undefined;
  readonly from: string | undefined;
  readonly dryRun: boolean;
}

/** The number of a block; undefined where none was given. Throws SdkError. */
export function blockNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,15}$/.test(text))
    throw new SdkError(`"${text}" is no block number; give the one chip binding printed`);
  return Number(text);
}

/** The folder of holder secrets that the user means. */
export function secretsFolder(secrets: string | undefined): string {
  return secrets === undefined ? defaultSecretsFolder() : userPath(secrets);
}

/** A chip's certificate with its EUM's, and what the registry knows it by. Throws SdkError for another kind of certificate. */
export function readChip(file: string, issuers: string | undefined): Pair & { readonly nullifier: bigint } {
  const pair = readWithIssuer(file, issuers);
  const { nullifier } = identityOf(pair.certificate, pair.issuer);
  if (nullifier === undefined) {
    throw new SdkError(
      `${file} is a certificate of role ${pair.certificate.role}, not a chip's; use: certificate status`,
    );
  }
  return { ...pair, nullifier };
}

/** The chip as its holder knows it, out of certificate and secret. Throws SdkError when there is no secret. */
export function ownChip(certificate: Certificate, eum: Certificate, secrets: string | undefined): ChipOpening {
  return chipOpening(certificate, eum, presentHolderSecret(certificate, secretsFolder(secrets)));
}
