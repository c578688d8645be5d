import { EID_REQUEST, GetEuiccDataRequest, GetEuiccDataResponse } from '../../rsp/structures/euicc-data.ts';
import type { ProfileIdentifier } from '../../rsp/structures/identifier.ts';
import { EuiccMemoryResetRequest, EuiccMemoryResetResponse, ResetResult } from '../../rsp/structures/memory-reset.ts';
import { SetNicknameRequest, SetNicknameResponse, SetNicknameResult } from '../../rsp/structures/nickname.ts';
import {
  ProfileInfoListError,
  ProfileInfoListRequest,
  ProfileInfoListResponse,
  type ProfileInfo,
} from '../../rsp/structures/profile-info.ts';
import {
  DeleteProfileRequest,
  DeleteProfileResponse,
  DeleteResult,
  DisableProfileRequest,
  DisableProfileResponse,
  DisableResult,
  EnableProfileRequest,
  EnableProfileResponse,
  EnableResult,
} from '../../rsp/structures/profile-state.ts';
import { call, type Es10Channel } from './call.ts';
import { assertOk, EuiccError } from './result.ts';

/** ES10c.GetProfilesInfo (SGP.22 5.7.15); without criteria all profiles, without a tag list the data that the eUICC gives by default. */
export async function getProfilesInfo(
  channel: Es10Channel,
  request: ProfileInfoListRequest = {},
): Promise<readonly ProfileInfo[]> {
  const name = 'GetProfilesInfo';
  const of = { name, request: ProfileInfoListRequest, response: ProfileInfoListResponse };
  const { kind, value } = await call(channel, of, request);
  if (kind === 'profileInfoListError') throw new EuiccError(name, value, ProfileInfoListError);
  return value;
}

/**
 * ES10c.EnableProfile (SGP.22 5.7.16). With `refreshFlag` the eUICC sends the device a REFRESH, after which its channels are gone;
 * without it the caller resets it. Rejects with {@link EuiccError}.
 */
export async function enableProfile(
  channel: Es10Channel,
  profileIdentifier: ProfileIdentifier,
  refreshFlag: boolean,
): Promise<void> {
  const of = { name: 'EnableProfile', request: EnableProfileRequest, response: EnableProfileResponse };
  const { enableResult } = await call(channel, of, { profileIdentifier, refreshFlag });
  assertOk(of.name, enableResult, EnableResult);
}

/** ES10c.DisableProfile (SGP.22 5.7.17); `refreshFlag` as in {@link enableProfile}. Rejects with {@link EuiccError}. */
export async function disableProfile(
  channel: Es10Channel,
  profileIdentifier: ProfileIdentifier,
  refreshFlag: boolean,
): Promise<void> {
  const of = { name: 'DisableProfile', request: DisableProfileRequest, response: DisableProfileResponse };
  const { disableResult } = await call(channel, of, { profileIdentifier, refreshFlag });
  assertOk(of.name, disableResult, DisableResult);
}

/** ES10c.DeleteProfile (SGP.22 5.7.18). Rejects with {@link EuiccError}. */
export async function deleteProfile(channel: Es10Channel, profileIdentifier: ProfileIdentifier): Promise<void> {
  const of = { name: 'DeleteProfile', request: DeleteProfileRequest, response: DeleteProfileResponse };
  const { deleteResult } = await call(channel, of, profileIdentifier);
  assertOk(of.name, deleteResult, DeleteResult);
}

/** ES10c.SetNickname (SGP.22 5.7.21): at most 64 characters, an empty one removes it. Rejects with {@link EuiccError}. */
export async function setNickname(channel: Es10Channel, iccid: string, profileNickname: string): Promise<void> {
  const of = { name: 'SetNickname', request: SetNicknameRequest, response: SetNicknameResponse };
  const { setNicknameResult } = await call(channel, of, { iccid, profileNickname });
  assertOk(of.name, setNicknameResult, SetNicknameResult);
}

/** What a memory reset takes away. */
export type ResetOptions = EuiccMemoryResetRequest['resetOptions'];

/** ES10c.eUICCMemoryReset (SGP.22 5.7.19). Rejects with {@link EuiccError}, also `nothingToDelete`. */
export async function euiccMemoryReset(channel: Es10Channel, resetOptions: ResetOptions): Promise<void> {
  const of = { name: 'eUICCMemoryReset', request: EuiccMemoryResetRequest, response: EuiccMemoryResetResponse };
  const { resetResult } = await call(channel, of, { resetOptions });
  assertOk(of.name, resetResult, ResetResult);
}

/** ES10c.GetEID (SGP.22 5.7.20): 32 digits. */
export async function getEid(channel: Es10Channel): Promise<string> {
  const of = { name: 'GetEID', request: GetEuiccDataRequest, response: GetEuiccDataResponse };
  return (await call(channel, of, EID_REQUEST)).eidValue;
}
