import { randomBytes } from 'node:crypto';
import { CommandRefusal } from '../../rsp/apdu/card/refusal.ts';
import { StatusWord } from '../../rsp/apdu/status-word.ts';
import {
  EuiccConfiguredAddressesRequest,
  EuiccConfiguredAddressesResponse,
  SetDefaultDpAddressRequest,
  SetDefaultDpAddressResponse,
  SetDefaultDpAddressResult,
} from '../../rsp/structures/configured-addresses.ts';
import { GetEuiccChallengeRequest, GetEuiccChallengeResponse } from '../../rsp/structures/euicc-challenge.ts';
import { GetEuiccDataRequest, GetEuiccDataResponse } from '../../rsp/structures/euicc-data.ts';
import { EuiccInfo1, EuiccInfo2, GetEuiccInfo1Request, GetEuiccInfo2Request } from '../../rsp/structures/euicc-info.ts';
import { GetRatRequest, GetRatResponse } from '../../rsp/structures/rules-authorisation-table.ts';
import { ApplicationTag } from '../../rsp/tlv/tag.ts';
import { euiccInfo2 } from '../euicc-info.ts';
import { es10Command } from './command.ts';

const CHALLENGE_OCTETS = 16;

export const getEuiccInfo1 = es10Command(GetEuiccInfo1Request, EuiccInfo1, ({ ecasd, properties }) => ({
  svn: properties.svn,
  euiccCiPKIdListForVerification: ecasd.verificationKeyIds,
  euiccCiPKIdListForSigning: ecasd.signingKeyIds,
}));

export const getEuiccInfo2 = es10Command(GetEuiccInfo2Request, EuiccInfo2, euiccInfo2);

/** Begins a session: whatever went on before is over, on this channel and on any other (SGP.22 5.7.7). */
export const getEuiccChallenge = es10Command(GetEuiccChallengeRequest, GetEuiccChallengeResponse, (context) => {
  const euiccChallenge = Uint8Array.from(randomBytes(CHALLENGE_OCTETS));
  context.proceed({ phase: 'challenged', euiccChallenge });
  return { euiccChallenge };
});

export const getEid = es10Command(GetEuiccDataRequest, GetEuiccDataResponse, ({ ecasd }, { tagList }) => {
  if (!tagList.includes(ApplicationTag.Identifier)) throw new CommandRefusal(StatusWord.ReferencedDataNotFound);
  return { eidValue: ecasd.eid };
});

export const getRat = es10Command(GetRatRequest, GetRatResponse, ({ properties }) => ({
  rat: properties.rulesAuthorisationTable,
}));

export const getConfiguredAddresses = es10Command(
  EuiccConfiguredAddressesRequest,
  EuiccConfiguredAddressesResponse,
  ({ memory, properties }) => ({
    defaultDpAddress: memory.state.defaultDpAddress,
    rootDsAddress: properties.rootDsAddress,
  }),
);

export const setDefaultDpAddress = es10Command(
  SetDefaultDpAddressRequest,
  SetDefaultDpAddressResponse,
  ({ memory }, { defaultDpAddress }) => {
    memory.update({ defaultDpAddress: defaultDpAddress === '' ? undefined : defaultDpAddress });
    return { setDefaultDpAddressResult: SetDefaultDpAddressResult.ok };
  },
);
