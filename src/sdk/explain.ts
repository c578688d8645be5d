import { explainChainError } from '../chain/explain.ts';
import { EuiccError } from '../euicc/error.ts';
import { LpaError } from '../lpa/error.ts';
import { PkiError } from '../pki/error.ts';
import { ProvingError } from '../prover/error.ts';
import { ReaderError } from '../readers/error.ts';
import { ApduError } from '../rsp/apdu/error.ts';
import { RspError } from '../rsp/error.ts';
import { SmdpError } from '../smdp/error.ts';
import { CertificateStatementError } from '../zk/certificate/error.ts';
import { ChipStatementError } from '../zk/chip/error.ts';
import { ArtifactError } from '../zk/artifacts.ts';
import { CircuitRefusal } from '../zk/circuit-refusal.ts';
import { ProverError } from '../zk/prover-error.ts';
import { VerificationKeyError } from '../zk/verification-key.ts';
import { SdkError } from './sdk-error.ts';

/** Errors whose message is for the user. */
const mendable = [
  PkiError,
  CertificateStatementError,
  ChipStatementError,
  SdkError,
  ArtifactError,
  VerificationKeyError,
  ProverError,
  ProvingError,
  CircuitRefusal,
  RspError,
  ApduError,
  ReaderError,
  LpaError,
  SmdpError,
  EuiccError,
];

/** One sentence with the value that is wrong and the remedy, for everything the user can mend; undefined for a bug. */
export function explain(error: unknown): string | undefined {
  if (error instanceof Error && mendable.some((kind) => error instanceof kind)) {
    const code = 'code' in error ? ` [${String(error.code)}]` : '';
    return `${capitalised(error.message)}${code}`;
  }
  if (error instanceof Error && 'code' in error && 'path' in error && typeof error.path === 'string') {
    return `The file ${error.path} cannot be used (${String(error.code)}); check the path and its permissions`;
  }
  return explainChainError(error);
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
