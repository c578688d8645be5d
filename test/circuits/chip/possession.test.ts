import { expect } from 'chai';
import { ChipStatementError } from '../../../src/zk/chip/error.ts';
import { chipRecordLeaf } from '../../../src/zk/chip/record.ts';
import { assignPossession, possessionInputs, type PossessionRequest } from '../../../src/zk/possession.ts';
import { BuiltCircuit } from './built.ts';
import { signed1 } from './signed1.ts';
import { ChipWorld } from './world.ts';

const circuit = new BuiltCircuit('possession');
const BINDING = (1n << 247n) + 0xabcdefn;

describe('Circuit possession', () => {
  const chips = new ChipWorld();
  const { chip } = chips;
  const message = signed1(BINDING);
  const request: PossessionRequest = { chip, message, signature: chips.sign(message), binding: BINDING };
  const honest = possessionInputs(request);

  it('accepts a chip that signed the binding', async () => {
    await circuit.expectAccepted(honest);
    expect(honest.publicSignals).to.deep.equal([chipRecordLeaf(chip), BINDING]);
  });

  it('refuses another leaf, and another binding than the chip signed [S1] [S32]', async () => {
    for (const name of ['leaf', 'binding'] as const) {
      const value = honest.inputs[name] as bigint;
      for (const other of [value + 1n, value - 1n]) await circuit.expectRefused(honest, { [name]: other });
    }
    await circuit.expectRefused(honest, { binding: BINDING + (1n << 248n) });
  });

  it('refuses the leaf of another chip or of another holder, and secret 0 [S4] [S33]', async () => {
    const other = chips.chips[1]!;
    await circuit.expectRefused(assignPossession({ ...request, chip: other }, { force: true }));
    const thief = { ...chip, holderSecret: 5n };
    await circuit.expectRefused(honest, { leaf: chipRecordLeaf(thief) });
    await circuit.expectRefused(honest, { holderSecret: 0n });
    await circuit.expectRefused(honest, { revKey: 5n });
    await circuit.expectRefused(honest, { notAfter: chip.notAfter + 1n });
    // His own leaf of this chip he can show, with the chip in hand: that is what supersession is about.
    await circuit.expectAccepted(possessionInputs({ ...request, chip: thief }));
  });

  it('refuses a message that the chip did not sign, and one with another binding [S12]', async () => {
    const other = signed1(BINDING ^ 1n);
    const lies: readonly Partial<PossessionRequest>[] = [
      { message: other },
      { message: other, binding: BINDING ^ 1n },
      { signature: chips.sign(message, chips.chips[1]) },
      { message: other, signature: chips.sign(other) },
      { signature: { ...request.signature, r: 0n } },
    ];
    for (const lie of lies) await circuit.expectRefused(assignPossession({ ...request, ...lie }, { force: true }));
  });

  it('refuses octets behind the end [S9]', async () => {
    const bits = honest.inputs['messageBits'] as readonly number[];
    for (const bit of [8 * message.length, 8 * 375, 8 * 384 - 1]) {
      await circuit.expectRefused(honest, { messageBits: bits.with(bit, 1) });
    }
  });

  it('pins every wire [S2]', async function () {
    this.timeout(180_000);
    expect(await circuit.unpinned(honest)).to.deep.equal([]);
  });

  it('is refused with a reason before anything is proven', () => {
    const cases: readonly [string, Partial<PossessionRequest>][] = [
      ['SignatureInvalid', { signature: chips.sign(message, chips.chips[1]) }],
      ['Message', { binding: BINDING + 1n }],
      ['Message', { message: new Uint8Array(40) }],
      ['Limit', { message: new Uint8Array(376) }],
    ];
    for (const [code, part] of cases) {
      expect(() => possessionInputs({ ...request, ...part }))
        .to.throw(ChipStatementError)
        .with.property('code', code);
    }
    expect(() => possessionInputs({ ...request, binding: 1n << 248n })).to.throw(RangeError);
  });
});
