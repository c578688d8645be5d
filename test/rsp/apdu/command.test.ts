import { expect } from 'chai';
import fc from 'fast-check';
import { classOctet, parseClassOctet } from '../../../src/rsp/apdu/class-octet.ts';
import { encodeCommand, parseCommand, type Command } from '../../../src/rsp/apdu/command.ts';
import { ApduError, StatusWordError } from '../../../src/rsp/apdu/error.ts';
import { encodeResponse, parseResponse } from '../../../src/rsp/apdu/response.ts';
import { exactLe, isSuccess, statusText, waitingOctets } from '../../../src/rsp/apdu/status-word.ts';
import { octets } from '../../pki/support/refusal.ts';

const header = { cla: 0x81, ins: 0xe2, p1: 0x91, p2: 0x00 };
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex').toUpperCase();

function refusal(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof ApduError) return error.code;
    throw error;
  }
}

describe('command APDUs', () => {
  it('has the four cases of ISO/IEC 7816-3', () => {
    expect(hex(encodeCommand(header))).to.equal('81E29100');
    expect(hex(encodeCommand({ ...header, le: 256 }))).to.equal('81E2910000');
    expect(hex(encodeCommand({ ...header, data: octets('BF2E00') }))).to.equal('81E2910003BF2E00');
    expect(hex(encodeCommand({ ...header, data: octets('BF2E00'), le: 21 }))).to.equal('81E2910003BF2E0015');
  });

  it('parses what it encodes', () => {
    const octet = fc.nat({ max: 255 });
    const commands: fc.Arbitrary<Command> = fc.record(
      {
        cla: octet,
        ins: octet,
        p1: octet,
        p2: octet,
        data: fc.uint8Array({ minLength: 1, maxLength: 255 }),
        le: fc.integer({ min: 1, max: 256 }),
      },
      { requiredKeys: ['cla', 'ins', 'p1', 'p2'] },
    );
    fc.assert(
      fc.property(commands, (command) => {
        expect(parseCommand(encodeCommand(command))).to.deep.equal({ ...command });
      }),
      { seed: 22, numRuns: 500 },
    );
  });

  it('refuses what does not fit the short form', () => {
    expect(refusal(() => encodeCommand({ ...header, data: new Uint8Array(256) }))).to.equal('Command');
    for (const le of [0, 257, 1.5]) expect(refusal(() => encodeCommand({ ...header, le }))).to.equal('Command');
    for (const cla of [-1, 256, 0.5, NaN]) expect(refusal(() => encodeCommand({ ...header, cla }))).to.equal('Command');
  });

  it('refuses commands that are cut off, too long or in the extended form', () => {
    for (const apdu of [
      '',
      '81',
      '81E291',
      '81E2910003BF2E',
      '81E2910003BF2E000000',
      '81E2910000000100',
      '81E29100000003BF2E00',
    ]) {
      expect(
        refusal(() => parseCommand(octets(apdu))),
        apdu,
      ).to.equal('Command');
    }
  });
});

describe('response APDUs', () => {
  it('parses what it encodes', () => {
    for (const data of [new Uint8Array(0), octets('01'), new Uint8Array(256)]) {
      expect(parseResponse(encodeResponse({ data, status: 0x6115 }))).to.deep.equal({ data, status: 0x6115 });
    }
  });

  it('refuses what is no response', () => {
    for (const apdu of ['', '90', '0000', 'FFFF', 'BF2E0000'])
      expect(refusal(() => parseResponse(octets(apdu)))).to.equal('Response');
    expect(refusal(() => parseResponse(new Uint8Array(259).fill(0x90)))).to.equal('Response');
  });
});

describe('class octets', () => {
  it('has channels 0 to 3 in the first form and 4 to 19 in the further one', () => {
    expect([0, 1, 3, 4, 19].map((channel) => classOctet(channel, false))).to.deep.equal([0x00, 0x01, 0x03, 0x40, 0x4f]);
    expect([0, 1, 3, 4, 19].map((channel) => classOctet(channel, true))).to.deep.equal([0x80, 0x81, 0x83, 0xc0, 0xcf]);
    for (let channel = 0; channel < 20; channel++) {
      for (const proprietary of [true, false]) {
        const expected = { channel, proprietary, secureMessaging: false, chaining: false };
        expect(parseClassOctet(classOctet(channel, proprietary))).to.deep.equal(expected);
      }
    }
    for (const channel of [-1, 20, 1.5, NaN])
      expect(refusal(() => classOctet(channel, true))).to.equal('LogicalChannel');
  });

  it('tells secure messaging, chaining and reserved classes', () => {
    for (const cla of [0x04, 0x08, 0x0c, 0x84, 0x8c, 0x60, 0xe0])
      expect(parseClassOctet(cla)?.secureMessaging).to.equal(true);
    for (const cla of [0x10, 0x90, 0x50, 0xd3]) expect(parseClassOctet(cla)?.chaining).to.equal(true);
    for (const cla of [0x20, 0x3f, 0xa0, 0xbf, 0xff]) expect(parseClassOctet(cla)).to.equal(undefined);
  });
});

describe('status words', () => {
  it('says what they mean', () => {
    expect(statusText(0x6a82)).to.equal('6A82, application or file not found');
    expect(statusText(0x9000)).to.equal('9000, success');
    expect(statusText(0x910b)).to.equal('910B, success');
    expect(statusText(0x6115)).to.match(/^6115, .*GET RESPONSE/);
    expect(statusText(0x6c15)).to.match(/^6C15, .*Le/);
    expect(statusText(0x6f12)).to.equal('6F12, an error without diagnosis');
    expect(statusText(0x6742)).to.equal('6742, wrong length');
    expect(statusText(0x9999)).to.equal('9999');
    expect(new StatusWordError('SELECT', 0x6a82).message).to.equal(
      'The card refused SELECT: 6A82, application or file not found.',
    );
  });

  it('counts 00 as 256 and tells success', () => {
    expect([0x6100, 0x6115, 0x6c15, 0x9000].map(waitingOctets)).to.deep.equal([256, 21, undefined, undefined]);
    expect([0x6c00, 0x6c15, 0x6115, 0x9000].map(exactLe)).to.deep.equal([256, 21, undefined, undefined]);
    expect([0x9000, 0x9100, 0x9210, 0x9300, 0x6100, 0x6300].map(isSuccess)).to.deep.equal([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
