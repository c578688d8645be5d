import { Interface, type ErrorDescription } from 'ethers';
import { contractNames, readArtifact } from './artifacts.ts';
import { ChainError } from './chain-error.ts';
import { explainNodeError } from './explain-node.ts';
import { explainSenderError } from './explain-sender.ts';
import { explainSettingsError } from './explain-settings.ts';

/** How a custom error of the contracts reads with its arguments: "CertificateExpired(notAfter = 1767225600)". */
function describe({ name, fragment, args }: ErrorDescription): string {
  const values = fragment.inputs.map((input, index) => `${input.name || index} = ${String(args[index])}`);
  return `${name}(${values.join(', ')})`;
}

/** Looks for revert data in the shapes that Hardhat's and ethers' providers give it. */
function revertData(error: object): string | undefined {
  const { data } = error as { data?: unknown };
  if (typeof data === 'string' && /^0x([0-9a-f]{2}){4,}$/i.test(data)) return data;
  if (typeof data === 'object' && data !== null) return revertData(data);
  const { info, error: inner } = error as { info?: unknown; error?: unknown };
  for (const nested of [info, inner]) {
    const found = typeof nested === 'object' && nested !== null ? revertData(nested) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The custom error a call was reverted with, if it is one of the contracts'. */
export function contractErrorOf(error: unknown): ErrorDescription | undefined {
  const data = typeof error === 'object' && error !== null ? revertData(error) : undefined;
  if (data === undefined) return undefined;
  for (const name of contractNames) {
    const found = new Interface(readArtifact(name).abi).parseError(data);
    if (found !== null) return found;
  }
  return undefined;
}

/** What went wrong in one sentence with a remedy, for errors that stem from settings, node, account or contracts; otherwise undefined. */
export function explainChainError(error: unknown): string | undefined {
  if (error instanceof ChainError) return error.message;
  if (!(error instanceof Error)) return undefined;
  const reverted = contractErrorOf(error);
  if (reverted !== undefined) return `The contract refuses: ${describe(reverted)}. See docs/ERRORS.md`;
  const explained = explainSenderError(error) ?? explainNodeError(error) ?? explainSettingsError(error);
  if (explained !== undefined) return explained;
  if (/reverted without a reason|execution reverted/i.test(error.message)) {
    return `The transaction was reverted (${error.message}); the deployment may be of another version than this program`;
  }
  return undefined;
}
