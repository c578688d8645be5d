import { EuiccMemoryResetRequest, EuiccMemoryResetResponse, ResetResult } from '../../rsp/structures/memory-reset.ts';
import { isOperationalProfile, isTestProfile } from '../profiles/metadata.ts';
import { withNotificationsOf, type Journal } from '../state/journal.ts';
import { es10Command } from './command.ts';

/**
 * eUICCMemoryReset (SGP.22 5.7.19): deletes the profiles asked for, whatever their state and policy rules, and sets the default SM-DP+
 * back to its maker's. Notifications stay, and the counter goes on. A session that is under way ends, and its one-time key is gone.
 */
export const memoryReset = es10Command(EuiccMemoryResetRequest, EuiccMemoryResetResponse, (context, request) => {
  const { memory, ecasd, properties } = context;
  const { state } = memory;
  const has = (option: (typeof request.resetOptions)[number]): boolean => request.resetOptions.includes(option);
  const deleted = state.profiles.filter(
    (profile) =>
      (has('deleteOperationalProfiles') && isOperationalProfile(profile)) ||
      (has('deleteFieldLoadedTestProfiles') && isTestProfile(profile)),
  );
  const resetsAddress = has('resetDefaultSmdpAddress') && state.defaultDpAddress !== properties.defaultDpAddress;
  if (deleted.length === 0 && !resetsAddress) return { resetResult: ResetResult.nothingToDelete };
  const journal = deleted.reduce<Journal>(
    (next, profile) => withNotificationsOf(next, ecasd, profile, 'notificationDelete'),
    { nextSeqNumber: state.nextSeqNumber, notifications: state.notifications },
  );
  context.endAnySession();
  memory.update({
    ...journal,
    profiles: state.profiles.filter((profile) => !deleted.includes(profile)),
    beforeTest: deleted.some(({ iccid }) => iccid === state.beforeTest) ? undefined : state.beforeTest,
    oneTimeKey: undefined,
    ...(resetsAddress ? { defaultDpAddress: properties.defaultDpAddress } : {}),
  });
  if (deleted.some(({ isEnabled }) => isEnabled)) context.refresh();
  return { resetResult: ResetResult.ok };
});
