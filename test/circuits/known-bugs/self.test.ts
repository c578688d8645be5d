import { expect } from 'chai';
import { quotientLimbs } from '../../../src/zk/p256/congruences.ts';
import { inverse, ORDER } from '../../../src/zk/p256/curve.ts';
import { toLimbs } from '../../../src/zk/p256/limbs.ts';
import { FIELD_MODULUS, poseidon } from '../../../src/zk/poseidon.ts';
import { IndexedTree, LeanTree } from '../../../src/zk/trees.ts';
import { caLeaf, encodePrefix, indexedLeaf } from '../../../src/zk/values.ts';
import { modulo } from '../harness/r1cs.ts';
import { templateCircuit, type Inputs } from '../harness/template.ts';
import { expectExploitRefused, expectRefused, without } from './exploit.ts';

/*
 * Findings of zkSecurity's audits of Self (https://github.com/selfxyz/self), as catalogued in https://github.com/zksecurity/zkbugs under
 * dataset/circom/selfxyz/self. Each test names its entry, says what was wrong there, and tries the same on the template that does the
 * job here; where it can, also on that template with the bug put in, which takes it.
 */

const r = FIELD_MODULUS;
const ascii = (digits: string): bigint[] => [...Buffer.from(digits, 'latin1')].map(BigInt);

describe('Known bugs of Self', () => {
  /*
   * zksecurity_an_attacker_can_craft_a_fake_non_inclusion_proof_for_a_given_key_due_to_an_aliasing_bug_in_the_smt_verifier: a key's path in a sparse
   * tree was its 254 bits, and 254 bits hold key + r as well as key for a part of the keys: an included key leads to an empty place.
   * Here a key is absent where low < key < next, which IndexedNonMembership decides on the bits of four gaps (StrictlyBetween).
   */
  describe('SMT verifier: aliased key bits', () => {
    const REVOKED = 77n;
    const [FILE, TEMPLATE] = ['lib/merkle/indexed.circom', 'IndexedNonMembership(2)'] as const;
    const leaves = [indexedLeaf(0n, REVOKED), indexedLeaf(REVOKED, 0n)];
    const tree = new LeanTree(2, leaves);
    /** The revoked key itself, with the leaf before it and with its own. */
    const claims = [
      { lowValue: 0n, lowNext: REVOKED },
      { lowValue: REVOKED, lowNext: 0n },
    ].map((low, index) => {
      const { siblings, bits, present } = tree.membership(index);
      return { key: REVOKED, ...low, siblings, bits, present };
    });

    it('does not prove a revoked key absent by the alias of any gap (Self: fake non-inclusion by aliasing in the SMT verifier) [S21]', async () => {
      expect(tree.root).to.equal(new IndexedTree(2, [REVOKED]).root);
      const at = 'StrictlyBetween: _ <== Num2Bits(4)(top);';
      for (const inputs of claims) {
        const bug = without('lib/bits/order.circom', '_ <== Num2Bits(4)(top);');
        const { circuit, witness } = await expectExploitRefused({ file: FILE, template: TEMPLATE, inputs, at, bug });
        expect(circuit.value(witness, 'root'), 'a revoked key is absent from the true tree').to.equal(tree.root);
      }

      const raw = await templateCircuit(FILE, TEMPLATE, 'O0');
      const order = [...raw.wires.keys()].find((name) => name.endsWith('.gapBits[0].in'))!.replace('gapBits[0].in', '');
      const top = [...raw.wires.keys()].find((name) => /\.Num2Bits_\d+_\d+\.in$/.test(name))!.replace(/\.in$/, '');
      let tried = 0;
      for (const inputs of claims) {
        const assignment = await raw.assignment(inputs);
        const { key, lowValue: low, lowNext: next } = inputs;
        const gaps = [low, key - low - 1n, next - key - 1n, -next].map(modulo);
        for (let choice = 0; choice < 16; choice++) {
          const aliased = gaps.map((gap, i) => ((choice >> i) & 1 ? gap + r : gap));
          if (aliased.some((gap) => gap >= 1n << 254n)) continue;
          const signals: Record<string, bigint> = {};
          const sum = aliased.reduce((total, gap) => total + (gap >> 250n), 0n);
          for (const [i, gap] of aliased.entries()) {
            for (let j = 0n; j < 254n; j++) signals[`${order}gapBits[${i}].out[${j}]`] = (gap >> j) & 1n;
          }
          signals[`${top}.in`] = sum;
          for (let j = 0n; j < 4n; j++) signals[`${top}.out[${j}]`] = (sum >> j) & 1n;
          // All is right but that the four bits spell the sum.
          expect(raw.r1cs.violated(raw.forge(assignment, signals)), `${low} ${choice}`).to.have.lengthOf(1);
          tried++;
        }
      }
      // Two gaps of each claim are small enough to have an alias.
      expect(tried).to.equal(8);
    });
  });

  /*
   * zksecurity_big_integer_zero_check_is_not_sound: an integer in limbs was said to be 0 when its carries, added up in the field, led to 0 in
   * the field; a multiple of the field's order is not 0. Here ProductDifferenceModOrder says that a·b - c·d - q·n is the integer 0.
   */
  it('takes no multiple of the field order for the integer 0 (Self: big integer zero check) [S21]', async () => {
    const quotient = 12_345n;
    const [a, b] = [1n, (quotient * ORDER) % r];
    const integer = a * b - quotient * ORDER;
    expect([integer % r, b % ORDER === 0n]).to.deep.equal([-0n, false]);

    const [limbs, bits, quotientBits] = [2, 88, 131];
    const difference = new Array<bigint>(5).fill(0n);
    const orderLimbs = toLimbs(ORDER, bits, 3);
    for (const [i, limb] of toLimbs(b, bits, 3).entries()) difference[i]! += limb;
    for (const [i, x] of quotientLimbs(quotient, limbs).entries()) {
      for (const [j, y] of orderLimbs.entries()) difference[i + j]! -= x * y;
    }
    let carry = 0n;
    const carries = difference
      .slice(0, limbs)
      .map((limb) => (carry = modulo(modulo(limb + carry) * inverse(1n << BigInt(bits), r))));
    const statement = { a: [a, 0n], b: toLimbs(b, bits, 3), c: [0n, 0n], d: [0n, 0n, 0n] };
    const shifted = quotientLimbs(quotient + (1n << BigInt(quotientBits - 1)), limbs);
    const range = '_ <== Num2Bits(carryBits)(carries[i] + (1 << (carryBits - 1)));';
    const { circuit, witness } = await expectExploitRefused({
      file: 'lib/p256/congruence.circom',
      template: 'ProductDifferenceModOrder(2, 131, 94)',
      inputs: { ...statement, quotient: shifted, carries },
      at: `ProductDifferenceModOrder: ${range}`,
      bug: without('lib/p256/congruence.circom', range),
    });
    expect(circuit.values(witness, 'b', 3)).to.deep.equal(statement.b);
  });

  /*
   * zksecurity_exclusion_check_of_forbidden_countries_is_unsound_and_incomplete_due_to_incorrect_indexing: entries of three letters were read at i
   * instead of 3·i, so that most of them were never looked at and others were made of two neighbours. The list of this kind here is an
   * EUM's EID prefixes, of which one has to match: EidPrefixRule.
   */
  describe('a list read at the wrong index', () => {
    const [FILE, TEMPLATE] = ['lib/certificate/rules.circom', 'EidPrefixRule()'] as const;
    const EID = '89049032123451234512345678901235';
    const eidPrefixes = Array.from({ length: 32 }, (_, i) => BigInt(EID.slice(0, i + 1)));
    const inputsOf = (prefixes: readonly bigint[]): Inputs => ({ enabled: 1n, eidPrefixes, prefixes });

    it('looks at every entry of the list, and at nothing between two (Self: exclusion check with incorrect indexing) [S21]', async () => {
      const circuit = await templateCircuit(FILE, TEMPLATE, 'O1');
      /** Pairs of entry and length that a prover can point at. */
      const accepted = async (prefixes: readonly bigint[]): Promise<string[]> => {
        const assignment = await circuit.assignment(inputsOf(prefixes));
        return prefixes.flatMap((prefix, i) =>
          eidPrefixes.flatMap((value, j) => {
            const signals: Record<string, bigint> = {};
            for (let k = 0; k < 4; k++) {
              signals[`isChosen[${k}]`] = k === i ? 1n : 0n;
              signals[`chosen[${k}]`] = k === i ? prefix : 0n;
            }
            for (let k = 0; k < 32; k++) {
              signals[`isLength[${k}]`] = k === j ? 1n : 0n;
              signals[`spelled[${k}]`] = k === j ? (BigInt(j + 1) << 128n) + value : 0n;
            }
            return circuit.r1cs.accepts(circuit.forge(assignment, signals)) ? [`${i}: ${j + 1}`] : [];
          }),
        );
      };
      const strangers = ['1890', '4903', '2123', '4512'];
      expect(strangers.join('')).to.include(EID.slice(0, 8));
      expect(await accepted(strangers.map(encodePrefix))).to.deep.equal([]);
      for (let i = 0; i < 4; i++) {
        expect(await accepted(strangers.with(i, EID.slice(0, 8)).map(encodePrefix))).to.deep.equal([`${i}: 8`]);
      }
    });

    it('would be found out: a build that reads two entries of four does not take the others [S21]', async () => {
      const entry = 'isChosen[i] * prefixes[i]';
      const bug = without(FILE, entry, 'isChosen[i] * prefixes[i \\ 3]');
      const circuit = await templateCircuit(FILE, TEMPLATE, 'O1', bug);
      const permitting = (i: number): bigint[] => [0n, 0n, 0n, 0n].with(i, encodePrefix('8904'));
      await circuit.witness(inputsOf(permitting(0)));
      for (const i of [2, 3]) {
        expect(await circuit.refusal(inputsOf(permitting(i)))).to.include('EidPrefixRule');
      }
    });
  });

  /*
   * zksecurity_forbidden_country_check_bypass_via_packed_byte_overflow: three letters were packed into one number without saying that each is an
   * octet, so another triple packs alike, and compares otherwise letter by letter. Digits are what is packed here (Eid): a digit of
   * one less before a "digit" of ten more spells the same number, of which the check digits are true, under another EUM's prefix.
   */
  it('packs no digit that is none: an EID has one spelling and one prefix (Self: packed byte overflow) [S21]', async () => {
    const file = 'lib/der/eid.circom';
    const digits = 'bits[3] * (bits[2] + bits[1]) === 0;';
    const honest = ascii('89049032123451234512345678901235');
    const octets = honest.with(1, honest[1]! - 1n).with(2, honest[2]! + 10n);
    const bug = without('lib/der/digits.circom', digits);
    const at = `DecimalDigit: ${digits}`;
    const exploit = { file, template: 'Eid()', inputs: { octets }, at, bug };
    const { circuit, witness } = await expectExploitRefused(exploit);
    const prefixes = circuit.values(witness, 'prefixes', 32);
    expect(prefixes[31]).to.equal(89049032123451234512345678901235n);
    expect(prefixes[1]).to.equal(88n);
    // With which the EUM of 88 names the chip of 89.
    const rule = await templateCircuit('lib/certificate/rules.circom', 'EidPrefixRule()', 'O1');
    const ofStranger = [encodePrefix('88'), 0n, 0n, 0n];
    await rule.witness({ enabled: 1n, eidPrefixes: prefixes, prefixes: ofStranger });

    // Further off, and the other way.
    const range = 'DecimalDigit: range.in <== value;';
    for (const [step, where] of [
      [2n, range],
      [25n, range],
      [-1n, at],
    ] as const) {
      const wider = honest.with(1, honest[1]! - step).with(2, modulo(honest[2]! + 10n * step));
      await expectRefused({ ...exploit, inputs: { octets: wider }, at: where });
    }
  });

  /*
   * zksecurity_missing_boolean_constraints_in_the_merkle_tree_path_leads_to_an_attacker_being_able_to_craft_a_fake_merkle_proof_for_an_arbitrary_leaf:
   * the bits that say left or right were not said to be bits, and a fraction puts any leaf under a node whose two children are known.
   * Here the paths of issuers and of revocation are LeanMembership's, with a second flag for nodes that pass up.
   */
  it('puts no leaf of choice under a root by flags that are no bits (Self: missing boolean constraints in the Merkle path) [S21]', async () => {
    const [left, right] = [caLeaf(1n, 2n, 3n, 4n), caLeaf(5n, 6n, 7n, 8n)];
    const root = poseidon(left, right);
    const leaf = caLeaf(9n, 9n, 9n, 9n);
    const file = 'lib/merkle/lean.circom';
    // lefts = leaf + bit · (sibling - leaf) = left, and what remains of leaf + sibling is right.
    const sibling = modulo(left + right - leaf);
    const bit = modulo((left - leaf) * inverse(sibling - leaf, r));
    // nodes = leaf + present · (parent - leaf) = root, for the one sibling that is allowed then, 0.
    const present = modulo((root - leaf) * inverse(poseidon(leaf, 0n) - leaf, r));
    const cases = [
      [{ siblings: [sibling], bits: [bit], present: [1n] }, 'bits[i] * (bits[i] - present[i]) === 0;'],
      [{ siblings: [0n], bits: [0n], present: [present] }, 'present[i] * (present[i] - 1) === 0;'],
    ] as const;
    for (const [path, line] of cases) {
      const { circuit, witness } = await expectExploitRefused({
        file,
        template: 'LeanMembership(1)',
        inputs: { leaf, ...path },
        at: `LeanMembership: ${line}`,
        bug: without(file, line),
      });
      expect(circuit.value(witness, 'root')).to.equal(root);
    }
  });

  /*
   * zksecurity_missing_byte_range_checks_allows_packed_data_pollution: a number that the prover chooses was packed beside others without its range,
   * and could be large enough to change them. What a prover opens by such a packing here is his issuer's record (IssuerRecord): a
   * wider number beside the role would make an anchor of an EUM.
   */
  it('takes no opening of a record in which one number spills into another (Self: packed data pollution) [S21]', async () => {
    const file = 'lib/certificate/issuer.circom';
    const record = {
      x: Array.from({ length: 256 }, (_, i) => BigInt(i % 2)),
      y: Array.from({ length: 256 }, (_, i) => BigInt((i >> 1) % 2)),
      isSubCi: 0n,
      isEum: 1n,
      crlSign: 0n,
      pathLength: 1n,
      notAfter: 2_000_000_000n,
      revKey: 5n,
      constraint: 6n,
    };
    const honest = await templateCircuit(file, 'IssuerRecord()', 'O1');
    const leaf = honest.value(await honest.witness(record), 'leaf');
    // The role is a CI's, 1 instead of 3, and the missing 2 · 2^48 in one of the others.
    const missing = 2n << 48n;
    const spills = [
      [{ pathLength: 1n + (missing >> 41n) }, file, 'IssuerRecord', 'Range(3)(pathLength);'],
      [{ crlSign: missing >> 40n }, file, 'IssuerRecord', 'crlSign * (crlSign - 1) === 0;'],
      [{ notAfter: record.notAfter + missing }, 'lib/meta.circom', 'MetaEncode', '_ <== Num2Bits(40)(notAfter);'],
    ] as const;
    for (const [spilling, source, within, line] of spills) {
      const { circuit, witness } = await expectExploitRefused({
        file,
        template: 'IssuerRecord()',
        inputs: { ...record, isEum: 0n, ...spilling },
        at: `${within}: ${line}`,
        bug: without(source, line),
      });
      expect(circuit.value(witness, 'leaf')).to.equal(leaf);
    }
  });

  /*
   * zksecurity_second_pre_image_attacks_on_packbytesandposeidon_may_be_used_to_register_arbitrary_passports_and_dsc_certificates: octets were packed
   * and hashed without being said to be octets, so that 256 in one place hashes as 1 in the next. Octets here are made of bits
   * (MessageOctets), which are said to be bits; a bit of 2 would do the same.
   */
  it('packs no two messages alike (Self: second pre-image of PackBytesAndPoseidon) [S21]', async () => {
    const file = 'lib/der/message.circom';
    const line = 'bits[i] * (bits[i] - 1) === 0;';
    const place = 3;
    const honest = new Array<bigint>(6144).fill(0n).with(8 * place + 7, 1n);
    const polluted = new Array<bigint>(6144).fill(0n).with(8 * (place + 1), 2n);
    const { circuit, witness } = await expectExploitRefused({
      file,
      template: 'MessageOctets()',
      inputs: { bits: polluted },
      at: `MessageOctets: ${line}`,
      bug: without(file, line),
    });
    const read = circuit.values(witness, 'bytes', 768);
    const words = circuit.values(witness, 'words', 96);
    const own = await templateCircuit(file, 'MessageOctets()', 'O1');
    const ofHonest = await own.witness({ bits: honest });
    expect(read.slice(place, place + 2)).to.deep.equal([0n, 256n]);
    expect(own.values(ofHonest, 'bytes', 768).slice(place, place + 2)).to.deep.equal([1n, 0n]);
    expect(words).to.deep.equal(own.values(ofHonest, 'words', 96));
    // Even then a window takes its lane apart anew, and what it gives to be packed and hashed are octets.
    const window = await templateCircuit('lib/der/window.circom', 'ByteWindow(4, noIdle())', 'O1');
    const seen = await window.witness({ words, bytes: read, offset: place });
    expect(window.values(seen, 'out', 4)).to.deep.equal([1n, 0n, 0n, 0n]);
  });

  /*
   * zksecurity_the_registration_and_disclosure_circuits_lack_range_checks_for_the_input_indices: offset + size was compared with a bound by a
   * comparator for 12 bits, which takes r - 1 for less than 0, and the sum could wrap. Here an offset selects by its bits (ByteWindow) and
   * a length by flags (OneHot).
   */
  it('takes no index out of range, nor flags that only add up to it (Self: missing range checks of the indices) [S21]', async () => {
    const file = 'lib/der/window.circom';
    const message = { words: new Array<bigint>(96).fill(0n), bytes: new Array<bigint>(768).fill(0n) };
    const reach = 'last * (offsetBits.out[7] + offsetBits.out[6] + offsetBits.out[5]) === 0;';
    const template = 'ByteWindow(4, noIdle())';
    const beyond = { file, template, inputs: { ...message, offset: 1000n }, at: `ByteWindow: ${reach}` };
    await expectExploitRefused({ ...beyond, bug: without(file, reach) });
    const outside = [r - 1n, r - 1000n, 1024n, 1n << 64n];
    for (const offset of outside) {
      const at = 'ByteWindow: offsetBits.in <== offset;';
      await expectRefused({ ...beyond, inputs: { ...message, offset }, at });
    }
    // With the bits of an offset that is right, only the offset itself is wrong.
    const window = await templateCircuit(file, template, 'O1');
    for (const own of [0n, 24n, 767n, 799n]) {
      const witness = await window.witness({ ...message, offset: own });
      for (const offset of [...outside, own + 1024n, own - 1024n]) {
        const forged = window.forge(witness, { offset: modulo(offset) });
        expect(window.r1cs.violated(forged)).to.have.lengthOf(1);
      }
    }

    const flags = await templateCircuit('lib/der/onehot.circom', 'OneHot(0, 32)', 'O1');
    const loose = await templateCircuit(
      'lib/der/onehot.circom',
      'OneHot(0, 32)',
      'O1',
      without('lib/der/onehot.circom', 'flags[i] * (flags[i] - 1) === 0;'),
    );
    for (const value of [33n, r - 1n, 1n << 128n]) {
      expect(await flags.refusal({ value })).to.include('OneHot');
      // f1 + f0 = 1 and 1 · f1 = value.
      const adding = { value, 'flags[1]': value, 'flags[0]': modulo(1n - value) };
      for (const [circuit, accepted] of [
        [flags, false],
        [loose, true],
      ] as const) {
        const none = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`flags[${i}]`, 0n]));
        const forged = circuit.forge(await circuit.assignment({ value }), { ...none, ...adding });
        expect(circuit.r1cs.accepts(forged)).to.equal(accepted);
      }
    }
  });
});
