import {
  EuiccConfiguredAddressesRequest,
  EuiccConfiguredAddressesResponse,
  SetDefaultDpAddressRequest,
  SetDefaultDpAddressResponse,
  SetDefaultDpAddressResult,
} from '../../rsp/structures/configured-addresses.ts';
import { call, type Es10Channel } from './call.ts';
import { assertOk } from './result.ts';

/** ES10a.GetEuiccConfiguredAddresses (SGP.22 5.7.3): FQDNs of the default SM-DP+, if one is set, and of the root SM-DS. */
export function getEuiccConfiguredAddresses(channel: Es10Channel): Promise<EuiccConfiguredAddressesResponse> {
  const of = {
    name: 'GetEuiccConfiguredAddresses',
    request: EuiccConfiguredAddressesRequest,
    response: EuiccConfiguredAddressesResponse,
  };
  return call(channel, of, {});
}

/** ES10a.SetDefaultDpAddress (SGP.22 5.7.4); an empty address removes it. Rejects with EuiccError. */
export async function setDefaultDpAddress(channel: Es10Channel, defaultDpAddress: string): Promise<void> {
  const name = 'SetDefaultDpAddress';
  const of = { name, request: SetDefaultDpAddressRequest, response: SetDefaultDpAddressResponse };
  const { setDefaultDpAddressResult } = await call(channel, of, { defaultDpAddress });
  assertOk(name, setDefaultDpAddressResult, SetDefaultDpAddressResult);
}
