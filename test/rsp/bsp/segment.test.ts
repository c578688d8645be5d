import { expect } from 'chai';
import fc from 'fast-check';
import { BspKeys } from '../../../src/rsp/bsp/keys.ts';
import { SegmentOpener } from '../../../src/rsp/bsp/opener.ts';
import { SegmentProtector } from '../../../src/rsp/bsp/protector.ts';
import { MAXIMUM_SENT, parseSegment, SegmentTag } from '../../../src/rsp/bsp/segment.ts';
import { aesCmac } from '../../../src/rsp/bsp/cmac.ts';
import { encryptBlocks, encryptChain } from '../../../src/rsp/bsp/aes.ts';
import { counting } from './profiles.ts';
import { bspRefusalOf, expectBspRefusal } from './refusal.ts';

const { ProfileElements, Command, Metadata } = SegmentTag;
const keys = (seed = 0): BspKeys => BspKeys.fromOctets(counting(48, seed));
const concat = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

describe('SegmentProtector', () => {
  it('fills a segment to 1,020 octets with 1,007 of content and begins the next with the 1,008th', () => {
    const lengths = (content: number): number[] =>
      new SegmentProtector(keys()).encrypt(ProfileElements, counting(content)).map(({ length }) => length);
    expect(lengths(0)).to.deep.equal([26]);
    expect(lengths(15)).to.deep.equal([26]);
    expect(lengths(16)).to.deep.equal([42]);
    expect(lengths(1007)).to.deep.equal([1020]);
    expect(lengths(1008)).to.deep.equal([1020, 26]);
    expect(lengths(2014)).to.deep.equal([1020, 1020]);
  });

  it('fills a segment of metadata to 1,020 octets with 1,008 of content', () => {
    const lengths = (content: number): number[] =>
      new SegmentProtector(keys()).authenticate(counting(content)).map(({ length }) => length);
    expect(lengths(1008)).to.deep.equal([1020]);
    expect(lengths(1009)).to.deep.equal([1020, 11]);
    expect(lengths(119)).to.deep.equal([129]);
    expect(lengths(120)).to.deep.equal([131]);
  });

  it('gives back any content through an opener, whatever its length and the mix of tags', () => {
    const step = fc.record({ tag: fc.constantFrom(ProfileElements, Command, Metadata), length: fc.nat({ max: 4000 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), fc.boolean(), (steps, replace) => {
        const [protector, opener] = [new SegmentProtector(keys()), new SegmentOpener(keys())];
        for (const [i, { tag, length }] of steps.entries()) {
          const content = counting(length, i);
          const segments = tag === Metadata ? protector.authenticate(content) : protector.encrypt(tag, content);
          for (const segment of segments) expect(segment.length).to.be.at.most(MAXIMUM_SENT);
          expect(concat(segments.map((segment) => opener.open(tag, segment)))).to.deep.equal(content);
          if (replace && i === 1) for (const end of [protector, opener]) end.replaceKeys(keys(99));
        }
      }),
      { numRuns: 200, seed: 22 },
    );
  });

  it('never encrypts the same content the same way twice in a session', () => {
    const protector = new SegmentProtector(keys());
    const made = Array.from({ length: 50 }, () => protector.encrypt(Command, counting(16))[0]!);
    expect(new Set(made.map((segment) => Buffer.from(segment.subarray(2, 18)).toString('hex'))).size).to.equal(50);
  });
});

describe('SegmentOpener', () => {
  const content = counting(3500);
  const segments = new SegmentProtector(keys()).encrypt(ProfileElements, content);

  it('refuses a segment in which any single bit is changed', () => {
    const [segment] = new SegmentProtector(keys()).encrypt(Command, counting(20));
    const codes = new Set<string>();
    for (let bit = 0; bit < segment!.length * 8; bit++) {
      const changed = segment!.map((octet, i) => (i === bit >>> 3 ? octet ^ (1 << (bit & 7)) : octet));
      codes.add(bspRefusalOf(() => new SegmentOpener(keys()).open(Command, changed))?.code ?? `bit ${bit} accepted`);
    }
    expect([...codes].sort()).to.deep.equal(['MacInvalid', 'SegmentLength', 'SegmentTag', 'SegmentTruncated']);
  });

  it('refuses a segment cut off anywhere, and one with octets after it', () => {
    for (let length = 0; length < segments[0]!.length; length++) {
      expectBspRefusal('SegmentTruncated', () =>
        new SegmentOpener(keys()).open(ProfileElements, segments[0]!.subarray(0, length)),
      );
    }
    expectBspRefusal('SegmentLength', () =>
      new SegmentOpener(keys()).open(ProfileElements, concat([segments[0]!, Uint8Array.of(0)])),
    );
  });

  it('refuses a replayed, an omitted and a swapped segment', () => {
    const [first, second, third, last] = segments as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const cases: readonly { readonly opened: readonly Uint8Array[]; readonly refused: Uint8Array }[] = [
      { opened: [], refused: second },
      { opened: [], refused: last },
      { opened: [first], refused: first },
      { opened: [first], refused: third },
      { opened: [first, second], refused: last },
      { opened: [first, second], refused: first },
      { opened: [first, second, third, last], refused: last },
    ];
    for (const { opened, refused } of cases) {
      const opener = new SegmentOpener(keys());
      for (const segment of opened) opener.open(ProfileElements, segment);
      expectBspRefusal('MacInvalid', () => opener.open(ProfileElements, refused));
    }
  });

  it('refuses a segment of another session, and one under keys of which any part differs', () => {
    for (const at of [0, 32]) {
      const other = BspKeys.fromOctets(counting(48).map((octet, i) => (i === at ? octet ^ 0x80 : octet)));
      expectBspRefusal('MacInvalid', () => new SegmentOpener(other).open(ProfileElements, segments[0]!));
    }
    // The MAC is right, the content is not: what a wrong ENC gives is no padding, but for one case in some 250.
    const otherEnc = BspKeys.fromOctets(counting(48).map((octet, i) => (i === 16 ? octet ^ 0x80 : octet)));
    expectBspRefusal('Padding', () => new SegmentOpener(otherEnc).open(ProfileElements, segments[0]!));
  });

  it('refuses another tag than the one that is due, also where it is a right segment', () => {
    expectBspRefusal('SegmentTag', () => new SegmentOpener(keys()).open(Command, segments[0]!));
    const [metadata] = new SegmentProtector(keys()).authenticate(counting(32));
    expectBspRefusal('SegmentTag', () => new SegmentOpener(keys()).open(ProfileElements, metadata!));
    // Turned into another kind, the MAC, which covers the tag, is wrong.
    const turned = Uint8Array.from(metadata!);
    turned[0] = Command;
    expectBspRefusal('MacInvalid', () => new SegmentOpener(keys()).open(Command, turned));
  });

  it('ends the session with the first refusal: the right segment comes too late', () => {
    const opener = new SegmentOpener(keys());
    opener.open(ProfileElements, segments[0]!);
    expectBspRefusal('MacInvalid', () => opener.open(ProfileElements, segments[2]!));
    expectBspRefusal('SessionEnded', () => opener.open(ProfileElements, segments[1]!));
    expectBspRefusal('SessionEnded', () => opener.replaceKeys(keys()));
  });

  it('takes the segments of 1,036 octets that some servers send, and no longer ones', () => {
    for (const [octets, refusal] of [
      [1008, undefined],
      [1024, 'SegmentLength'],
    ] as const) {
      const segment = sealed(Uint8Array.from([...counting(octets), 0x80, ...new Uint8Array(15)]));
      const refused = bspRefusalOf(() =>
        expect(new SegmentOpener(keys()).open(ProfileElements, segment)).to.deep.equal(counting(octets)),
      );
      expect(refused?.code).to.equal(refusal);
    }
  });

  it('refuses padding that is missing, wrong or longer than a block, and content that is not whole blocks', () => {
    const zeros = new Uint8Array(32);
    for (const padded of [
      zeros,
      zeros.with(31, 0x81),
      zeros.with(0, 0x80),
      zeros.with(15, 0x80),
      zeros.with(20, 0x7f),
    ]) {
      expectBspRefusal('Padding', () => new SegmentOpener(keys()).open(ProfileElements, sealed(padded)));
    }
    expect(new SegmentOpener(keys()).open(ProfileElements, sealed(zeros.with(16, 0x80)))).to.have.length(16);
    const body = counting(17);
    const header = Uint8Array.of(ProfileElements, 25);
    const mac = aesCmac(keys().mac, keys().initialMacChainingValue, header, body).subarray(0, 8);
    expectBspRefusal('SegmentLength', () =>
      new SegmentOpener(keys()).open(ProfileElements, concat([header, body, mac])),
    );
    const none = aesCmac(keys().mac, keys().initialMacChainingValue, Uint8Array.of(ProfileElements, 8)).subarray(0, 8);
    expectBspRefusal('SegmentLength', () =>
      new SegmentOpener(keys()).open(ProfileElements, concat([Uint8Array.of(ProfileElements, 8), none])),
    );
  });

  /** A first segment of 86 with a right MAC around padded content as it is given. */
  function sealed(padded: Uint8Array): Uint8Array {
    const icv = encryptBlocks(keys().enc, new Uint8Array(16).with(15, 1));
    const body = encryptChain(keys().enc, padded, icv);
    const length = body.length + 8;
    const header = Uint8Array.from([
      ProfileElements,
      ...(length < 0x80 ? [length] : [0x82, length >>> 8, length & 0xff]),
    ]);
    const mac = aesCmac(keys().mac, keys().initialMacChainingValue, header, body).subarray(0, 8);
    return concat([header, body, mac]);
  }
});

describe('parseSegment', () => {
  it('refuses lengths that are longer than need be, indefinite, or leave no room for the MAC', () => {
    const value = counting(24);
    for (const header of [
      [0x86, 0x81, 24],
      [0x86, 0x82, 0, 24],
      [0x86, 0x80],
      [0x86, 0x83, 0, 0, 24],
      [0x86, 0xff],
    ]) {
      expectBspRefusal('SegmentLength', () => parseSegment(Uint8Array.from([...header, ...value])));
    }
    for (const length of [0, 7])
      expectBspRefusal('SegmentLength', () =>
        parseSegment(Uint8Array.from([0x86, length, ...value.subarray(0, length)])),
      );
  });

  it('refuses or takes apart any octets, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.constantFrom(0x85, 0x86, 0x87, 0x88), fc.uint8Array({ maxLength: 300 }), (tag, rest) => {
        const segment = Uint8Array.from([tag, ...rest]);
        bspRefusalOf(() => {
          const { header, body, mac } = parseSegment(segment);
          expect(concat([header, body, mac])).to.deep.equal(segment);
        });
      }),
      { numRuns: 2000, seed: 22 },
    );
  });
});
