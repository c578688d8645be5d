import { ChainError } from './chain-error.ts';
import type { OpenRsp } from './contracts.ts';

/** Blocks asked for at once; public nodes limit the range of eth_getLogs. */
const RANGE = 10_000;

/** Calls `query` for consecutive ranges from the registry's first block to `toBlock`, and gives all results in order. */
export async function readLogs<Log>(
  { deployment }: OpenRsp,
  toBlock: number,
  query: (from: number, to: number) => Promise<readonly Log[]>,
): Promise<Log[]> {
  const start = deployment.contracts.CertificateRegistry?.startBlock;
  if (start === undefined)
    throw new ChainError('The deployment names no CertificateRegistry; run the deploy task again');
  const logs: Log[] = [];
  for (let from = start; from <= toBlock; from += RANGE) {
    logs.push(...(await query(from, Math.min(from + RANGE - 1, toBlock))));
  }
  return logs;
}
