import type { ProfileInfo } from '../../rsp/structures/profile-info.ts';
import { parseActivationCode } from '../../rsp/activation-code.ts';
import type { EuiccConnection } from '../connection.ts';
import { getEuiccConfiguredAddresses } from '../es10/es10a.ts';
import { setNickname, type ResetOptions } from '../es10/es10c.ts';
import { listNotification, removeNotificationFromList } from '../es10/notifications.ts';
import { LpaError } from '../error.ts';
import { isSameAddress } from '../es9plus/address.ts';
import type { Es9Plus } from '../es9plus/es9plus.ts';
import { abandonDownload } from '../download/abandon.ts';
import type { DownloadJournal } from '../download/journal.ts';
import type { DownloadProgress, ResumeOptions } from '../download/options.ts';
import { defaultOrder, orderOf, type DownloadOrder } from '../download/order.ts';
import { ProfileDownload } from '../download/profile-download.ts';
import { resumeDownload } from '../download/resume.ts';
import { sendNotifications, type NotificationReport } from '../notifications.ts';
import { disable, enable, findProfile, identifierOf, listProfiles, remove, resetMemory } from '../profiles.ts';
import { confirm, TerminalEndUser } from './end-user.ts';
import {
  abandonmentText,
  euiccReport,
  notificationLines,
  notificationRow,
  profileRow,
  textOf,
  type Row,
} from './reports.ts';
import { shown, type Terminal } from './terminal.ts';

/** What the commands work with. */
export interface CommandContext {
  readonly euicc: EuiccConnection;
  readonly es9Plus: Es9Plus;
  readonly terminal: Terminal;
  readonly json: boolean;
}

export interface DownloadCommand {
  readonly journal: DownloadJournal;
  readonly activationCode?: string | undefined;
  readonly confirmationCode?: string | undefined;
  readonly yes: boolean;
  readonly allowTestProfile: boolean;
  readonly signal?: AbortSignal;
}

/** The commands of `openrsp lpa`: each prints what it was asked for, and tells what goes on. */
export const commands = {
  async info(context: CommandContext): Promise<void> {
    print(context, await euiccReport(context.euicc));
  },

  async profiles(context: CommandContext): Promise<void> {
    printAll(context, (await listProfiles(context.euicc)).map(profileRow), 'There is no profile on the eUICC.');
  },

  async download(context: CommandContext, command: DownloadCommand): Promise<void> {
    const { euicc: es10, es9Plus, terminal } = context;
    const { journal, activationCode, allowTestProfile, signal } = command;
    const options: ResumeOptions = {
      es10,
      es9Plus,
      journal,
      allowTestProfile,
      endUser: new TerminalEndUser(terminal, command),
      onProgress: (progress) => tellProgress(terminal, progress),
      ...(signal !== undefined && { signal }),
    };
    const wanted = activationCode === undefined ? undefined : orderOf(parseActivationCode(activationCode));
    const download =
      (await resumed(wanted, options)) ?? new ProfileDownload(wanted ?? (await ordered(context)), options);
    const { iccid = '', notifications } = await download.run();
    tellNotifications(context, notifications);
    const profile = (await listProfiles(es10)).find((candidate) => candidate.iccid === iccid);
    print(context, profile === undefined ? { iccid } : profileRow(profile));
  },

  async abandon({ euicc: es10, es9Plus, terminal }: CommandContext, journal: DownloadJournal): Promise<void> {
    terminal.tell(abandonmentText(await abandonDownload({ es10, es9Plus, journal })));
  },

  async enable(context: CommandContext, wanted: string, refresh: boolean): Promise<void> {
    const profile = await find(context, wanted);
    tellNotifications(context, await enable(context.euicc, context.es9Plus, identifierOf(profile), refresh));
    await printProfile(context, profile);
  },

  async disable(context: CommandContext, wanted: string, refresh: boolean): Promise<void> {
    const profile = await find(context, wanted);
    tellNotifications(context, await disable(context.euicc, context.es9Plus, identifierOf(profile), refresh));
    await printProfile(context, profile);
  },

  async delete(context: CommandContext, wanted: string, yes: boolean): Promise<void> {
    const profile = await find(context, wanted);
    await confirm(context.terminal, `Deleting the profile "${shown(profile.profileName ?? '')}"`, yes);
    tellNotifications(context, await remove(context.euicc, context.es9Plus, identifierOf(profile)));
    context.terminal.tell('The profile was deleted.');
  },

  async nickname(context: CommandContext, wanted: string, nickname: string): Promise<void> {
    const profile = await find(context, wanted);
    if (profile.iccid === undefined) throw new LpaError('ProfileUnknown', 'The eUICC gave no ICCID of the profile.');
    await setNickname(context.euicc, profile.iccid, nickname);
    await printProfile(context, profile);
  },

  async notifications(
    context: CommandContext,
    { send, remove }: { readonly send: boolean; readonly remove?: number | undefined },
  ): Promise<void> {
    if (remove !== undefined) await removeNotificationFromList(context.euicc, remove);
    if (send) tellNotifications(context, await sendNotifications(context.euicc, context.es9Plus));
    const rows = (await listNotification(context.euicc)).map(notificationRow);
    printAll(context, rows, 'No notification waits on the eUICC.');
  },

  async reset(context: CommandContext, options: ResetOptions, yes: boolean): Promise<void> {
    if (options.length === 0) {
      throw new LpaError('ProfileUnknown', 'Nothing is to be reset; give --operational, --test or --default-address.');
    }
    await confirm(context.terminal, 'Resetting the eUICC', yes);
    tellNotifications(context, await resetMemory(context.euicc, context.es9Plus, options));
    context.terminal.tell('The eUICC was reset.');
  },
} as const;

/** An interrupted download comes first: the eUICC or its server may still wait for it. */
async function resumed(
  wanted: DownloadOrder | undefined,
  options: ResumeOptions,
): Promise<ProfileDownload | undefined> {
  const { order } = (await options.journal.load()) ?? {};
  if (order === undefined) return undefined;
  const isSame =
    wanted !== undefined &&
    isSameAddress(wanted.smdpAddress, order.smdpAddress) &&
    wanted.matchingId === order.matchingId &&
    wanted.smdpOid === order.smdpOid;
  if (wanted !== undefined && !isSame) {
    throw new LpaError(
      'Journal',
      `Another download from ${order.smdpAddress} was interrupted. Finish it first: openrsp lpa download without --activation-code; or give it up: openrsp lpa download --abandon. Its record is ${options.journal.place}.`,
    );
  }
  return resumeDownload(options);
}

async function ordered({ euicc }: CommandContext): Promise<DownloadOrder> {
  const { defaultDpAddress } = await getEuiccConfiguredAddresses(euicc);
  return defaultOrder(defaultDpAddress);
}

async function find({ euicc }: CommandContext, wanted: string): Promise<ProfileInfo> {
  return findProfile(await listProfiles(euicc), wanted);
}

async function printProfile(context: CommandContext, { iccid, isdpAid }: ProfileInfo): Promise<void> {
  const isSame = (other: ProfileInfo) =>
    iccid !== undefined
      ? other.iccid === iccid
      : Buffer.compare(other.isdpAid ?? Buffer.of(), isdpAid ?? Buffer.of()) === 0;
  const profile = (await listProfiles(context.euicc)).find(isSame);
  if (profile !== undefined) print(context, profileRow(profile));
}

function print({ terminal, json }: CommandContext, row: Row): void {
  terminal.print(json ? JSON.stringify(row) : textOf([row]));
}

function printAll({ terminal, json }: CommandContext, rows: readonly Row[], none: string): void {
  if (json) terminal.print(JSON.stringify(rows));
  else if (rows.length === 0) terminal.tell(none);
  else terminal.print(textOf(rows));
}

function tellNotifications({ terminal }: CommandContext, report: NotificationReport): void {
  for (const line of notificationLines(report)) terminal.tell(line);
}

const STEPS: Partial<Record<string, string>> = {
  initiated: 'The server answered.',
  serverAuthenticated: 'The eUICC accepted the server.',
  clientAuthenticated: 'The server accepted the eUICC.',
  packageReceived: 'The package is here.',
  installing: 'The eUICC is getting the package.',
  installed: 'The eUICC gave its result.',
};

function tellProgress(terminal: Terminal, progress: DownloadProgress): void {
  const text = progress.kind === 'step' ? STEPS[progress.step] : quarterText(progress);
  if (text !== undefined) terminal.tell(text);
}

/** At the piece that completes a quarter of the package. */
function quarterText({ loaded, of }: Extract<DownloadProgress, { kind: 'segment' }>): string | undefined {
  const quartersIn = (pieces: number): number => Math.floor((4 * pieces) / of);
  const quarters = quartersIn(loaded);
  return quarters > quartersIn(loaded - 1) ? `The eUICC has ${25 * quarters} % of the package.` : undefined;
}
