import { explainChainError } from '../chain/explain.ts';
import { PkiError } from '../pki/error.ts';
import { CertificateStatementError } from '../zk/certificate/error.ts';
import { SdkError } from './sdk-error.ts';

/** One sentence with the value that is wrong and the remedy, for everything the user can mend; undefined for a bug. */
export function explain(error: unknown): string | undefined {
  if (error instanceof PkiError || error instanceof CertificateStatementError || error instanceof SdkError) {
    const code = 'code' in error ? ` [${error.code}]` : '';
    return `${capitalised(error.message)}${code}`;
  }
  if (error instanceof Error && 'code' in error && 'path' in error && typeof error.path === 'string') {
    return `The file ${error.path} cannot be used (${String(error.code)}); check the path and its permissions`;
  }
  return explainChainError(error);
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
