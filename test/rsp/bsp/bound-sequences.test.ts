import { expect } from 'chai';
import fc from 'fast-check';
import {
  bindProfilePackage,
  bindUnderSessionKeys,
  openBoundSequences,
  type BoundSequences,
} from '../../../src/rsp/bsp/bound-sequences.ts';
import { BspKeys } from '../../../src/rsp/bsp/keys.ts';
import { OneTimeKeyPair } from '../../../src/rsp/bsp/one-time-key-pair.ts';
import { openProtectedProfilePackage, protectProfilePackage } from '../../../src/rsp/bsp/protected-profile.ts';
import { assertWholeProfilePackage } from '../../../src/rsp/bsp/profile-package.ts';
import { SegmentProtector } from '../../../src/rsp/bsp/protector.ts';
import { SegmentTag } from '../../../src/rsp/bsp/segment.ts';
import { deriveSessionKeys } from '../../../src/rsp/bsp/session-keys.ts';
import { octets } from '../../pki/support/refusal.ts';
import { counting, outlineProfile, profiles } from './profiles.ts';
import { bspRefusalOf, expectBspRefusal } from './refusal.ts';

const parties = { hostId: Buffer.from('smdp'), eid: octets('89049032123451234512345678901235') };
const commands = {
  configureIsdp: octets('BF2400'),
  storeMetadata: Uint8Array.from([0xbf, 0x25, 0x82, 4, 0xb0, ...counting(1200)]),
};
const concat = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

describe('protectProfilePackage', () => {
  for (const { name, octets: profile } of profiles()) {
    it(`protects and opens ${name} bit for bit`, () => {
      const keys = BspKeys.generate();
      const segments = protectProfilePackage(profile, keys);
      expect(segments).to.have.length(Math.ceil(profile.length / 1007));
      expect(Uint8Array.from(openProtectedProfilePackage(segments, keys))).to.deep.equal(profile);
      expectBspRefusal('MacInvalid', () => openProtectedProfilePackage(segments, BspKeys.generate()));
    });
  }

  it('refuses a package whose first, middle or last segments are left out', () => {
    const keys = BspKeys.generate();
    const segments = protectProfilePackage(outlineProfile(1000, 1000, 1000), keys);
    expectBspRefusal('MacInvalid', () => openProtectedProfilePackage(segments.slice(1), keys));
    expectBspRefusal('MacInvalid', () => openProtectedProfilePackage(segments.toSpliced(1, 1), keys));
    expectBspRefusal('ProfilePackage', () => openProtectedProfilePackage(segments.slice(0, -1), keys));
    expectBspRefusal('SequenceEmpty', () => openProtectedProfilePackage([], keys));
  });
});

describe('assertWholeProfilePackage', () => {
  const profile = outlineProfile(5, 200, 300);

  it('refuses a profile cut off anywhere', () => {
    assertWholeProfilePackage(profile);
    for (let length = 0; length < profile.length; length++) {
      expectBspRefusal('ProfilePackage', () => assertWholeProfilePackage(profile.subarray(0, length)));
    }
  });

  it('refuses elements after PE-End and lengths that are not definite', () => {
    expectBspRefusal('ProfilePackage', () => assertWholeProfilePackage(concat([profile, octets('A100')])));
    expectBspRefusal('ProfilePackage', () => assertWholeProfilePackage(octets('A0800000AA00')));
    expectBspRefusal('ProfilePackage', () => assertWholeProfilePackage(octets('A0850000000000AA00')));
    assertWholeProfilePackage(octets('A000BF8220020102AA00'));
  });

  it('takes or refuses any octets in bounded time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (value) => {
        bspRefusalOf(() => assertWholeProfilePackage(value));
      }),
      { numRuns: 2000, seed: 22 },
    );
  });
});

describe('bindProfilePackage', () => {
  for (const { name, octets: profile } of profiles()) {
    it(`binds ${name}, prepared before, to a chip that opens it bit for bit`, () => {
      const [server, chip, profileProtectionKeys] = [
        OneTimeKeyPair.generate(),
        OneTimeKeyPair.generate(),
        BspKeys.generate(),
      ];
      const prepared = protectProfilePackage(profile, profileProtectionKeys);
      const sessionKeys = deriveSessionKeys(server.agree(chip.publicKey), parties);
      const bound = bindProfilePackage(sessionKeys, commands, prepared, profileProtectionKeys);
      expect(bound.sequenceOf86).to.deep.equal(prepared);
      expect(bound.sequenceOf88).to.have.length(2);
      const opened = openBoundSequences(deriveSessionKeys(chip.agree(server.publicKey), parties), bound);
      expect(opened.keysReplaced).to.equal(true);
      expect(Uint8Array.from(opened.profile)).to.deep.equal(profile);
      expect(Uint8Array.from(opened.configureIsdp)).to.deep.equal(commands.configureIsdp);
      expect(Uint8Array.from(opened.storeMetadata)).to.deep.equal(commands.storeMetadata);
    });

    it(`binds ${name} under session keys alone`, () => {
      const keys = BspKeys.generate();
      const bound = bindUnderSessionKeys(keys, commands, profile);
      expect(bound).not.to.have.property('secondSequenceOf87');
      const opened = openBoundSequences(keys, bound);
      expect(opened.keysReplaced).to.equal(false);
      expect(Uint8Array.from(opened.profile)).to.deep.equal(profile);
    });
  }

  it('binds one prepared package to several sessions, each of which only its own chip opens', () => {
    const [one, other, profileProtectionKeys] = [BspKeys.generate(), BspKeys.generate(), BspKeys.generate()];
    const prepared = protectProfilePackage(outlineProfile(2000), profileProtectionKeys);
    const bound = [one, other].map((keys) => bindProfilePackage(keys, commands, prepared, profileProtectionKeys));
    expect(Uint8Array.from(openBoundSequences(one, bound[0]!).profile)).to.deep.equal(outlineProfile(2000));
    expectBspRefusal('MacInvalid', () => openBoundSequences(one, bound[1]!));
    // Sequences of two sessions spliced together.
    expectBspRefusal('MacInvalid', () =>
      openBoundSequences(one, { ...bound[0]!, sequenceOf88: bound[1]!.sequenceOf88 }),
    );
    expectBspRefusal('MacInvalid', () =>
      openBoundSequences(one, { ...bound[0]!, secondSequenceOf87: bound[1]!.secondSequenceOf87! }),
    );
  });

  it('keeps its own copies: the profile protection keys may be erased once it is bound', () => {
    const [sessionKeys, profileProtectionKeys] = [BspKeys.generate(), BspKeys.generate()];
    const copy = BspKeys.fromOctets(sessionKeys.octets());
    const bound = bindProfilePackage(
      sessionKeys,
      commands,
      protectProfilePackage(outlineProfile(10), profileProtectionKeys),
      profileProtectionKeys,
    );
    sessionKeys.erase();
    profileProtectionKeys.erase();
    expect(Uint8Array.from(openBoundSequences(copy, bound).profile)).to.deep.equal(outlineProfile(10));
    expectBspRefusal('KeyErased', () => bindUnderSessionKeys(sessionKeys, commands, outlineProfile(10)));
  });

  it('refuses what is no profile, an empty package, and sequences that are empty, swapped or without their keys', () => {
    const [sessionKeys, profileProtectionKeys] = [BspKeys.generate(), BspKeys.generate()];
    expectBspRefusal('ProfilePackage', () => protectProfilePackage(counting(100), profileProtectionKeys));
    expectBspRefusal('ProfilePackage', () => bindUnderSessionKeys(sessionKeys, commands, new Uint8Array(0)));
    expectBspRefusal('SequenceEmpty', () => bindProfilePackage(sessionKeys, commands, [], profileProtectionKeys));
    const prepared = protectProfilePackage(outlineProfile(1500), profileProtectionKeys);
    const bound = bindProfilePackage(sessionKeys, commands, prepared, profileProtectionKeys);
    const { secondSequenceOf87, ...withoutKeys } = bound;
    const broken: readonly [BoundSequences, string][] = [
      [{ ...bound, firstSequenceOf87: [] }, 'SequenceEmpty'],
      [{ ...bound, sequenceOf88: [] }, 'SequenceEmpty'],
      [{ ...bound, secondSequenceOf87: [] }, 'SequenceEmpty'],
      [{ ...bound, sequenceOf86: [] }, 'SequenceEmpty'],
      [{ ...bound, sequenceOf88: bound.sequenceOf88.toReversed() }, 'MacInvalid'],
      [{ ...bound, firstSequenceOf87: secondSequenceOf87!, secondSequenceOf87: bound.firstSequenceOf87 }, 'MacInvalid'],
      [{ ...bound, firstSequenceOf87: bound.sequenceOf88 }, 'SegmentTag'],
      [withoutKeys, 'MacInvalid'],
    ];
    for (const [sequences, code] of broken) {
      expect(bspRefusalOf(() => openBoundSequences(sessionKeys, sequences))?.code).to.equal(code);
    }
  });

  it('refuses a second sequence of 87 that holds another command', () => {
    const keys = BspKeys.generate();
    const protector = new SegmentProtector(keys);
    const sequences: BoundSequences = {
      firstSequenceOf87: protector.encrypt(SegmentTag.Command, commands.configureIsdp),
      sequenceOf88: protector.authenticate(commands.storeMetadata),
      secondSequenceOf87: protector.encrypt(SegmentTag.Command, commands.configureIsdp),
      sequenceOf86: protector.encrypt(SegmentTag.ProfileElements, outlineProfile(10)),
    };
    expectBspRefusal('ReplaceSessionKeys', () => openBoundSequences(keys, sequences));
  });
});
