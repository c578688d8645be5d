import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import type { OpenRsp } from '../../src/chain/contracts.ts';
import type { Certificate } from '../../src/pki/certificate.ts';
import { anchorArguments } from '../../src/sdk/anchor.ts';
import { connect, signerFor } from '../../tasks/connection.ts';

type Registry = OpenRsp['certificates'];

/** The registry as its governor, who is its revoker too, calls it. */
export async function governed(
  hre: HardhatRuntimeEnvironment,
  { certificates, deployment }: OpenRsp,
): Promise<{ registry: Registry; address: string }> {
  const governor = await signerFor(await connect(hre), deployment.settings.governor, 'the governor');
  return { registry: certificates.connect(governor), address: await governor.getAddress() };
}

/** Adds a CI's key as one more anchor, whatever there is of it already; gives its leaf. */
export async function addAnchorOf(registry: Registry, ci: Certificate, notAfter: bigint): Promise<bigint> {
  const { x, y, flags } = anchorArguments(ci);
  const leaf = await registry.addAnchor.staticCall(x, y, notAfter, flags);
  await (await registry.addAnchor(x, y, notAfter, flags)).wait();
  return leaf;
}
