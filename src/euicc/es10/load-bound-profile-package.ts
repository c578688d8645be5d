import { CommandRefusal } from '../../rsp/apdu/card/refusal.ts';
import { StatusWord } from '../../rsp/apdu/status-word.ts';
import { InstallationFault } from '../installation/fault.ts';
import { Installation, type OpenedPackage } from '../installation/installation.ts';
import { withInstallationResult } from '../installation/result.ts';
import { isdpAid } from '../profiles/isdp.ts';
import type { AuthenticatedServer } from '../session/session.ts';
import { withNotificationsOf, type Journal } from '../state/journal.ts';
import { PACKAGE_ENDED, type InstalledProfile, type InstallingPackage } from '../state/state.ts';
import type { Es10Context } from './context.ts';

export const BOUND_PROFILE_PACKAGE = 0xbf36;
const NOTHING = new Uint8Array(0);

/**
 * LoadBoundProfilePackage, a piece a call (SGP.22 5.7.6): answers nothing until the last piece or the first error, then the
 * ProfileInstallationResult. Refused with 6985 where no package is due. BF36 within a package ends its installation as interrupted.
 */
export function loadBoundProfilePackage(context: Es10Context, tag: number, piece: Uint8Array): Uint8Array {
  const { session } = context;
  const begins = tag === BOUND_PROFILE_PACKAGE;
  if (session?.phase === 'prepared' && begins) {
    const { server, bindingCertificate, oneTimeKeys } = session;
    const installation = new Installation({
      transactionId: server.transactionId,
      bindingCertificate,
      oneTimeKeys,
      eid: context.ecasd.eidOctets,
      smdpOid: server.oid,
      properties: context.properties,
      state: () => context.memory.state,
    });
    return next(context, server, installation, piece);
  }
  if (session?.phase !== 'loading') throw new CommandRefusal(StatusWord.ConditionsNotSatisfied);
  if (begins) return failed(context, session.server, session.installation, 'installFailedDueToInterruption');
  return next(context, session.server, session.installation, piece);
}

function next(
  context: Es10Context,
  server: AuthenticatedServer,
  installation: Installation,
  piece: Uint8Array,
): Uint8Array {
  try {
    const opened = installation.take(piece);
    if (opened !== undefined) return installed(context, server, installation, opened);
    remember(context, packageOf(server, installation));
    context.proceed({ phase: 'loading', server, installation });
    return NOTHING;
  } catch (error) {
    installation.abandon();
    if (error instanceof InstallationFault) return failed(context, server, installation, error.reason);
    context.proceed({ phase: 'failed', server });
    throw error;
  }
}

/** Puts the profile into the chip and the result into the journal, at once: a loss of power leaves both or neither. */
function installed(
  context: Es10Context,
  server: AuthenticatedServer,
  installation: Installation,
  { metadata, metadataOctets, dpProprietaryData, profilePackage }: OpenedPackage,
): Uint8Array {
  const { memory, ecasd } = context;
  const { state } = memory;
  const profile: InstalledProfile = {
    iccid: metadata.iccid,
    isdpAid: isdpAid(state.nextIsdp),
    isEnabled: false,
    metadata: metadataOctets,
    dpProprietaryData,
    smdpOid: server.oid,
    ciPKId: server.credential.ciPKId,
    profilePackage,
  };
  const journal = withInstallationResult(state, server.credential, packageOf(server, installation), profile);
  memory.update({
    profiles: [...state.profiles, profile],
    nextIsdp: state.nextIsdp + 1,
    ...PACKAGE_ENDED,
    ...withNotificationsOf(journal, ecasd, profile, 'notificationInstall', [server.serverAddress]),
  });
  context.endSession();
  return journal.notifications.at(-1)!.octets;
}

function failed(
  context: Es10Context,
  server: AuthenticatedServer,
  installation: Installation,
  reason: InstallationFault['reason'],
): Uint8Array {
  const { memory } = context;
  const journal: Journal = withInstallationResult(memory.state, server.credential, packageOf(server, installation), {
    reason,
  });
  context.proceed({ phase: 'failed', server });
  memory.update({ ...journal, ...PACKAGE_ENDED });
  return journal.notifications.at(-1)!.octets;
}

/** Journals an installation that a loss of power, the end of a channel or another session cut short, if there is one. */
export function reportInterruption({ memory, ecasd }: Pick<Es10Context, 'memory' | 'ecasd'>): void {
  const { installing } = memory.state;
  if (installing === undefined) return;
  const credential = ecasd.credential(installing.ciPKId) ?? ecasd.credentials[0]!;
  const outcome = { reason: 'installFailedDueToInterruption' } as const;
  memory.update({ ...withInstallationResult(memory.state, credential, installing, outcome), ...PACKAGE_ENDED });
}

function remember({ memory }: Es10Context, installing: InstallingPackage): void {
  const known = memory.state.installing;
  if (known?.bppCommandId === installing.bppCommandId && known.iccid === installing.iccid) return;
  memory.update({ installing });
}

function packageOf(server: AuthenticatedServer, { iccid, bppCommandId }: Installation): InstallingPackage {
  const { transactionId, serverAddress, oid, credential } = server;
  return { transactionId, serverAddress, smdpOid: oid, ciPKId: credential.ciPKId, iccid, bppCommandId };
}
