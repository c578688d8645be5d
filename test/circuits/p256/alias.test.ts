import { expect } from 'chai';
import { fromBits } from '../../../src/zk/p256/limbs.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import type { TemplateCircuit, Witness } from '../harness/template.ts';
import { aliasingBuild, linearBuild, productionBuild } from './builds.ts';
import { inputsOf, signatureWith } from './signatures.ts';

/** 254 bits hold lane + order for about a third of all lanes. */
const ALIASED_BELOW = 2n ** 254n - FIELD_MODULUS;

// constant.test.ts refuses the alias in StrictBits alone; two more compilations of the whole circuit are for the long corpora.
const describeLong = process.env['OPENRSP_LONG'] === '1' ? describe : (): void => undefined;

describeLong('EcdsaP256Verify with the alias of a squeezed lane', () => {
  let linear: TemplateCircuit;
  let aliasing: TemplateCircuit;
  before(async () => {
    linear = await linearBuild();
    aliasing = await aliasingBuild();
  });

  /** Components without a name are called after line and position in their source, and a copied source differs in its includes. */
  const unplaced = (name: string): string =>
    name.startsWith('offset.') ? name.replaceAll(/_\d+_\d+/g, '') : name.replaceAll(/(_\d+)_\d+/g, '$1');

  /** The wires of the real build, by name. */
  function assignmentFrom(witness: Witness): Witness {
    const values = new Map([...aliasing.wires].map(([name, wire]) => [unplaced(name), witness[wire]!]));
    expect(values.size, 'names are distinct').to.equal(aliasing.wires.size);
    const mapped: Witness = [1n, ...new Array<bigint>(linear.r1cs.wireCount - 1).fill(0n)];
    for (const [name, wire] of linear.wires) {
      const value = values.get(unplaced(name));
      if (value === undefined) throw new Error(`nothing is known of ${name}`);
      mapped[wire] = value;
    }
    return mapped;
  }

  it('is refused by the comparison in StrictBits, and nothing else is wrong [S6]', async () => {
    let lane = FIELD_MODULUS;
    let aliased: ReturnType<typeof inputsOf> = {};
    for (let z = 1n; lane >= ALIASED_BELOW; z++) {
      const choices = { lane: (squeezed: bigint): bigint => (lane = squeezed) + FIELD_MODULUS };
      aliased = inputsOf(signatureWith({ z }), { choices });
    }
    const assignment = assignmentFrom(await aliasing.assignment(aliased));

    // The first 128 are the windows' digits.
    const digits = Array.from({ length: 128 }, (_, i) => `offsetDigits[${i >> 3}][${i % 8}]`);
    const rest = Array.from({ length: 126 }, (_, i) => `offset.bits[${128 + i}]`);
    const bits = [...digits, ...rest].map((name) => linear.value(assignment, name));
    expect(fromBits(bits)).to.equal(lane + FIELD_MODULUS);

    const names = new Map([...linear.wires].map(([name, wire]) => [wire, unplaced(name)]));
    const violated = linear.r1cs.violated(assignment);
    expect(violated).to.have.lengthOf(1);
    for (const wire of linear.r1cs.wiresOf(violated[0]!)) {
      if (wire !== 0) expect(names.get(wire)).to.match(/^offset\.(?:LessThanConstant|bits)/);
    }
    const production = await productionBuild();
    expect(production.r1cs.accepts(linear.witnessFor(production, assignment))).to.equal(false);
  });
});
