import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { assignments } from '../harness/assignments.ts';
import { templateCircuit, type Sources, type TemplateCircuit, type Witness } from '../harness/template.ts';
import { without } from './exploit.ts';
import { LIES, policiesFor, SUB_CI_PINS, type Lie } from './hints.ts';

/** Signals by wire. A component without a name is called after its line and its place in the source, of which the lies change the latter. */
function signalsOf({ wires }: TemplateCircuit): Map<number, string> {
  const names = new Map([...wires].map(([name, wire]) => [wire, name.replaceAll(/(?<=\w_\d+)_\d+(?=\.)/g, '')]));
  expect(new Set(names.values()).size).to.equal(wires.size);
  return names;
}

function valuesOf(circuit: TemplateCircuit, witness: Witness): Map<string, bigint> {
  return new Map([...signalsOf(circuit)].map(([wire, name]) => [name, witness[wire]!]));
}

/** The rows of a build that keeps every signal, in words: signals by name, each with its coefficient. */
function rowsOf(circuit: TemplateCircuit): string[] {
  const names = signalsOf(circuit);
  return circuit.r1cs.constraints.map(({ a, b, c }) =>
    [a, b, c]
      .map(({ wires: terms, coefficients }) =>
        Array.from(terms, (wire, i) => `${coefficients[i]} ${names.get(wire) ?? '1'}`)
          .sort()
          .join(' + '),
      )
      .join(' | '),
  );
}

/** A file's source with several passages replaced. */
function replaced(file: string, passages: Readonly<Record<string, string>>): Sources {
  let text = readFileSync(new URL(`../../../circuits/${file}`, import.meta.url), 'utf8');
  for (const [passage, instead] of Object.entries(passages)) {
    without(file, passage); // The shipped source says it once.
    text = text.replace(passage, () => instead);
  }
  return { [file]: text };
}

/** Builds of the shipped template, of one whose witness code lies, and of one that lies and has no row to refuse it. */
async function buildsOf({
  file,
  template,
  hints,
  pins,
}: Lie): Promise<Record<'shipped' | 'liar' | 'loose', TemplateCircuit>> {
  const missing = Object.fromEntries(pins.map((pin) => [pin, '']));
  const shipped = await templateCircuit(file, template, 'O0');
  const [liar, loose] = await Promise.all([
    Object.keys(hints).length === 0 ? shipped : templateCircuit(file, template, 'O0', replaced(file, hints)),
    templateCircuit(file, template, 'O0', replaced(file, { ...hints, ...missing })),
  ]);
  return { shipped, liar, loose };
}

/*
 * Changing one wire of a witness (r1cs.ts: unpinned) does not find what can be changed together. Here a prover assigns a hint and
 * all that follows from it: the witness code lies about the hint and computes the rest.
 */
describe('hints that templates assign', () => {
  it('are all lied about [S2]', () => {
    const key = (file: string, statement: string): string => `${file}: ${statement}`;
    // lib/p256 has tests of its own: test/circuits/p256/tampers.ts.
    const files = globSync('**/*.circom', { cwd: 'circuits', exclude: ['lib/p256/**'] });
    const hints = files.flatMap((file) =>
      assignments(readFileSync(`circuits/${file}`, 'utf8')).statements.map((statement) => key(file, statement)),
    );
    const lied = new Set(LIES.flatMap(({ file, hints: own }) => Object.keys(own).map((hint) => key(file, hint))));
    expect([...lied].sort()).to.deep.equal(hints.sort());
    expect(hints).to.have.length.above(15);
  });

  for (const lie of LIES) {
    it(`are refused in ${lie.template}: ${lie.claim} [S2]`, async () => {
      const { shipped, liar, loose } = await buildsOf(lie);
      const rows = rowsOf(shipped);
      expect(rowsOf(liar), 'a hint is part of no row').to.deep.equal(rows);

      // All of it is accepted where the rows are missing,
      const accepted = await loose.witness(lie.inputs);
      expect(loose.r1cs.accepts(accepted)).to.equal(true);
      for (const [name, value] of Object.entries(lie.reads)) {
        expect(loose.value(accepted, name), name).to.equal(value);
      }

      // and refused where they are, by nothing but them.
      const assigned = valuesOf(liar, await liar.assignment(lie.inputs));
      const witness: Witness = [1n];
      for (const [wire, name] of signalsOf(shipped)) witness[wire] = assigned.get(name)!;
      const left = new Set(rowsOf(loose));
      const removed = rows.flatMap((row, i) => (left.has(row) ? [] : [i]));
      const violated = shipped.r1cs.violated(witness);
      expect(violated).to.have.length.above(0);
      expect(removed).to.include.members(violated);
      // Of several, each refuses it.
      if (lie.pins.length > 1) expect(violated).to.deep.equal(removed);
      // It is the same lie.
      for (const [name, value] of valuesOf(loose, accepted)) expect(assigned.get(name), name).to.equal(value);
    });
  }

  /*
   * CertificatePolicies: the row that says isSubCi is boolean refuses nothing that the others do not. isSubCi = length - 13 = flags[0] of a
   * OneHot, whose own row makes it boolean: 0 for the last arcs 1..7, 1 for 0. Here without the row, for every length of an extension's
   * content, the lie that it asks for, and every arc; and with a lie about the flag as well.
   */
  it('are refused in CertificatePolicies without the row that isSubCi is boolean [S2]', async () => {
    const file = 'lib/der/policies.circom';
    const circuit = await templateCircuit(
      file,
      'CertificatePolicies()',
      'O0',
      replaced(file, { [SUB_CI_PINS[0]!]: '', 'isSubCi <-- length == 14 ? 1 : 0;': 'isSubCi <-- length - 13;' }),
    );
    const accepted = new Set<string>();
    for (let isSubCi = -13; isSubCi <= 768 - 13; isSubCi++) {
      for (let arc = 0; arc < 8; arc++) {
        const inputs = policiesFor(isSubCi, `0${arc} 00`);
        const assignment = await circuit.assignment(inputs);
        if (circuit.r1cs.accepts(assignment)) accepted.add(`${isSubCi}: ${arc}`);
        if (isSubCi === 0 || isSubCi === 1) continue;
        const flags = circuit.forge(assignment, { 'arc.flags[0]': circuit.value(assignment, 'isSubCi') });
        expect(circuit.r1cs.accepts(flags), `${isSubCi}: ${arc}`).to.equal(false);
      }
    }
    expect([...accepted]).to.deep.equal(['0: 1', '0: 2', '0: 3', '0: 4', '0: 5', '0: 6', '0: 7', '1: 0']);
  });
});
