import { expect } from 'chai';
import { floorDivide, quotientLimbs } from '../../../src/zk/p256/congruences.ts';
import { FIELD_PRIME, inverse, ORDER } from '../../../src/zk/p256/curve.ts';
import { toBits, toLimbs } from '../../../src/zk/p256/limbs.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { LeanTree } from '../../../src/zk/trees.ts';
import { caLeaf } from '../../../src/zk/values.ts';
import { modulo } from '../harness/r1cs.ts';
import { templateCircuit } from '../harness/template.ts';
import { expectExploitRefused, expectRefused, without } from './exploit.ts';

/*
 * The other "Bugs in the Wild" of https://github.com/0xPARC/zk-bug-tracker that are about circuits, by their numbers there.
 *
 * Without a test here:
 *   3, 4    Semaphore, Zk-Kit: a contract took values beyond the scalar field. No circuit; test/contracts refuses such signals and leaves.
 *   8, 9    Bulletproofs, PlonK ("Frozen Heart"): a transcript that absorbs too little. The transcript here is EcdsaP256Verify's:
 *           test/circuits/p256/transcript.test.ts, and the hints that are changed after it was drawn in tampers.ts.
 *   10      Zcash: the setup published more than it should. A ceremony's matter, no circuit's.
 */

const r = FIELD_MODULUS;

describe('Known bugs of the bug tracker', () => {
  /*
   * 1, "Dark Forest v0.3: Missing Bit Length Check": a range was proven by comparisons that assume short numbers, of numbers of any length.
   * AssertLessEqual assumes them too: now has its range from ValidityRule.
   */
  it('compares no number that is not short (Dark Forest: missing bit length check) [S21]', async () => {
    const file = 'lib/certificate/rules.circom';
    const notBefore = r - 631_152_000n;
    const dates = { notBefore, notAfter: 2000n, issuerNotAfter: 2000n, isChip: 1n };
    for (const now of [r - 1n, r - 631_152_000n]) {
      await expectExploitRefused({
        file,
        template: 'ValidityRule()',
        inputs: { ...dates, now },
        at: 'ValidityRule: Range(40)(now);',
        bug: without(file, 'Range(40)(now);'),
      });
    }
  });

  /*
   * 2, "BigInt: Missing Bit Length Check" (circom-ecdsa's BigMod): a quotient had ranges and the remainder none, so one division had several results.
   * Remainders here are statements in bits; what has limbs are the hints of ProductDifferenceModOrder.
   */
  it('takes one representation of a quotient in limbs (BigInt: missing bit length check) [S21]', async () => {
    const [limbs, bits, quotientBits] = [2, 88, 131];
    const quotient = 77n;
    const statement = {
      a: [1n, 0n],
      b: toLimbs(quotient * ORDER, bits, 3),
      c: [0n, 0n],
      d: [0n, 0n, 0n],
    };
    const inputsWith = (parts: readonly bigint[]): Record<string, unknown> => {
      const difference = [...statement.b, 0n, 0n];
      for (const [i, x] of parts.entries()) {
        for (const [j, y] of toLimbs(ORDER, bits, 3).entries()) difference[i + j]! -= x * y;
      }
      let carry = 0n;
      const carries = difference.slice(0, limbs).map((limb) => (carry = floorDivide(limb + carry, 1n << BigInt(bits))));
      const top = parts[1]! + (1n << BigInt(quotientBits - 88 - 1));
      return { ...statement, quotient: [parts[0]!, top], carries: carries.map(modulo) };
    };
    const file = 'lib/p256/congruence.circom';
    const template = `ProductDifferenceModOrder(${limbs}, ${quotientBits}, 94)`;
    const [low, high] = quotientLimbs(quotient, limbs);
    const circuit = await templateCircuit(file, template, 'O1');
    await circuit.witness(inputsWith([low!, high!]));
    const range = '_ <== Num2Bits(88)(quotient[i]);';
    await expectExploitRefused({
      file,
      template,
      inputs: inputsWith([low! + (1n << 88n), high! - 1n]),
      at: `ProductDifferenceModOrder: ${range}`,
      bug: without(file, range),
    });
  });

  /*
   * 5, "Aztec 2.0: Missing Bit Length Check / Nondeterministic Nullifier": the index of a note entered its nullifier with more bits than the tree has
   * levels. No index enters a value here; an index has one encoding nevertheless: no bit where a node passes up (LeanMembership).
   */
  it('takes one encoding of a place in a tree (Aztec 2.0: missing bit length check) [S21]', async () => {
    const leaf = caLeaf(1n, 2n, 3n, 4n);
    const tree = new LeanTree(3, [leaf]);
    const { siblings, bits, present } = tree.membership(0);
    const file = 'lib/merkle/lean.circom';
    const line = 'bits[i] * (bits[i] - present[i]) === 0;';
    for (let level = 0; level < 3; level++) {
      const { circuit, witness } = await expectExploitRefused({
        file,
        template: 'LeanMembership(3)',
        inputs: { leaf, siblings, bits: bits.with(level, 1n), present },
        at: `LeanMembership: ${line}`,
        bug: without(file, line, 'bits[i] * (bits[i] - 1) === 0;'),
      });
      expect(circuit.value(witness, 'root')).to.equal(tree.root);
    }
  });

  /*
   * 11, "MiMC Hash: Missing Constraint" (zkbugs iden3/circomlib/kobi_gurkan_mimc_hash_assigned_but_not_constrained): a hash was assigned and
   * not constrained, and so any root followed from any leaf. Here roots follow from LeanMembership's; every assignment of the kind: assignments.test.ts.
   */
  it('lets no root follow from a leaf but by the hashes of its path (circomlib MiMC: hash without constraint) [S21]', async () => {
    const leaves = [1n, 2n, 3n, 4n].map((i) => caLeaf(i, i, i, i));
    const tree = new LeanTree(2, leaves);
    const { siblings, bits, present } = tree.membership(1);
    const circuit = await templateCircuit('lib/merkle/lean.circom', 'LeanMembership(2)', 'O1');
    const witness = await circuit.witness({ leaf: caLeaf(9n, 9n, 9n, 9n), siblings, bits, present });
    expect(circuit.value(witness, 'root')).to.not.equal(tree.root);
    const inverseOf = (value: bigint): bigint => inverse(value, r);
    const own = inverseOf(circuit.value(witness, 'root'));
    const ofRoot = [...circuit.wires].filter(([, wire]) => witness[wire] === own).map(([name]) => name);
    expect(ofRoot).to.have.lengthOf(1);
    // The true root, and all that follows from it.
    const names = ['root', 'nodes[2]', 'parents[1]'].filter((name) => circuit.wires.has(name));
    const claimed = circuit.forge(witness, {
      ...Object.fromEntries(names.map((name) => [name, tree.root])),
      [ofRoot[0]!]: inverseOf(tree.root),
    });
    expect(circuit.r1cs.violated(claimed), 'the last row of the hash').to.have.lengthOf(1);
  });

  /*
   * 12, "PSE & Scroll zkEVM: Missing Constraint": quotient times divisor plus remainder was compared modulo 2^256 only, so any remainder had a quotient.
   * An EID's remainder mod 97 is 1 by a division in the field: Eid, whose quotient has to be small.
   */
  it('takes no remainder by a quotient that wraps (PSE and Scroll zkEVM: modulo gadget) [S21]', async () => {
    const file = 'lib/der/eid.circom';
    const octets = [...Buffer.from('89049032123451234512345678901234')].map(BigInt);
    const range = 'Range(101)((value - 1) / 97);';
    await expectExploitRefused({
      file,
      template: 'Eid()',
      inputs: { octets },
      at: `Eid: ${range}`,
      bug: without(file, range),
    });
  });

  /*
   * 13, "Circom-Pairing: Missing Constraint": a comparison with the prime had an output that nobody looked at. LessThanConstant, by which coordinates and
   * scalars are below their moduli, has none: it refuses.
   */
  it('takes no coordinate that is not below the prime (Circom-Pairing: comparison without a look at its output) [S21]', async () => {
    const file = 'lib/p256/squeeze.circom';
    const template = 'LessThanConstant(256, p256PrimeBits())';
    const end = 'matched[0] === 0;';
    const circuit = await templateCircuit(file, template, 'O1');
    await circuit.witness({ in: toBits(FIELD_PRIME - 1n, 256) });
    await expectExploitRefused({
      file,
      template,
      inputs: { in: toBits(FIELD_PRIME, 256) },
      at: `LessThanConstant: ${end}`,
      bug: without('lib/p256/constant.circom', end),
    });
    for (const value of [FIELD_PRIME + 5n * (1n << 96n), (1n << 256n) - 1n]) {
      const at = 'LessThanConstant: matched[top + 1] * ones === 0;';
      await expectRefused({ file, template, inputs: { in: toBits(value, 256) }, at });
    }
  });
});
