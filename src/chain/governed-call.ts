import type { Addressable, ContractTransactionReceipt, ContractTransactionResponse, Signer } from 'ethers';
import { ChainError } from './chain-error.ts';
import type { OpenRsp } from './contracts.ts';

/** What happened to a call that may have to wait for the access manager's delay. */
export type GovernedOutcome =
  | { readonly state: 'done'; readonly receipt: ContractTransactionReceipt | null }
  /** Seconds since 1970 from when the same call takes effect. */
  | { readonly state: 'scheduled' | 'waiting'; readonly executableAt: bigint };

/**
 * Sends a restricted call as `signer`: at once where it may; otherwise schedules it, and executes it when called again after the
 * delay. Throws ChainError when the account has no role for it.
 */
export async function sendGoverned(
  { manager }: Pick<OpenRsp, 'manager'>,
  signer: Signer,
  target: Addressable,
  data: string,
): Promise<GovernedOutcome> {
  const caller = await signer.getAddress();
  const address = await target.getAddress();
  const governed = manager.connect(signer);
  const [isImmediate, delay] = await manager.canCall(caller, address, data.slice(0, 10));
  if (isImmediate) {
    const response = await signer.sendTransaction({ to: address, data });
    return { state: 'done', receipt: (await response.wait()) as ContractTransactionReceipt | null };
  }
  if (delay === 0n) {
    throw new ChainError(
      `The account ${caller} has no role that may do this; use the account that holds it (see the deployment's settings)`,
    );
  }
  const operation = await manager.hashOperation(caller, address, data);
  const executableAt = await manager.getSchedule(operation);
  const now = BigInt((await signer.provider?.getBlock('latest'))?.timestamp ?? 0);
  if (executableAt === 0n) {
    await wait(await governed.schedule(address, data, 0));
    return { state: 'scheduled', executableAt: await manager.getSchedule(operation) };
  }
  if (executableAt > now) return { state: 'waiting', executableAt };
  return { state: 'done', receipt: await wait(await governed.execute(address, data)) };
}

async function wait(response: ContractTransactionResponse): Promise<ContractTransactionReceipt | null> {
  return response.wait();
}
