import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { activeChipInputs, activeChipSignals, assertActive, type ChipProofs } from '../../../src/zk/chip/active.ts';
import { ChipStatementError } from '../../../src/zk/chip/error.ts';
import { chipRecordLeaf, chipRevKey, type ChipRecord } from '../../../src/zk/chip/record.ts';
import { inverse } from '../../../src/zk/p256/curve.ts';
import { toBits } from '../../../src/zk/p256/limbs.ts';
import { LeanTree } from '../../../src/zk/trees.ts';
import { keyHash, Role } from '../../../src/zk/values.ts';
import { templateCircuit, type Inputs } from '../der/template-circuit.ts';
import { CHIP_DEPTH, ChipWorld } from './world.ts';

const FILE = 'lib/chip/active.circom';
const circuit = templateCircuit(FILE, 'ActiveChip()');
const NAMES = [...readFileSync(`circuits/${FILE}`, 'utf8').matchAll(/signal input (\w+)/g)].map(([, name]) => name!);

function inputs(chip: ChipRecord, proofs: ChipProofs, others: Inputs = {}): Inputs {
  const { x, y } = chip.publicKey;
  const all = {
    ...activeChipSignals(proofs),
    ...activeChipInputs(chip, proofs),
    x: toBits(x, 256),
    y: toBits(y, 256),
    ...others,
  };
  expect(Object.keys(all)).to.have.members(NAMES);
  return all;
}

describe('ActiveChip', () => {
  const chips = new ChipWorld();
  const { chip } = chips;
  const { world } = chips;
  const honest = (others: Inputs = {}): Inputs => inputs(chip, chips.proofs(), others);

  it('accepts every registered chip and knows its key', async () => {
    for (const own of chips.chips) {
      expect(await circuit.read(inputs(own, chips.proofs(own)), 'keyHash')).to.equal(keyHash(own.publicKey));
    }
  });

  it('refuses every root but the right one, and 0 [S1] [S7]', async () => {
    for (const name of ['caRoot', 'chipRoot', 'revRoot'] as const) {
      const root = activeChipSignals(chips.proofs())[name];
      for (const other of [root + 1n, root - 1n, 0n]) await circuit.expectRefused(honest({ [name]: other }));
    }
  });

  it('holds to the last second of both certificates and not one longer [S13] [S17] [S38]', async () => {
    const first = chip.notAfter < chip.issuer.notAfter ? chip.notAfter : chip.issuer.notAfter;
    await circuit.expectAccepted(honest({ now: first }));
    for (const now of [first + 1n, first + 86_400n, (1n << 40n) - 1n, 1n << 40n, FIELD_MODULUS >> 1n]) {
      await circuit.expectRefused(honest({ now }), 'AssertLessEqual');
    }
  });

  it('refuses times with which the differences would wrap: now is an integer after -2^40 [S5]', async () => {
    for (const now of [FIELD_MODULUS - (1n << 40n), FIELD_MODULUS - (1n << 41n), FIELD_MODULUS - (1n << 100n)]) {
      await circuit.expectRefused(honest({ now }), 'AssertLessEqual');
    }
  });

  it('refuses another end of validity than the records have, also one that borrows from the flags beside it', async () => {
    const { flags, notAfter } = chip.issuer;
    await circuit.expectRefused(honest({ notAfter: chip.notAfter + 1n }));
    await circuit.expectRefused(honest({ eumNotAfter: notAfter + 1n }));
    // meta is the same number: 2^40 is the flag cRLSign, 2^41 one path length.
    const borrowed = { eumCrlSign: 0, eumNotAfter: notAfter + (1n << 40n), now: notAfter + 1n };
    if (flags.crlSign) await circuit.expectRefused(honest(borrowed));
    const shorter = { eumPathLength: flags.pathLength - 1, eumNotAfter: notAfter + (1n << 41n), now: notAfter + 1n };
    await circuit.expectRefused(honest(shorter));
    const fractional = { eumCrlSign: 2, eumPathLength: flags.pathLength - (flags.crlSign ? 0 : 1) };
    await circuit.expectRefused(honest(fractional));
  });

  it('refuses flags that are no bits: in the field they would make up for any other end of validity, or another role', async () => {
    const { flags, notAfter, revKey } = chip.issuer;
    const over = (shift: bigint, difference: bigint): bigint =>
      (((difference * inverse(1n << shift, FIELD_MODULUS)) % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS;
    const metaOf = (crlSign: bigint, pathLength: bigint, end: bigint, role = 3n): bigint =>
      ((role << 48n) + (pathLength << 41n) + (crlSign << 40n) + end) % FIELD_MODULUS;
    const crlSign = flags.crlSign ? 1n : 0n;
    const pathLength = BigInt(flags.pathLength);
    const later = notAfter + 1_000_000n;
    const lies: readonly [bigint, bigint][] = [
      [(crlSign + over(40n, notAfter - later)) % FIELD_MODULUS, pathLength],
      [crlSign, (pathLength + over(41n, notAfter - later)) % FIELD_MODULUS],
    ];
    for (const [sign, length] of lies) {
      // The same leaf, hence the same root: only the rows that make bits of the flags stand in the way.
      expect(metaOf(sign, length, later)).to.equal(metaOf(crlSign, pathLength, notAfter));
      await circuit.expectRefused(
        honest({ eumCrlSign: sign, eumPathLength: length, eumNotAfter: later, now: notAfter }),
      );
    }
    const subCi = world.recordOf(world.pki.subCi.certificate);
    const pretended = { ...chip, issuer: subCi };
    const length = (BigInt(subCi.flags.pathLength) - 128n + FIELD_MODULUS) % FIELD_MODULUS;
    expect(metaOf(0n, length, 0n)).to.equal(metaOf(0n, BigInt(subCi.flags.pathLength), 0n, 2n));
    expect(revKey).to.not.equal(subCi.revKey);
    const proofs = {
      ...chips.proofs(),
      chipProof: new LeanTree(CHIP_DEPTH, [chipRecordLeaf(pretended)]).membership(0),
      caProof: world.caTree.membership(1),
      revocationProof: world.revocationTree.nonMembership(chipRevKey(pretended)),
    };
    await circuit.expectRefused(inputs(pretended, proofs, { eumPathLength: length }));
  });

  it('refuses a chip whose issuer is a CA of another role', async () => {
    for (const minted of [world.pki.ci, world.pki.subCi]) {
      const record = world.recordOf(minted.certificate);
      expect([Role.Ci, Role.SubCi]).to.include(record.role);
      const pretended = { ...chip, issuer: record };
      const other = new LeanTree(CHIP_DEPTH, [chipRecordLeaf(pretended)]);
      const caProof = world.caTree.membership(minted === world.pki.ci ? 0 : 1);
      const revocationProof = world.revocationTree.nonMembership(chipRevKey(pretended));
      const proofs = { ...chips.proofs(), chipProof: other.membership(0), caProof, revocationProof };
      await circuit.expectRefused(inputs(pretended, proofs));
    }
  });

  it("refuses an EUM other than the one whose key is in the chip's revKey", async () => {
    const other = chips.chips.find(({ issuer }) => issuer.revKey !== chip.issuer.revKey)!;
    await circuit.expectRefused({ ...inputs(chip, { ...chips.proofs(), caProof: chips.proofs(other).caProof }) });
    const { issuer } = other;
    await circuit.expectRefused(
      honest({ issuerKeyHash: keyHash(issuer.publicKey), eumRevKey: issuer.revKey, eumNotAfter: issuer.notAfter }),
    );
  });

  it('refuses a chip whose EUM was removed or revoked: its leaf is gone from the tree', async () => {
    const own = new ChipWorld();
    const before = own.proofs();
    own.world.caTree.remove(own.world.caTree.indexOf(before.caProof.leaf));
    await circuit.expectRefused(
      inputs(own.chip, { ...before, caProof: { ...before.caProof, root: own.world.caTree.root } }),
    );
  });

  it('refuses a revoked chip, whichever leaf of the revocation tree is presented [S14]', async () => {
    const own = new ChipWorld();
    const before = own.proofs();
    const tree = own.world.revocationTree;
    const key = chipRevKey(own.chip);
    tree.insert(key);
    // Its neighbours below and above, and its own leaf.
    for (const near of [key - 1n, key + 1n]) {
      const revocationProof = { ...tree.nonMembership(near), key };
      await circuit.expectRefused(inputs(own.chip, { ...before, revocationProof }));
    }
    await circuit.expectRefused(
      inputs(own.chip, { ...before, revocationProof: { ...before.revocationProof, root: tree.root } }),
    );
  });

  it("refuses another holder's secret, EID, serial number or key, and secret 0 [S3] [S4]", async () => {
    const { holderSecret, serialNumber } = chip;
    for (const secret of [0n, holderSecret + 1n, FIELD_MODULUS - holderSecret, holderSecret << 1n]) {
      await circuit.expectRefused(honest({ holderSecret: secret }));
    }
    const { eid } = activeChipInputs(chip, chips.proofs());
    await circuit.expectRefused(honest({ eid: (eid as bigint) + 1n }));
    await circuit.expectRefused(honest({ serialNumber: serialNumber + 1n }));
    await circuit.expectRefused(honest({ serialNumber: FIELD_MODULUS - serialNumber }));
    const { publicKey } = chips.chips[1]!;
    await circuit.expectRefused(honest({ x: toBits(publicKey.x, 256), y: toBits(publicKey.y, 256) }));
  });

  it('refuses a chip that is not registered, and paths that are none [S7]', async () => {
    const stranger = { ...chip, holderSecret: chip.holderSecret + 1n };
    await circuit.expectRefused(inputs(stranger, chips.proofs()));
    for (const path of ['chip', 'ca', 'rev']) {
      const name = `${path}Bits`;
      const bits = honest()[name] as readonly bigint[];
      for (const wrong of [2n, FIELD_MODULUS - 1n])
        await circuit.expectRefused(honest({ [name]: bits.with(0, wrong) }));
    }
  });

  it('pins every wire [S2]', async () => {
    const built = await circuit.circuit();
    const witness = await circuit.witness(honest());
    // Bits of the key are the signature's to check: here they are only summed.
    const open = built.unpinned(witness).filter((wire) => !/^[xy]\[\d+\]$/.test(wire));
    expect(open).to.deep.equal([]);
  });

  it('is explained before anything is proven', () => {
    const proofs = chips.proofs();
    const other = chips.chips[1]!;
    const cases: readonly [string, ChipRecord, ChipProofs][] = [
      ['Proof', other, proofs],
      ['Proof', chip, { ...proofs, caProof: { ...proofs.caProof, leaf: 1n } }],
      ['Proof', chip, { ...proofs, revocationProof: { ...proofs.revocationProof, key: 1n } }],
      ['Expired', chip, { ...proofs, now: chip.notAfter + 1n }],
      ['Role', { ...chip, issuer: { ...chip.issuer, role: Role.SubCi } }, proofs],
    ];
    for (const [code, record, given] of cases) {
      try {
        assertActive(record, given);
        expect.fail(`${code} was not found`);
      } catch (error) {
        expect(error).to.be.instanceOf(ChipStatementError);
        expect((error as ChipStatementError).code).to.equal(code);
        expect((error as Error).message).to.not.include(record.eid);
      }
    }
    assertActive(chip, proofs);
  });
});
