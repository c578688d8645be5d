import { expect } from 'chai';
import fc from 'fast-check';
import { tlv } from '../../../src/rsp/tlv/writer.ts';
import { messageBits } from '../../../src/zk/circuit-inputs.ts';
import { bindingMatchingId, MAX_SIGNED1_OCTETS } from '../../../src/zk/possession.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';
import { deviceInfo, INFO2, matchingId, signed1, type Signed1Parts } from './signed1.ts';

const BINDING = 0x0123456789abcdef_fedcba9876543210_00ff00ff00ff00ff_a0b1c2d3e4f5n;
const inputs = (message: Uint8Array, binding = BINDING, length = message.length) => ({
  bits: messageBits(message, 384),
  length,
  binding,
});

/** Where the members of the message that `signed1` makes begin. */
function placesIn(message: Uint8Array) {
  // Two octets of length.
  expect(message[1]).to.equal(0x82);
  return { transactionId: 4, serverAddress: 22, serverChallenge: 40, euiccInfo2: 58 };
}

describe('Hexadecimal(4)', () => {
  it('spells every number of four digits, in lower case only', async () => {
    const circuit = await templateCircuit('lib/chip/signed1.circom', 'Hexadecimal(4)');
    const spell = (text: string): number[] => [...Buffer.from(text, 'ascii')];
    for (const { value } of fc.sample(fc.record({ value: fc.nat({ max: 0xffff }) }), { seed: 16, numRuns: 200 })) {
      const digits = value.toString(16).padStart(4, '0');
      const witness = await circuit.witness({ value, characters: spell(digits) });
      expect(circuit.unpinned(witness)).to.deep.equal([]);
      const other = ((value + 1) % 0x10000).toString(16).padStart(4, '0');
      await circuit.refusal({ value, characters: spell(other) });
      if (/[a-f]/.test(digits)) await circuit.refusal({ value, characters: spell(digits.toUpperCase()) });
    }
    await circuit.refusal({ value: 0x10000, characters: spell('0000') });
    await circuit.refusal({ value: 10, characters: spell('000:') });
  });
});

describe('EuiccSigned1(6)', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/chip/signed1.circom', 'EuiccSigned1(6)', 'O1')));

  const accepts = async (message: Uint8Array, binding = BINDING, length = message.length): Promise<boolean> =>
    circuit.r1cs.accepts(await circuit.assignment(inputs(message, binding, length)));
  const expectRefused = async (message: Uint8Array, binding = BINDING, length = message.length): Promise<void> => {
    await circuit.refusal(inputs(message, binding, length));
    expect(await accepts(message, binding, length)).to.equal(false);
  };

  it('takes the binding that the matchingId spells, whatever else the chip says', async () => {
    const variants: readonly Signed1Parts[] = [
      {},
      { transactionId: new Uint8Array(1) },
      { serverAddress: '' },
      { serverAddress: 'a'.repeat(120) },
      { serverAddress: 'a'.repeat(130), euiccInfo2: tlv(0xbf22) },
      { euiccInfo2: tlv(0xbf22, new Uint8Array(200)) },
      { context: matchingId(BINDING) },
    ];
    for (const parts of variants) {
      await circuit.witness(inputs(signed1(BINDING, parts)));
    }
    for (const binding of [0n, 1n, (1n << 248n) - 1n, 0xabcdefn]) {
      await circuit.witness(inputs(signed1(binding), binding));
    }
  });

  it('takes a message of 375 octets', async () => {
    const fill = (octets: number): Uint8Array => tlv(0xbf22, new Uint8Array(octets));
    // Two octets more than where the length of euiccInfo2 takes one.
    const rest = signed1(BINDING, { euiccInfo2: fill(0) }).length + 2;
    const message = signed1(BINDING, { euiccInfo2: fill(MAX_SIGNED1_OCTETS - rest - 1) });
    expect(message.length).to.be.within(MAX_SIGNED1_OCTETS - 1, MAX_SIGNED1_OCTETS);
    await circuit.witness(inputs(message));
  });

  it('refuses any other binding, and one that is no number of 248 bits [S1]', async () => {
    const message = signed1(BINDING);
    for (const binding of [BINDING + 1n, BINDING - 1n, BINDING + (1n << 248n), 0n, BINDING ^ (1n << 247n)]) {
      await expectRefused(message, binding);
    }
  });

  it('refuses a matchingId of another length, spelled in upper case, or missing', async () => {
    const text = bindingMatchingId(BINDING);
    for (const spelled of [text.toUpperCase(), text.slice(1), `0${text}`, '', text.replace('f', 'g')]) {
      const context = Buffer.concat([tlv(0x80, Buffer.from(spelled, 'ascii')), deviceInfo]);
      await expectRefused(signed1(BINDING, { context }));
    }
    await expectRefused(signed1(BINDING, { context: deviceInfo }));
    await expectRefused(signed1(BINDING, { context: Buffer.concat([deviceInfo, matchingId(BINDING)]) }));
  });

  it('refuses the binding anywhere but in the matchingId: in an address, euiccInfo2 or device information [S10] [S11]', async () => {
    const other = BINDING ^ 1n;
    const context = tlv(0xa0, matchingId(BINDING), deviceInfo);
    const copies: readonly Signed1Parts[] = [
      { euiccInfo2: tlv(0xbf22, tlv(0x04, context)) },
      { euiccInfo2: tlv(0xbf22, context) },
      { serverAddress: bindingMatchingId(BINDING) },
      { context: Buffer.concat([matchingId(other), tlv(0xa1, context)]) },
    ];
    for (const parts of copies) await expectRefused(signed1(other, parts));
    const trailing = signed1(other, { trailing: context, euiccInfo2: tlv(0xbf22) });
    await expectRefused(trailing);
  });

  it('refuses elements of other tags, out of order, or behind the last one', async () => {
    const message = signed1(BINDING);
    const { transactionId, serverAddress, serverChallenge, euiccInfo2 } = placesIn(message);
    for (const at of [0, transactionId, serverAddress, serverChallenge, euiccInfo2, euiccInfo2 + 1]) {
      await expectRefused(Uint8Array.from(message).with(at, message[at]! ^ 0x01));
    }
    await expectRefused(signed1(BINDING, { trailing: tlv(0x80), euiccInfo2: tlv(0xbf22) }));
    await expectRefused(signed1(BINDING, { serverChallenge: new Uint8Array(15) }));
    await expectRefused(signed1(BINDING, { serverChallenge: new Uint8Array(17) }));
    await expectRefused(signed1(BINDING, { transactionId: new Uint8Array(31) }));
  });

  it('refuses a binding under another tag than that of the matchingId, or in other parameters', async () => {
    const characters = matchingId(BINDING).subarray(2);
    await expectRefused(signed1(BINDING, { context: Buffer.concat([tlv(0x81, characters), deviceInfo]) }));
    const message = signed1(BINDING);
    const context = message.length - (2 + 64 + deviceInfo.length);
    expect(message[context]).to.equal(0xa0);
    for (const tag of [0xa1, 0xa2, 0x80]) await expectRefused(Uint8Array.from(message).with(context, tag));
  });

  it('refuses a length that is not the message’s [S9]', async () => {
    const message = signed1(BINDING);
    for (const length of [0, message.length - 1, message.length + 1, MAX_SIGNED1_OCTETS]) {
      await expectRefused(message, BINDING, length);
    }
  });

  it('refuses what has changed in any octet that says how the message is built', async function () {
    this.timeout(60_000);
    const message = signed1(BINDING, { euiccInfo2: INFO2 });
    const random = fc.sample(fc.record({ at: fc.nat({ max: message.length - 1 }), value: fc.nat({ max: 255 }) }), {
      seed: 2505,
      numRuns: 120,
    });
    for (const { at, value } of random) {
      const changed = Uint8Array.from(message).with(at, value);
      if (!(await accepts(changed))) continue;
      // What is left free: the contents of the other members.
      const { transactionId, serverAddress, serverChallenge, euiccInfo2 } = placesIn(message);
      const isFree =
        (at >= transactionId + 2 && at < serverAddress) ||
        (at >= serverAddress + 2 && at < serverChallenge) ||
        (at >= serverChallenge + 2 && at < euiccInfo2) ||
        (at >= euiccInfo2 + 3 && at < euiccInfo2 + INFO2.length) ||
        at >= message.length - deviceInfo.length;
      expect(isFree || changed[at] === message[at], `octet ${at}`).to.equal(true);
    }
  });

  it('pins every wire but the bits past the last octet, which hashing pins [S2]', async () => {
    const witness = await circuit.witness(inputs(signed1(BINDING)));
    const open = circuit.unpinned(witness).filter((wire) => {
      const bit = /^bits\[(\d+)\]$/.exec(wire)?.[1];
      return bit === undefined || Number(bit) < 8 * MAX_SIGNED1_OCTETS;
    });
    // Contents that the walk skips are bits of nobody's choice but the chip's: each is boolean, and hashed.
    expect(open.filter((wire) => !wire.startsWith('bits['))).to.deep.equal([]);
  });
});
