import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { BspError, type BspErrorCode } from '../../../src/rsp/bsp/error.ts';
import { BspKeys } from '../../../src/rsp/bsp/keys.ts';
import { OneTimeKeyPair } from '../../../src/rsp/bsp/one-time-key-pair.ts';
import type { SmdpKeys } from '../../../src/smdp/keys/smdp-keys.ts';
import { type BindingRequest, profileBinder } from '../../../src/smdp/profile/binding.ts';
import { type KeySeal, type PreparedProfile, profilePreparer } from '../../../src/smdp/profile/preparation.ts';
import { softwareKeys } from '../support/fixture.ts';
import { smallTemplate } from '../support/profile.ts';

const OFF_CURVE = Uint8Array.from([4, ...new Uint8Array(64).fill(7)]);

/** A binder with a profile, and every key that it had in its hands. */
async function watched() {
  const keys = softwareKeys();
  const handed: BspKeys[] = [];
  const watch = (each: BspKeys) => {
    handed.push(each);
    return each;
  };
  const watchedKeys: SmdpKeys = {
    identities: keys.identities,
    sign: (certificate, message) => keys.sign(certificate, message),
    agree: async (...args) => {
      const agreed = await keys.agree(...args);
      watch(agreed.sessionKeys);
      return agreed;
    },
  };
  const seal: KeySeal = {
    seal: (each) => Promise.resolve(watch(each).octets()),
    open: (sealedKeys) => Promise.resolve(watch(BspKeys.fromOctets(sealedKeys))),
  };
  const profile = await profilePreparer(seal).prepare(smallTemplate());
  const request = (given: PreparedProfile): BindingRequest => ({
    identity: keys.identities[0]!,
    transactionId: Uint8Array.from(randomBytes(16)),
    euiccOtpk: OneTimeKeyPair.generate().publicKey,
    eid: '89049032123451234512345678901235',
    metadata: Uint8Array.of(0xbf, 0x25, 0),
    profile: given,
  });
  return { watchedKeys, seal, profile, request, handed };
}

describe('profileBinder', () => {
  it('erases the session keys and the profile protection keys once it used them', async () => {
    const { watchedKeys, seal, profile, request, handed } = await watched();
    await profileBinder(watchedKeys, seal).bind(request(profile));
    expect(handed).to.have.length(3);
    expect(handed.every(isErased)).to.equal(true);
  });

  it('erases both where there is nothing to bind', async () => {
    const { watchedKeys, seal, profile, request, handed } = await watched();
    const empty = { ...profile, segments: [] };
    await expectBspFailure('SequenceEmpty', profileBinder(watchedKeys, seal).bind(request(empty)));
    expect(handed).to.have.length(3);
    expect(handed.every(isErased)).to.equal(true);
  });

  it('erases the session keys where the profile protection keys cannot be opened', async () => {
    const { watchedKeys, seal, profile, request, handed } = await watched();
    const broken = { ...profile, sealedKeys: Uint8Array.of(1) };
    await expectBspFailure('KeyLength', profileBinder(watchedKeys, seal).bind(request(broken)));
    expect(handed).to.have.length(2);
    expect(handed.every(isErased)).to.equal(true);
  });
});

describe('profilePreparer', () => {
  it('erases its keys, also where they cannot be sealed', async () => {
    const handed: BspKeys[] = [];
    const broken: KeySeal = {
      seal: (keys) => {
        handed.push(keys);
        return Promise.reject(new BspError('KeyLength', 'no seal'));
      },
      open: () => Promise.reject(new Error('never')),
    };
    await expectBspFailure('KeyLength', profilePreparer(broken).prepare(smallTemplate()));
    expect(handed.map(isErased)).to.deep.equal([true]);
  });
});

describe('SoftwareKeys.agree', () => {
  it('erases its one-time key, also where the chip has none', async () => {
    const keys = softwareKeys();
    const parties = { hostId: Uint8Array.of(1), eid: new Uint8Array(16) };
    const good = OneTimeKeyPair.generate().publicKey;
    expect(await erasedPairs(() => keys.agree(good, parties))).to.equal(1);
    expect(await erasedPairs(() => expectBspFailure('PublicKey', keys.agree(OFF_CURVE, parties)))).to.equal(1);
    const nameless = { ...parties, hostId: new Uint8Array() };
    expect(await erasedPairs(() => expectBspFailure('KeyDerivation', keys.agree(good, nameless)))).to.equal(1);
  });
});

function isErased(keys: BspKeys): boolean {
  try {
    keys.octets();
    return false;
  } catch (error) {
    return error instanceof BspError && error.code === 'KeyErased';
  }
}

/** How many one-time key pairs are erased meanwhile. */
async function erasedPairs(act: () => Promise<unknown>): Promise<number> {
  const erase = Object.getOwnPropertyDescriptor(OneTimeKeyPair.prototype, 'erase')!;
  let erased = 0;
  const counting = function (this: OneTimeKeyPair): void {
    (erase.value as () => void).call(this);
    erased++;
  };
  Object.defineProperty(OneTimeKeyPair.prototype, 'erase', { ...erase, value: counting });
  try {
    await act();
  } finally {
    Object.defineProperty(OneTimeKeyPair.prototype, 'erase', erase);
  }
  return erased;
}

async function expectBspFailure(code: BspErrorCode, act: Promise<unknown>): Promise<void> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(BspError).and.include({ code });
}
