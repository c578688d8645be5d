import { inspect } from 'node:util';
import { expect } from 'chai';
import { hashCc, hashedConfirmationCode } from '../../../src/rsp/bsp/confirmation-code.ts';
import { x963Kdf } from '../../../src/rsp/bsp/kdf.ts';
import { BspKeys } from '../../../src/rsp/bsp/keys.ts';
import { OneTimeKeyPair } from '../../../src/rsp/bsp/one-time-key-pair.ts';
import { decodeReplaceSessionKeys, encodeReplaceSessionKeys } from '../../../src/rsp/bsp/replace-session-keys.ts';
import { deriveSessionKeys, sharedInfo } from '../../../src/rsp/bsp/session-keys.ts';
import { octets } from '../../pki/support/refusal.ts';
import { counting } from './profiles.ts';
import { expectBspRefusal } from './refusal.ts';

const EID = octets('89049032123451234512345678901235');
const HOST_ID = Buffer.from('testhost');

describe('x963Kdf', () => {
  // NIST CAVS 14.1, ANS X9.63-2001, the first counts of SHA-256 without and with SharedInfo.
  const cavs = [
    ['96c05619d56c328ab95fe84b18264b08725b85e33fd34f08', '', '443024c3dae66b95e6f5670601558f71'],
    [
      '22518b10e70f2a3f243810ae3254139efbee04aa57c7af7d',
      '75eef81aa3041e33b80971203d2c0c52',
      'c498af77161cc59f2962b9a713e2b215152d139766ce34a776df11866a69bf2e52a13d9c7c6fc878c50c5ea0bc7b00e0da2447cfd874f6cf92f30d0097111485500c90c3af8b487872d04685d14c8d1dc8d7fa08beb0ce0ababc11f0bd496269142d43525a78e5bc79a17f59676a5706dc54d54d4d1f0bd7e386128ec26afc21',
    ],
  ] as const;

  it('gives what the NIST CAVS vectors say', () => {
    for (const [secret, info, expected] of cavs) {
      const output = x963Kdf(octets(secret), octets(info), expected.length / 2);
      expect(Buffer.from(output).toString('hex')).to.equal(expected);
    }
  });

  it('gives a longer output that starts with the shorter, of any length up to its limit', () => {
    const long = x963Kdf(counting(32), counting(7), 32 * 255);
    for (const length of [1, 31, 32, 33, 48, 64, 8160]) {
      expect(x963Kdf(counting(32), counting(7), length)).to.deep.equal(long.slice(0, length));
    }
    for (const length of [0, -1, 1.5, NaN, 8161])
      expectBspRefusal('KeyDerivation', () => x963Kdf(counting(32), counting(7), length));
  });
});

describe('deriveSessionKeys', () => {
  it('depends on every octet of secret, host id and EID', () => {
    const base = deriveSessionKeys(counting(32), { hostId: HOST_ID, eid: EID }).octets();
    const flipped = (value: Uint8Array, at: number): Uint8Array =>
      value.map((octet, i) => (i === at ? octet ^ 1 : octet));
    for (let i = 0; i < 32; i++) {
      expect(deriveSessionKeys(flipped(counting(32), i), { hostId: HOST_ID, eid: EID }).octets()).not.to.deep.equal(
        base,
      );
    }
    for (let i = 0; i < 16; i++) {
      expect(deriveSessionKeys(counting(32), { hostId: HOST_ID, eid: flipped(EID, i) }).octets()).not.to.deep.equal(
        base,
      );
    }
    for (let i = 0; i < 8; i++) {
      expect(deriveSessionKeys(counting(32), { hostId: flipped(HOST_ID, i), eid: EID }).octets()).not.to.deep.equal(
        base,
      );
    }
  });

  it('refuses a host id that is empty or has more than 16 octets, and an EID of another length', () => {
    for (const length of [1, 16])
      expect(sharedInfo({ hostId: counting(length), eid: EID })).to.have.length(20 + length);
    for (const length of [0, 17])
      expectBspRefusal('KeyDerivation', () => sharedInfo({ hostId: counting(length), eid: EID }));
    for (const length of [0, 10, 15, 17, 32]) {
      expectBspRefusal('KeyDerivation', () => sharedInfo({ hostId: HOST_ID, eid: counting(length) }));
    }
  });
});

describe('OneTimeKeyPair', () => {
  for (const curve of ['P-256', 'brainpoolP256r1'] as const) {
    it(`makes fresh pairs of ${curve} that agree`, () => {
      const [one, other] = [OneTimeKeyPair.generate(curve), OneTimeKeyPair.generate(curve)];
      expect(one.publicKey).to.have.length(65).and.not.to.deep.equal(other.publicKey);
      expect(one.agree(other.publicKey)).to.have.length(32).and.to.deep.equal(other.agree(one.publicKey));
    });
  }

  it('refuses the other curve, a point at infinity, hybrid and short forms', () => {
    const pair = OneTimeKeyPair.generate();
    const other = OneTimeKeyPair.generate();
    const hybrid = Uint8Array.from(other.publicKey);
    hybrid[0] = 0x06 | (hybrid[64]! & 1);
    for (const key of [
      OneTimeKeyPair.generate('brainpoolP256r1').publicKey,
      new Uint8Array(65).fill(4, 0, 1),
      Uint8Array.of(0),
      new Uint8Array(0),
      other.publicKey.subarray(0, 64),
      Uint8Array.from([...other.publicKey, 0]),
      hybrid,
    ]) {
      expectBspRefusal('PublicKey', () => pair.agree(key));
    }
  });

  it('refuses a private key of zero, of the order and above, and of another length', () => {
    const order = octets('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
    for (const key of [
      new Uint8Array(32),
      order,
      new Uint8Array(32).fill(0xff),
      new Uint8Array(31).fill(1),
      new Uint8Array(33).fill(1),
    ]) {
      expectBspRefusal('PrivateKey', () => OneTimeKeyPair.fromPrivateKey(key));
    }
    order[31]! -= 1;
    expect(OneTimeKeyPair.fromPrivateKey(order).publicKey).to.have.length(65);
  });

  it('keeps its own copy of the private key and agrees no more once it is erased', () => {
    const secret = new Uint8Array(32).fill(0x11);
    const pair = OneTimeKeyPair.fromPrivateKey(secret);
    const peer = OneTimeKeyPair.generate().publicKey;
    const before = pair.agree(peer);
    secret.fill(0);
    expect(pair.agree(peer)).to.deep.equal(before);
    pair.erase();
    expectBspRefusal('KeyErased', () => pair.agree(peer));
  });
});

describe('BspKeys', () => {
  it('round trips through 48 octets, and refuses any other number', () => {
    const keys = BspKeys.fromOctets(counting(48));
    expect(keys.octets()).to.deep.equal(Buffer.from(counting(48)));
    expect(keys.initialMacChainingValue).to.deep.equal(counting(16));
    expect(keys.enc).to.deep.equal(counting(16, 16));
    expect(keys.mac).to.deep.equal(counting(16, 32));
    for (const length of [0, 16, 47, 49]) expectBspRefusal('KeyLength', () => BspKeys.fromOctets(counting(length)));
    expect(BspKeys.generate().octets()).not.to.deep.equal(BspKeys.generate().octets());
  });

  it('shows no key when it is printed, serialised or enumerated', () => {
    const secret = new Uint8Array(48).fill(0xa7);
    const holders = [BspKeys.fromOctets(secret), OneTimeKeyPair.fromPrivateKey(new Uint8Array(32).fill(0xa7))];
    for (const holder of holders) {
      const output = [
        inspect(holder, { depth: 9, showHidden: true }),
        JSON.stringify(holder),
        JSON.stringify(Object.entries(holder)),
      ].join();
      expect(output).not.to.match(/(167|a7)\W+(167|a7)/);
    }
  });

  it('cannot be changed from outside, and is of no use once it is erased', () => {
    const source = counting(48);
    const keys = BspKeys.fromOctets(source);
    source.fill(0);
    keys.enc.fill(0);
    keys.octets().fill(0);
    expect(keys.octets()).to.deep.equal(Buffer.from(counting(48)));
    keys.erase();
    expectBspRefusal('KeyErased', () => keys.octets());
    expectBspRefusal('KeyErased', () => keys.mac);
  });
});

describe('ReplaceSessionKeys', () => {
  it('round trips, and refuses every other length, tag and order', () => {
    const command = encodeReplaceSessionKeys(BspKeys.fromOctets(counting(48)));
    expect(decodeReplaceSessionKeys(command).octets()).to.deep.equal(Buffer.from(counting(48)));
    for (const at of [0, 1, 2, 3, 4, 21, 22, 39, 40]) {
      expectBspRefusal('ReplaceSessionKeys', () =>
        decodeReplaceSessionKeys(command.map((octet, i) => (i === at ? octet ^ 1 : octet))),
      );
    }
    for (const length of [0, 2, 56])
      expectBspRefusal('ReplaceSessionKeys', () => decodeReplaceSessionKeys(command.subarray(0, length)));
    expectBspRefusal('ReplaceSessionKeys', () => decodeReplaceSessionKeys(Uint8Array.from([...command, 0])));
  });
});

describe('hashCc', () => {
  it('refuses what is no SHA-256 or no transaction id', () => {
    const hashed = hashedConfirmationCode('1234');
    expectBspRefusal('ConfirmationCode', () => hashCc(hashed.subarray(1), counting(16)));
    for (const length of [0, 17]) expectBspRefusal('ConfirmationCode', () => hashCc(hashed, counting(length)));
    expect(hashCc(hashed, counting(1))).to.have.length(32);
  });
});
