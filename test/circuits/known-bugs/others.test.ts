import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ORDER } from '../../../src/zk/p256/curve.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { LeanTree } from '../../../src/zk/trees.ts';
import { encodeFlags, encodeMeta, indexedLeaf, nullifier, Role } from '../../../src/zk/values.ts';
import { CERTIFICATE_SIGNALS } from '../../../src/zk/certificate.ts';
import { World } from '../certificate/world.ts';
import { templateCircuit } from '../harness/template.ts';
import { chainOf, expectExploitRefused, without } from './exploit.ts';

/*
 * Bugs of iden3, StealthDrop and MACI, as catalogued in https://github.com/zksecurity/zkbugs (dataset/circom/) and
 * https://github.com/0xPARC/zk-bug-tracker ("Bugs in the Wild"). Each test names its entry, says what was wrong there, and tries the same here.
 *
 * Without a test:
 *   zkbugs privacy-scaling-explorations/maci/hashcloak_data_are_not_fully_verified_during_state_update: the first of a chain of proofs began
 *   with a tally that nothing verified. No circuit here takes over a state from an earlier proof; roots are compared by the contracts.
 */

const r = FIELD_MODULUS;

describe('Known bugs of iden3, StealthDrop and MACI', () => {
  /*
   * zkbugs iden3/circuits/trailofbits_unsafe_use_of_num2bits_in_multiple_circuits: expiry and revocation nonce were read from 254 bits of a claim's slot,
   * for which a part of the values has a second reading. Expiry is read from meta here (MetaDecode), of which 52 bits are all.
   */
  it('reads one role and one expiry from a record (iden3: unsafe use of Num2Bits) [S21]', async () => {
    const file = 'lib/meta.circom';
    const flags = { crlSign: true, pathLength: 7 };
    const meta = encodeMeta(Role.Eum, encodeFlags(flags), 1_700_000_000n);
    const bitsOf = (value: bigint, count: bigint): Record<string, bigint> =>
      Object.fromEntries(
        Array.from({ length: Number(count) }, (_, i) => [`bits.out[${i}]`, (value >> BigInt(i)) & 1n]),
      );
    const readingOf = (value: bigint): Record<string, bigint> => ({
      notAfter: value & ((1n << 40n) - 1n),
      crlSign: (value >> 40n) & 1n,
      pathLength: (value >> 41n) & 7n,
      role: (value >> 48n) & 15n,
    });
    const alias = meta + r;
    expect(alias < 1n << 254n).to.equal(true);
    expect((alias >> 44n) & 15n, 'the unused bits are 0 in the alias too').to.equal(0n);
    expect(Number(readingOf(alias)['notAfter'])).to.be.greaterThan(600_000_000_000);

    for (const [optimisation, width] of [
      ['O0', 52n],
      ['O1', 52n],
    ] as const) {
      const circuit = await templateCircuit(file, 'MetaDecode()', optimisation);
      const honest = await circuit.witness({ meta });
      const known = (signals: Record<string, bigint>): Record<string, bigint> =>
        Object.fromEntries(Object.entries(signals).filter(([name]) => circuit.wires.has(name)));
      const second = circuit.forge(honest, known({ ...bitsOf(alias, width), ...readingOf(alias) }));
      // Only that the bits spell meta.
      expect(circuit.r1cs.violated(second)).to.have.lengthOf(1);
    }
    const loose = await templateCircuit(file, 'MetaDecode()', 'O0', without(file, 'Num2Bits(52)', 'Num2Bits(254)'));
    const second = loose.forge(await loose.witness({ meta }), { ...bitsOf(alias, 254n), ...readingOf(alias) });
    expect(loose.r1cs.accepts(second), 'with 254 bits the second reading is as good').to.equal(true);
  });

  it('decomposes into 254 bits or more only where the alias is refused (iden3: unsafe use of Num2Bits) [S21]', () => {
    const found = globSync('circuits/**/*.circom').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bNum2Bits(?:_strict)?\((\d+)?\)/g)].flatMap(([, width]) =>
        Number(width ?? 254) < 254 ? [] : [file],
      ),
    );
    // Both refuse it by themselves: test/circuits/bits/order.test.ts, test/circuits/p256/constant.test.ts.
    expect(found.sort()).to.deep.equal(['circuits/lib/bits/order.circom', 'circuits/lib/p256/squeeze.circom']);
  });

  /*
   * zk-bug-tracker 6, "0xPARC StealthDrop: Nondeterministic Nullifier": the nullifier was an ECDSA signature, of which one key makes many of the same message.
   * Here a chip's nullifier is made of the certificate's key, issuer's key and serial number, each with one encoding.
   */
  it('gives a certificate one nullifier, whichever of its signatures is shown (StealthDrop: nondeterministic nullifier) [S21]', async () => {
    const world = new World();
    const { certificate, issuer } = world.pki.euiccs[0];
    const { signature } = certificate;
    const twin = { ...certificate, signature: { r: signature.r, s: ORDER - signature.s } };
    const own = world.inputs(world.statement({ certificate, issuer }));
    const other = world.inputs(world.statement({ certificate: twin, issuer }));
    expect(other.inputs['s']).to.not.deep.equal(own.inputs['s']);
    expect(other.publicSignals).to.deep.equal(own.publicSignals);

    // Nothing of a signature reaches the template that makes it, and what does gives one value.
    const record = readFileSync('circuits/lib/certificate/record.circom', 'utf8');
    const names = [...record.matchAll(/signal input (\w+)/g)].map(([, name]) => name);
    expect(names).to.include('tbsBits').and.not.include('r').and.not.include('s');
    const circuit = await templateCircuit('lib/values.circom', 'Nullifier()', 'O1');
    const made = await circuit.witness({ keyHash: 5n, revKey: 6n });
    const value = circuit.value(made, 'out');
    expect(value).to.equal(nullifier(5n, 6n));
    for (const out of [value + 1n, r - value, nullifier(6n, 5n)]) {
      expect(circuit.r1cs.accepts(circuit.forge(made, { out }))).to.equal(false);
    }
    expect(CERTIFICATE_SIGNALS).to.include('nullifier');

    // A serial number has one encoding. A second one would still be the same integer, and so lead to the same revKey and nullifier.
    const octets = (start: readonly bigint[]): bigint[] => [...start, ...new Array<bigint>(38 - start.length).fill(0n)];
    const line = 'isFirstZero.out * (1 - isPadding) === 0;';
    const { circuit: loose, witness } = await expectExploitRefused({
      file: 'lib/der/serial.circom',
      template: 'SerialNumber()',
      inputs: { octets: octets([2n, 2n, 0n, 0x11n]) },
      at: `SerialNumber: ${line}`,
      bug: without('lib/der/serial.circom', line),
    });
    expect(loose.value(witness, 'serialNumber')).to.equal(0x11n);
  });

  /*
   * zk-bug-tracker 7, "MACI 1.0: Under-constrained Circuit"; zkbugs
   * privacy-scaling-explorations/maci/ProcessMessages_circuit_to_prevent_message_censorship_by_the_coordinator:
   * the coordinator chose the state leaf beside a message, and that it was the message's was not checked once the message was invalid on
   * other grounds, such as the wrong leaf's. Here the prover chooses the leaf beside a key, to be told that the key is absent.
   */
  it('comes to no verdict on a key beside a leaf that is not its own (MACI: message beside another state leaf) [S21]', async () => {
    const [file, template] = ['lib/merkle/indexed.circom', 'IndexedNonMembership(2)'] as const;
    const revoked = [50n, 77n, 90n];
    const entries = [0n, ...revoked].map((value, i, all) => ({ value, next: all[i + 1] ?? 0n }));
    const tree = new LeanTree(
      2,
      entries.map(({ value, next }) => indexedLeaf(value, next)),
    );
    const line = 'StrictlyBetween()(lowValue, key, lowNext);';
    for (const [i, { value, next }] of entries.entries()) {
      const { siblings, bits, present } = tree.membership(i);
      const { circuit, witness } = await expectExploitRefused({
        file,
        template,
        inputs: { key: 77n, lowValue: value, lowNext: next, siblings, bits, present },
        at: `IndexedNonMembership: ${line}`,
        bug: without(file, line, '_ <== key;'),
      });
      expect(circuit.value(witness, 'root'), 'the pairing is all that stands against it').to.equal(tree.root);
    }

    // The leaf that MACI's coordinator took was empty. Whatever is made up instead of a leaf leads elsewhere, and an empty place is none.
    const circuit = await templateCircuit(file, template, 'O1');
    const { siblings, bits, present } = tree.membership(0);
    const empty = { key: 77n, lowValue: 0n, lowNext: 0n, siblings, bits, present };
    expect(circuit.value(await circuit.witness(empty), 'root')).to.not.equal(tree.root);
    const lean = await templateCircuit('lib/merkle/lean.circom', 'LeanMembership(2)', 'O1');
    expect(chainOf(await lean.refusal({ leaf: 0n, siblings, bits, present }))).to.include(
      'LeanMembership: NonZero()(leaf);',
    );
  });
});
