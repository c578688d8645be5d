import type { Signer } from 'ethers';
import type { OpenRsp } from './contracts.ts';

/** Leaves looked at in one transaction: far below the gas cap of EIP-7825. */
const LEAVES_PER_SWEEP = 64n;

/** Whether a removal is not complete: until it is, no chip can register. */
export async function isSweepPending({ certificates }: OpenRsp): Promise<boolean> {
  const { next, end } = await certificates.sweepState();
  return next !== end;
}

/** Completes a removal: takes CAs whose line is revoked out of `caTree`, in as many transactions as it takes. */
export async function sweep({ certificates }: OpenRsp, signer: Signer): Promise<void> {
  const registry = certificates.connect(signer);
  for (;;) {
    const { next, end } = await certificates.sweepState();
    if (next === end) return;
    await (await registry.sweep(LEAVES_PER_SWEEP)).wait();
  }
}
