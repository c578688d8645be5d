import { BspError } from './error.ts';
import type { BspKeys } from './keys.ts';
import { SegmentOpener } from './opener.ts';
import { assertWholeProfilePackage } from './profile-package.ts';
import { SegmentProtector } from './protector.ts';
import { decodeReplaceSessionKeys, encodeReplaceSessionKeys } from './replace-session-keys.ts';
import { SegmentTag } from './segment.ts';

/** The protected sequences of a bound profile package, each a list of whole segments in order (SGP.22 2.5.5). */
export interface BoundSequences {
  /** A0: ConfigureISDP in 87 segments. */
  readonly firstSequenceOf87: readonly Uint8Array[];
  /** A1: StoreMetadata in 88 segments, readable by all. */
  readonly sequenceOf88: readonly Uint8Array[];
  /** A2: ReplaceSessionKeys in an 87 segment; absent where the session keys protect the profile too. */
  readonly secondSequenceOf87?: readonly Uint8Array[];
  /** A3: the profile in 86 segments. */
  readonly sequenceOf86: readonly Uint8Array[];
}

/** What the server tells the chip before the profile itself. */
export interface BoundCommands {
  /** BF24 TLV. */
  readonly configureIsdp: Uint8Array;
  /** BF25 TLV. */
  readonly storeMetadata: Uint8Array;
}

/**
 * The second of two steps: binds a package that `protectProfilePackage` made to one session. ConfigureISDP, StoreMetadata and the profile
 * protection keys go under the session keys; the 86 segments go in as they are. Session keys bind one package only. Throws `SequenceEmpty`.
 */
export function bindProfilePackage(
  sessionKeys: BspKeys,
  commands: BoundCommands,
  protectedProfile: readonly Uint8Array[],
  profileProtectionKeys: BspKeys,
): BoundSequences {
  if (protectedProfile.length === 0)
    throw new BspError('SequenceEmpty', 'The protected profile package has no segment.');
  const replaceSessionKeys = encodeReplaceSessionKeys(profileProtectionKeys);
  const protector = new SegmentProtector(sessionKeys);
  try {
    const sequences = commandSequences(protector, commands);
    const secondSequenceOf87 = protector.encrypt(SegmentTag.Command, replaceSessionKeys);
    return { ...sequences, secondSequenceOf87, sequenceOf86: protectedProfile };
  } finally {
    replaceSessionKeys.fill(0);
    protector.erase();
  }
}

/** Protection and binding in one step, without profile protection keys: the session keys protect the profile too. Throws `ProfilePackage`. */
export function bindUnderSessionKeys(
  sessionKeys: BspKeys,
  commands: BoundCommands,
  profile: Uint8Array,
): BoundSequences {
  assertWholeProfilePackage(profile);
  const protector = new SegmentProtector(sessionKeys);
  try {
    const sequences = commandSequences(protector, commands);
    return { ...sequences, sequenceOf86: protector.encrypt(SegmentTag.ProfileElements, profile) };
  } finally {
    protector.erase();
  }
}

/** The content of a bound profile package. */
export interface OpenedSequences extends BoundCommands {
  /** Unprotected profile package, SAIP DER. */
  readonly profile: Uint8Array;
  /** Whether profile protection keys took over from the session keys. */
  readonly keysReplaced: boolean;
}

/**
 * Opens all sequences at once; a chip, which gets them segment by segment, uses `SegmentOpener`.
 * Throws what `SegmentOpener.open` throws, `SequenceEmpty`, `ReplaceSessionKeys`, `ProfilePackage`.
 */
export function openBoundSequences(sessionKeys: BspKeys, sequences: BoundSequences): OpenedSequences {
  const opener = new SegmentOpener(sessionKeys);
  const opened = (tag: SegmentTag, segments: readonly Uint8Array[]): Uint8Array => {
    if (segments.length === 0)
      throw new BspError('SequenceEmpty', `The sequence of ${tag.toString(16)} has no segment.`);
    return Buffer.concat(segments.map((segment) => opener.open(tag, segment)));
  };
  try {
    const configureIsdp = opened(SegmentTag.Command, sequences.firstSequenceOf87);
    const storeMetadata = opened(SegmentTag.Metadata, sequences.sequenceOf88);
    if (sequences.secondSequenceOf87 !== undefined) {
      opener.replaceKeys(decodeReplaceSessionKeys(opened(SegmentTag.Command, sequences.secondSequenceOf87)));
    }
    const profile = opened(SegmentTag.ProfileElements, sequences.sequenceOf86);
    assertWholeProfilePackage(profile);
    return { configureIsdp, storeMetadata, profile, keysReplaced: sequences.secondSequenceOf87 !== undefined };
  } finally {
    opener.erase();
  }
}

function commandSequences(
  protector: SegmentProtector,
  { configureIsdp, storeMetadata }: BoundCommands,
): Pick<BoundSequences, 'firstSequenceOf87' | 'sequenceOf88'> {
  const firstSequenceOf87 = protector.encrypt(SegmentTag.Command, configureIsdp);
  return { firstSequenceOf87, sequenceOf88: protector.authenticate(storeMetadata) };
}
