import { authenticateServer } from './authenticate-server.ts';
import { cancelSession } from './cancel-session.ts';
import type { Es10Command } from './command.ts';
import {
  getConfiguredAddresses,
  getEid,
  getEuiccChallenge,
  getEuiccInfo1,
  getEuiccInfo2,
  getRat,
  setDefaultDpAddress,
} from './information.ts';
import { loadCrl } from './load-crl.ts';
import { memoryReset } from './memory-reset.ts';
import { listNotification, notificationSent, retrieveNotificationsList } from './notifications.ts';
import { prepareDownload } from './prepare-download.ts';
import { deleteProfile, disableProfile, enableProfile } from './profile-state.ts';
import { getProfilesInfo, setNickname } from './profiles-info.ts';

/** Every function of ES10a, ES10b and ES10c but LoadBoundProfilePackage, by its tag (SGP.22 5.7). */
export const ES10_COMMANDS: ReadonlyMap<number, Es10Command> = new Map(
  [
    getConfiguredAddresses,
    setDefaultDpAddress,
    getEuiccChallenge,
    getEuiccInfo1,
    getEuiccInfo2,
    getRat,
    authenticateServer,
    prepareDownload,
    cancelSession,
    loadCrl,
    listNotification,
    retrieveNotificationsList,
    notificationSent,
    getProfilesInfo,
    enableProfile,
    disableProfile,
    deleteProfile,
    setNickname,
    memoryReset,
    getEid,
  ].map((command) => [command.tag, command]),
);
