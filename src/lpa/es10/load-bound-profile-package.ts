import { type Exact, exact } from '../../rsp/asn1/exact.ts';
import { segment } from '../../rsp/segmentation.ts';
import { ProfileInstallationResult } from '../../rsp/structures/profile-installation-result.ts';
import { LpaError } from '../error.ts';
import { type Es10Channel, readAnswer } from './call.ts';

/** Pieces of a package the eUICC has got, of how many. */
export type OnSegment = (loaded: number, of: number) => void;

/**
 * ES10b.LoadBoundProfilePackage (SGP.22 5.7.6): gives the package to the eUICC in the pieces of SGP.22 2.5.5 until it answers with its
 * ProfileInstallationResult, which it also does at the first piece it refuses. Rejects with {@link LpaError} `EuiccResponse` where there
 * is none at the end.
 */
export async function loadBoundProfilePackage(
  channel: Es10Channel,
  boundProfilePackage: Uint8Array,
  onSegment?: OnSegment,
): Promise<Exact<ProfileInstallationResult>> {
  const name = 'LoadBoundProfilePackage';
  const pieces = segment(boundProfilePackage);
  for (const [index, piece] of pieces.entries()) {
    const answer = await channel.exchange(piece);
    const isLast = index + 1 === pieces.length;
    // An earlier piece that is answered was refused.
    if (answer.length === 0 || isLast) onSegment?.(index + 1, pieces.length);
    if (answer.length > 0) return readAnswer(name, exact(ProfileInstallationResult), answer);
  }
  throw new LpaError(
    'EuiccResponse',
    `The eUICC took all ${pieces.length} pieces of the package and gave no result. List its profiles and notifications.`,
  );
}
