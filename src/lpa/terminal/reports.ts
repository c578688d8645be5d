import { codeName } from '../../rsp/asn1/integer.ts';
import { readExtCardResource } from '../../rsp/structures/ext-card-resource.ts';
import type { ProfileInfo } from '../../rsp/structures/profile-info.ts';
import type { NotificationMetadata } from '../../rsp/structures/notification.ts';
import { ProfileClass } from '../../rsp/structures/profile-metadata.ts';
import { getEuiccConfiguredAddresses } from '../es10/es10a.ts';
import { getEuiccInfo2 } from '../es10/es10b.ts';
import { getEid } from '../es10/es10c.ts';
import type { Es10Channel } from '../es10/call.ts';
import type { Abandonment } from '../download/abandon.ts';
import type { Cancellation } from '../download/cancellation.ts';
import type { NotificationReport } from '../notifications.ts';
import { isEnabled } from '../profiles.ts';
import { shown } from './terminal.ts';

/** Plain data for `--json` and for people. */
export type Row = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** What an eUICC says of itself. */
export async function euiccReport(es10: Es10Channel): Promise<Row> {
  const info = await getEuiccInfo2(es10);
  const { defaultDpAddress = '', rootDsAddress } = await getEuiccConfiguredAddresses(es10);
  const { freeNonVolatileMemory, freeVolatileMemory } = readExtCardResource(info.extCardResource);
  return {
    eid: await getEid(es10),
    svn: info.svn,
    profileVersion: info.profileVersion,
    firmwareVersion: info.euiccFirmwareVer,
    freeNonVolatileMemory,
    freeVolatileMemory,
    defaultDpAddress: shown(defaultDpAddress),
    rootDsAddress: shown(rootDsAddress),
    ciForVerification: info.euiccCiPKIdListForVerification.map(hex),
    ciForSigning: info.euiccCiPKIdListForSigning.map(hex),
  };
}

export function profileRow(profile: ProfileInfo): Row {
  const { iccid = '', isdpAid, profileClass = ProfileClass.operational } = profile;
  return {
    iccid,
    state: isEnabled(profile) ? 'enabled' : 'disabled',
    class: codeName(ProfileClass, profileClass) ?? `${profileClass}`,
    nickname: shown(profile.profileNickname ?? ''),
    name: shown(profile.profileName ?? ''),
    serviceProvider: shown(profile.serviceProviderName ?? ''),
    policyRules: profile.profilePolicyRules ?? [],
    aid: isdpAid === undefined ? '' : hex(isdpAid),
  };
}

export function notificationRow({
  seqNumber,
  profileManagementOperation,
  notificationAddress,
  iccid = '',
}: NotificationMetadata): Row {
  return { seqNumber, event: profileManagementOperation, address: shown(notificationAddress), iccid };
}

/** What became of notifications; without identifiers. */
export function notificationLines({ sent, kept, failure }: NotificationReport): readonly string[] {
  return [
    ...(sent.length > 0 ? [`${sent.length} notifications sent.`] : []),
    ...kept.map(({ notification, why }) => `Notification ${notification.seqNumber} stays on the eUICC: ${why.message}`),
    ...(failure === undefined ? [] : [`Notifications stay on the eUICC: ${failure.message}`]),
  ];
}

/** What became of a download that was given up. */
export function abandonmentText(abandonment: Abandonment): string {
  if (abandonment === 'nothing') return 'The download was given up; this eUICC has no session of it.';
  if (abandonment === 'result') {
    return 'The record was deleted, but the eUICC had ended the download: list its profiles, and send its notifications.';
  }
  return `The download was given up. ${EUICC[abandonment.euicc]} ${SERVER[abandonment.server]}`;
}

const EUICC: Readonly<Record<Cancellation['euicc'], string>> = {
  cancelled: 'The eUICC cancelled its session.',
  noSession: 'The eUICC had no session of it any more.',
  failed: 'The eUICC could not cancel its session; it forgets it when it is reset.',
};
const SERVER: Readonly<Record<Cancellation['server'], string>> = {
  cancelled: 'The server cancelled its own.',
  refused: 'The server had none any more.',
  unreached: 'The server cannot be reached; its session expires.',
  notTold: 'That of the server expires.',
};

/** Rows as a person reads them: a line for each member that says something. */
export function textOf(rows: readonly Row[]): string {
  return rows.map((row) => linesOf(row).join('\n')).join('\n\n');
}

function linesOf(row: Row): string[] {
  return Object.entries(row)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(' ') : String(value)] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name.padEnd(22)}${text}`);
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex').toUpperCase();
}
