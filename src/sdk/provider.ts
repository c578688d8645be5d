import type { Provider } from 'ethers';
import type { OpenRsp } from '../chain/contracts.ts';

/** What a deployment's contracts are read by. */
export function providerOf({ certificates }: Pick<OpenRsp, 'certificates'>): Provider {
  const provider = certificates.runner?.provider;
  if (provider === null || provider === undefined) throw new Error('this needs a connection with a provider');
  return provider;
}
