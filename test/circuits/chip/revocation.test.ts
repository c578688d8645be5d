import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { ChipStatementError } from '../../../src/zk/chip/error.ts';
import { chipRecordLeaf, chipRevKey } from '../../../src/zk/chip/record.ts';
import { REVOCATION_SIGNALS, revocationInputs } from '../../../src/zk/revocation.ts';
import { BuiltCircuit } from './built.ts';
import { BINDING, ChipWorld } from './world.ts';

const circuit = new BuiltCircuit('revocation');

describe('Circuit revocation', () => {
  const chips = new ChipWorld();
  const { chip } = chips;
  const { revocationProof } = chips.proofs();
  const hidden = revocationInputs({ chip, revocationProof, isShown: false, binding: BINDING });
  const shown = revocationInputs({ chip, revocationProof, isShown: true, binding: BINDING });

  it('accepts the holder of a chip that is not revoked, who shows its revKey or does not', async () => {
    expect(hidden.publicSignals[2]).to.equal(0n);
    expect(shown.publicSignals[2]).to.equal(chipRevKey(chip));
    expect(shown.publicSignals[1]).to.equal(chipRecordLeaf(chip));
    for (const honest of [hidden, shown]) await circuit.expectAccepted(honest);
  });

  it('refuses every other root, leaf and revKey, that of another chip among them [S1]', async () => {
    for (const honest of [hidden, shown]) {
      for (const [i, name] of REVOCATION_SIGNALS.entries()) {
        if (name === 'binding') continue;
        for (const step of [1n, -1n]) await circuit.expectRefused(honest, { [name]: honest.publicSignals[i]! + step });
      }
      await circuit.expectRefused(honest, { revKey: chipRevKey(chips.chips[1]!) });
    }
    await circuit.expectRefused(hidden, { revKey: chipRevKey(chip) });
    await circuit.expectRefused(shown, { revKey: 0n });
  });

  it("refuses to open the leaf with another's secret, and with 0 [S3] [S4]", async () => {
    for (const holderSecret of [0n, chip.holderSecret + 1n, FIELD_MODULUS - chip.holderSecret]) {
      await circuit.expectRefused(hidden, { holderSecret });
    }
    const { keyHash, ownRevKey, notAfter, eid } = revocationInputs({
      chip: chips.chips[1]!,
      revocationProof: chips.proofs(chips.chips[1]).revocationProof,
      isShown: false,
      binding: BINDING,
    }).inputs;
    await circuit.expectRefused(hidden, { keyHash });
    await circuit.expectRefused(hidden, { ownRevKey });
    await circuit.expectRefused(hidden, { eid });
    await circuit.expectRefused(hidden, { notAfter: (notAfter as bigint) + 1n });
  });

  it('refuses a share of the revKey: it is shown or not', async () => {
    const half = (FIELD_MODULUS + 1n) / 2n;
    await circuit.expectRefused(shown, { isShown: half, revKey: (chipRevKey(chip) * half) % FIELD_MODULUS });
    await circuit.expectRefused(shown, { isShown: 2, revKey: (chipRevKey(chip) * 2n) % FIELD_MODULUS });
  });

  it('refuses a chip that is revoked [S14]', async () => {
    const own = new ChipWorld();
    const before = own.proofs().revocationProof;
    const key = chipRevKey(own.chip);
    own.world.revocationTree.insert(key);
    for (const near of [key - 1n, key + 1n]) {
      const proof = { ...own.world.revocationTree.nonMembership(near), key };
      const lie = revocationInputs({ chip: own.chip, revocationProof: proof, isShown: false, binding: BINDING });
      await circuit.expectRefused(lie);
    }
    const stale = revocationInputs({ chip: own.chip, revocationProof: before, isShown: false, binding: BINDING });
    await circuit.expectRefused(stale, { revRoot: own.world.revocationTree.root });
  });

  it('pins every wire [S2]', async () => {
    // The row that names the binding squares it; its sign is bound by the verification key (proofs.test.ts).
    for (const honest of [hidden, shown]) expect(await circuit.unpinned(honest)).to.deep.equal(['binding']);
  });

  it('is refused with a reason before anything is proven', () => {
    const other = { ...revocationProof, key: 5n };
    expect(() => revocationInputs({ chip, revocationProof: other, isShown: false, binding: BINDING })).to.throw(
      ChipStatementError,
    );
  });
});
