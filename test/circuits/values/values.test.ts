import { expect } from 'chai';
import * as values from '../../../src/zk/values.ts';
import { FIELD_MODULUS, poseidon } from '../../../src/zk/poseidon.ts';
import { templateCircuit, type Inputs } from '../harness/template.ts';

const FILE = 'lib/values.circom';
const LOW_128 = (1n << 128n) - 1n;
/** Field elements that fill their wire, each another one. */
const [a, b, c, d] = [FIELD_MODULUS - 1n, FIELD_MODULUS >> 1n, (1n << 253n) + 7n, 3n] as const;
const x = 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n;
const y = 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n;
const eid = '89049032123451234512345678901235';
const organization = Buffer.from('An organization whose name fills all three chunks of 31 octets..');
const rid = Buffer.from([0x2b, 0x06, 0x01, 0x04, 0x01, 0x82]);

/** Big-endian, left aligned and zero padded in 31 octets, as a field element. */
function chunkOf(octets: Uint8Array): bigint {
  return BigInt(`0x${Buffer.concat([octets, Buffer.alloc(31 - octets.length)]).toString('hex')}`);
}

interface Case {
  readonly template: string;
  readonly inputs: Inputs;
  readonly expected: bigint;
}

const cases: readonly Case[] = [
  {
    template: 'KeyHash()',
    inputs: { xHi: x >> 128n, xLo: x & LOW_128, yHi: y >> 128n, yLo: y & LOW_128 },
    expected: values.keyHash({ x, y }),
  },
  {
    template: 'RevKey()',
    inputs: { issuerKeyHash: a, serialNumber: (1n << 160n) - 1n },
    expected: values.revKey(a, (1n << 160n) - 1n),
  },
  {
    template: 'CaLeaf()',
    inputs: { keyHash: a, meta: b, revKey: c, constraint: d },
    expected: values.caLeaf(a, b, c, d),
  },
  {
    template: 'Constraint()',
    inputs: {
      organizationHash: values.organizationHash(organization),
      prefixList: values.prefixList(['89049032', '8900']),
    },
    expected: values.constraint(organization, ['89049032', '8900']),
  },
  {
    template: 'ServerLeaf()',
    inputs: { keyHash: a, meta: b, revKey: c, ridHash: d },
    expected: values.serverLeaf(a, b, c, d),
  },
  {
    template: 'ChipLeaf()',
    inputs: { keyHash: a, meta: b, revKey: c, holder: d },
    expected: values.chipLeaf(a, b, c, d),
  },
  {
    template: 'Holder()',
    inputs: { holderSecret: a, eid: values.eidValue(eid) },
    expected: values.holder(a, eid),
  },
  { template: 'Nullifier()', inputs: { keyHash: a, revKey: b }, expected: values.nullifier(a, b) },
  { template: 'IndexedLeaf()', inputs: { value: a, next: b }, expected: values.indexedLeaf(a, b) },
  {
    template: 'OrganizationHash()',
    inputs: {
      length: organization.length,
      chunks: [organization.subarray(0, 31), organization.subarray(31, 62), organization.subarray(62)].map(chunkOf),
    },
    expected: values.organizationHash(organization),
  },
  {
    template: 'PrefixList()',
    inputs: { prefixes: [values.encodePrefix('89049032'), values.encodePrefix('0890'), 0, 0] },
    expected: values.prefixList(['89049032', '0890']),
  },
  {
    template: 'RidHash()',
    inputs: { length: rid.length, chunk: chunkOf(rid) },
    expected: values.ridHash(rid),
  },
  { template: 'ServerScope()', inputs: { serverLeaf: a }, expected: values.serverScope(a) },
  {
    template: 'ServerTag()',
    inputs: { holderSecret: a, keyHash: b, serverScope: c },
    expected: values.serverTag(a, b, c),
  },
  { template: 'BindTag()', inputs: { holderSecret: a, keyHash: b, bindScope: c }, expected: values.bindTag(a, b, c) },
  {
    template: 'EventTag()',
    inputs: { holderSecret: a, keyHash: b, serverScope: c, seq: d },
    expected: values.eventTag(a, b, c, d),
  },
  {
    template: 'MessageTag()',
    inputs: { holderSecret: a, msgHi: x >> 128n, msgLo: x & LOW_128 },
    expected: values.messageTag(a, Buffer.from(x.toString(16), 'hex')),
  },
  {
    template: 'SeqCommit()',
    inputs: { holderSecret: a, seq: d, bindScope: c },
    expected: values.seqCommit(a, d, c),
  },
  {
    template: 'IccidCommitment()',
    inputs: { iccid: 0x89049032123451234512n, salt: a },
    expected: values.iccidCommitment('89049032123451234512', a),
  },
  {
    template: 'TidHash()',
    inputs: { tid: 0x00112233445566778899aabbccddeeffn },
    expected: values.tidHash(Buffer.from('00112233445566778899aabbccddeeff', 'hex')),
  },
];

describe('values.circom', () => {
  for (const { template, inputs, expected } of cases) {
    it(`computes ${template.slice(0, -2)} as src/zk/values.ts does, and pins every wire [S2]`, async () => {
      const circuit = await templateCircuit(FILE, template);
      const witness = await circuit.witness(inputs);
      expect(circuit.value(witness, 'out')).to.equal(expected);
      expect(circuit.unpinned(witness)).to.deep.equal([]);
    });
  }

  it('gives each value a domain of its own, and none the form of a tree node [S7]', () => {
    const domains = Object.values(values.Domain);
    expect(new Set(domains).size).to.equal(domains.length);
    expect(values.indexedLeaf(0n, 0n)).to.not.equal(poseidon(0n, 0n));
    expect(values.caLeaf(a, b, c, d)).to.not.equal(values.chipLeaf(a, b, c, d));
    expect(values.caLeaf(a, b, c, d)).to.not.equal(values.serverLeaf(a, b, c, d));
    expect(values.nullifier(a, b)).to.not.equal(values.indexedLeaf(a, b));
    expect(values.serverScope(a)).to.not.equal(poseidon(values.Domain.ServerScope, a));
    expect(values.tidHash(new Uint8Array(16))).to.not.equal(poseidon(values.Domain.TidHash, 0n));
    expect(values.serverTag(a, b, c)).to.not.equal(values.bindTag(a, b, c));
  });
});

describe('Holder', () => {
  it('refuses secret 0 and takes every other field element [S4]', async () => {
    const circuit = await templateCircuit(FILE, 'Holder()');
    expect(await circuit.refusal({ holderSecret: 0n, eid: 1n })).to.include('NonZero');
    expect(await circuit.refusal({ holderSecret: FIELD_MODULUS, eid: 1n })).to.include('NonZero');
    for (const holderSecret of [1n, (1n << 253n) - 1n, FIELD_MODULUS - 1n]) {
      const witness = await circuit.witness({ holderSecret, eid: values.eidValue(eid) });
      expect(circuit.value(witness, 'out')).to.equal(values.holder(holderSecret, eid));
    }
  });
});

describe('Nullifier', () => {
  it('is a function of key and certificate alone: aliases of them give no second one [S3]', async () => {
    const circuit = await templateCircuit(FILE, 'Nullifier()');
    const honest = await circuit.witness({ keyHash: a, revKey: b });
    const aliased = await circuit.witness({ keyHash: a + FIELD_MODULUS, revKey: b + FIELD_MODULUS });
    expect(aliased).to.deep.equal(honest);
    const out = circuit.value(honest, 'out');
    for (const other of [0n, out + 1n, FIELD_MODULUS - out]) {
      expect(circuit.r1cs.accepts(circuit.forge(honest, { out: other }))).to.equal(false);
    }
    const { out: _, ...names } = { out, keyHash: a + 1n, revKey: b - 1n };
    for (const [name, value] of Object.entries(names)) {
      const changed = await circuit.witness({ keyHash: a, revKey: b, [name]: value });
      expect(circuit.value(changed, 'out'), name).to.not.equal(out);
    }
  });
});

describe('values of what is no such thing', () => {
  it('are refused with the length that is wanted', () => {
    expect(() => values.tidHash(new Uint8Array(15))).to.throw('a transactionId has 16 octets, not 15');
    expect(() => values.messageTag(a, new Uint8Array(33))).to.throw('a message digest has 32 octets, not 33');
    expect(() => values.iccidCommitment('8904', a)).to.throw('18 to 20 digits');
  });
});
