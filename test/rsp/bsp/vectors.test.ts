import { expect } from 'chai';
import { hashCc, hashedConfirmationCode } from '../../../src/rsp/bsp/confirmation-code.ts';
import { BspKeys } from '../../../src/rsp/bsp/keys.ts';
import { OneTimeKeyPair } from '../../../src/rsp/bsp/one-time-key-pair.ts';
import { SegmentOpener } from '../../../src/rsp/bsp/opener.ts';
import { SegmentProtector } from '../../../src/rsp/bsp/protector.ts';
import { decodeReplaceSessionKeys, encodeReplaceSessionKeys } from '../../../src/rsp/bsp/replace-session-keys.ts';
import { SegmentTag } from '../../../src/rsp/bsp/segment.ts';
import { deriveSessionKeys, sharedInfo } from '../../../src/rsp/bsp/session-keys.ts';
import { readJson, requireVectors } from '../../pki/support/vectors.ts';
import { octets } from '../../pki/support/refusal.ts';

interface BspVectors {
  readonly otSK_DP: string;
  readonly otSK_EUICC: string;
  readonly otPK_DP: string;
  readonly otPK_EUICC: string;
  readonly Z: string;
  readonly hostId: string;
  readonly eid: string;
  readonly sharedInfo: string;
  readonly initialMCV: string;
  readonly S_ENC: string;
  readonly S_MAC: string;
  readonly replace: { readonly initialMCV: string; readonly PPK_ENC: string; readonly PPK_MAC: string };
  readonly segments: readonly {
    readonly tag: string;
    readonly plain: string;
    readonly protected: string;
    readonly len: number;
  }[];
  readonly confirmationCode: { readonly cc: string; readonly transactionId: string; readonly hashCc: string };
}

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

describe('BSP vectors on which two implementations agree', () => {
  let vectors: BspVectors;

  before(function () {
    vectors = readJson(requireVectors(this, 'bsp_vectors.json')) as BspVectors;
  });

  function sessionKeys(): BspKeys {
    const pair = OneTimeKeyPair.fromPrivateKey(octets(vectors.otSK_DP));
    const parties = { hostId: octets(vectors.hostId), eid: octets(vectors.eid) };
    return deriveSessionKeys(pair.agree(octets(vectors.otPK_EUICC)), parties);
  }

  function profileProtectionKeys(): BspKeys {
    const { initialMCV, PPK_ENC, PPK_MAC } = vectors.replace;
    return BspKeys.fromOctets(octets(initialMCV + PPK_ENC + PPK_MAC));
  }

  it('agrees on the shared secret from both sides', () => {
    const server = OneTimeKeyPair.fromPrivateKey(octets(vectors.otSK_DP));
    const chip = OneTimeKeyPair.fromPrivateKey(octets(vectors.otSK_EUICC));
    expect(hex(server.publicKey)).to.equal(vectors.otPK_DP);
    expect(hex(chip.publicKey)).to.equal(vectors.otPK_EUICC);
    expect(hex(server.agree(chip.publicKey))).to.equal(vectors.Z);
    expect(hex(chip.agree(server.publicKey))).to.equal(vectors.Z);
  });

  it('derives the session keys', () => {
    expect(hex(sharedInfo({ hostId: octets(vectors.hostId), eid: octets(vectors.eid) }))).to.equal(vectors.sharedInfo);
    const keys = sessionKeys();
    expect(hex(keys.initialMacChainingValue)).to.equal(vectors.initialMCV);
    expect(hex(keys.enc)).to.equal(vectors.S_ENC);
    expect(hex(keys.mac)).to.equal(vectors.S_MAC);
  });

  it('protects every segment as they do', () => {
    const protector = new SegmentProtector(sessionKeys());
    const [configure, metadata, replace, ...elements] = vectors.segments;
    expect(protector.encrypt(SegmentTag.Command, octets(configure!.plain)).map(hex)).to.deep.equal([
      configure!.protected,
    ]);
    expect(protector.authenticate(octets(metadata!.plain)).map(hex)).to.deep.equal([metadata!.protected]);
    const command = encodeReplaceSessionKeys(profileProtectionKeys());
    expect(hex(command)).to.equal(replace!.plain);
    expect(protector.encrypt(SegmentTag.Command, command).map(hex)).to.deep.equal([replace!.protected]);
    protector.replaceKeys(profileProtectionKeys());
    const profile = octets(elements.map(({ plain }) => plain).join(''));
    const segments = protector.encrypt(SegmentTag.ProfileElements, profile);
    expect(segments.map(hex)).to.deep.equal(elements.map((segment) => segment.protected));
    expect(segments.map(({ length }) => length)).to.deep.equal(elements.map(({ len }) => len));
  });

  it('opens every segment', () => {
    const opener = new SegmentOpener(sessionKeys());
    for (const { tag, plain, protected: segment } of vectors.segments) {
      const content = opener.open(Number.parseInt(tag, 16) as SegmentTag, octets(segment));
      expect(hex(content)).to.equal(plain);
      if (plain.startsWith('bf26')) opener.replaceKeys(decodeReplaceSessionKeys(content));
    }
  });

  it('hashes the confirmation code', () => {
    const { cc, transactionId, hashCc: expected } = vectors.confirmationCode;
    expect(hex(hashCc(hashedConfirmationCode(cc), octets(transactionId)))).to.equal(expected);
  });
});
