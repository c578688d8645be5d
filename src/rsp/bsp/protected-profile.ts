import { BspError } from './error.ts';
import type { BspKeys } from './keys.ts';
import { SegmentOpener } from './opener.ts';
import { assertWholeProfilePackage } from './profile-package.ts';
import { SegmentProtector } from './protector.ts';
import { SegmentTag } from './segment.ts';

/**
 * The first of two steps: protects an unprotected profile package (SAIP DER) under fresh profile protection keys (`BspKeys.generate()`),
 * before it is known for which chip (SGP.22 2.5.3, Protected Profile Package). Gives the 86 segments in order. The same keys must
 * never protect a second package: the encryption would start from the same vectors. Throws `ProfilePackage`.
 */
export function protectProfilePackage(profile: Uint8Array, profileProtectionKeys: BspKeys): Uint8Array[] {
  assertWholeProfilePackage(profile);
  const protector = new SegmentProtector(profileProtectionKeys);
  try {
    return protector.encrypt(SegmentTag.ProfileElements, profile);
  } finally {
    protector.erase();
  }
}

/** The inverse of `protectProfilePackage`: the profile, whole. Throws what `SegmentOpener.open` throws, `SequenceEmpty`, `ProfilePackage`. */
export function openProtectedProfilePackage(
  segments: readonly Uint8Array[],
  profileProtectionKeys: BspKeys,
): Uint8Array {
  if (segments.length === 0) throw new BspError('SequenceEmpty', 'The protected profile package has no segment.');
  const opener = new SegmentOpener(profileProtectionKeys);
  const profile = Buffer.concat(segments.map((segment) => opener.open(SegmentTag.ProfileElements, segment)));
  opener.erase();
  assertWholeProfilePackage(profile);
  return profile;
}
