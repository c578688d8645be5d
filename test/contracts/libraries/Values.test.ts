import { expect } from 'chai';
import fc from 'fast-check';
import { FIELD_MODULUS, poseidon } from '../../../src/zk/poseidon.ts';
import * as values from '../../../src/zk/values.ts';
import type { PoseidonNodes, PoseidonValues, ValuesHarness } from '../../../types/ethers-contracts/index.ts';
import { evaluate, recurrence } from '../../../scripts/contracts/poseidon-recurrence.ts';
import { poseidonSources } from '../../../scripts/contracts/poseidon.ts';
import { readFileSync } from 'node:fs';
import { deploy } from '../support/deploy.ts';

const element = fc.oneof(fc.bigInt(0n, FIELD_MODULUS - 1n), fc.constantFrom(0n, 1n, FIELD_MODULUS - 1n));
const runs = { numRuns: 25, seed: 20260115 };

describe('Values', () => {
  it('are those of src/zk/values.ts, for any inputs', async () => {
    const harness = await deploy<ValuesHarness>('ValuesHarness');
    await fc.assert(
      fc.asyncProperty(element, element, element, element, async (a, b, c, d) => {
        expect(await harness.caLeaf(a, b, c, d)).to.equal(values.caLeaf(a, b, c, d));
        expect(await harness.serverLeaf(a, b, c, d)).to.equal(values.serverLeaf(a, b, c, d));
        expect(await harness.indexedLeaf(a, b)).to.equal(values.indexedLeaf(a, b));
        expect(await harness.anchorRevKey(a, b)).to.equal(values.anchorRevKey(a, b));
        const serialNumber = (b % (1n << 160n)) + (b % (1n << 160n) === 0n ? 1n : 0n);
        expect(await harness.revKey(a, serialNumber)).to.equal(values.revKey(a, serialNumber));
        expect(await harness.recordId(a, serialNumber)).to.equal(values.recordId(a, serialNumber));
        const key = { x: (a << 3n) & ((1n << 256n) - 1n), y: (b << 2n) & ((1n << 256n) - 1n) };
        expect(await harness.keyHash(key.x, key.y)).to.equal(values.keyHash(key));
        expect(await harness.constraint(a, b)).to.equal(poseidon(values.Domain.Constraint, a, b));
      }),
      runs,
    );
    for (const role of Object.values(values.Role)) {
      expect(await harness.meta(role, 15, (1n << 40n) - 1n)).to.equal(values.encodeMeta(role, 15, 1n << 40n));
    }
  });
});

describe('Values of octets and digits', () => {
  const octets = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength });
  const chunks = (given: Uint8Array, count: number): bigint[] => {
    const padded = Buffer.concat([given], 31 * count).toString('hex');
    return Array.from({ length: count }, (_, i) => BigInt(`0x${padded.slice(62 * i, 62 * (i + 1))}`));
  };

  it('are those of src/zk/values.ts: organization, registeredID', async () => {
    const harness = await deploy<ValuesHarness>('ValuesHarness');
    await fc.assert(
      fc.asyncProperty(octets(64), octets(31), async (organization, rid) => {
        const [first, second, third] = chunks(organization, 3) as [bigint, bigint, bigint];
        expect(await harness.organizationHash(organization.length, [first, second, third])).to.equal(
          values.organizationHash(organization),
        );
        expect(await harness.ridHash(rid.length, chunks(rid, 1)[0]!)).to.equal(values.ridHash(rid));
      }),
      runs,
    );
  });

  it('are those of src/zk/values.ts: EID prefixes, and the constraint of an EUM', async () => {
    const harness = await deploy<ValuesHarness>('ValuesHarness');
    const prefix = fc.stringMatching(/^[0-9]{1,32}$/);
    await fc.assert(
      fc.asyncProperty(octets(64), fc.array(prefix, { minLength: 1, maxLength: 4 }), async (organization, prefixes) => {
        const [a, b, c, d] = Array.from({ length: 4 }, (_, i) =>
          prefixes[i] === undefined ? 0n : values.encodePrefix(prefixes[i]),
        ) as [bigint, bigint, bigint, bigint];
        const list = await harness.prefixList([a, b, c, d]);
        expect(list).to.equal(values.prefixList(prefixes));
        expect(await harness.constraint(values.organizationHash(organization), list)).to.equal(
          values.constraint(organization, prefixes),
        );
      }),
      runs,
    );
  });
});

describe('Poseidon', () => {
  it("is circomlib's function at every width, for any field elements", async () => {
    const nodes = await deploy<PoseidonNodes>('PoseidonNodes');
    const wide = await deploy<PoseidonValues>('PoseidonValues');
    await fc.assert(
      fc.asyncProperty(fc.array(element, { minLength: 5, maxLength: 5 }), async (inputs) => {
        const [a, b, c, d, e] = inputs as [bigint, bigint, bigint, bigint, bigint];
        expect(await nodes.hash(a, b)).to.equal(poseidon(a, b));
        expect(await wide['hash(uint256,uint256,uint256)'](a, b, c)).to.equal(poseidon(a, b, c));
        expect(await wide['hash(uint256,uint256,uint256,uint256,uint256)'](a, b, c, d, e)).to.equal(
          poseidon(a, b, c, d, e),
        );
      }),
      runs,
    );
  });

  it("comes from a recurrence that equals circomlib's function by itself", () => {
    for (const width of [3, 4, 6]) {
      const form = recurrence(width);
      fc.assert(
        fc.property(fc.array(element, { minLength: width - 1, maxLength: width - 1 }), (inputs) => {
          expect(evaluate(form, inputs)).to.equal(poseidon(...inputs));
        }),
        runs,
      );
    }
    expect(() => recurrence(5)).to.throw(RangeError, 'no Poseidon of width 5');
  });

  it('is what the generator writes today', async () => {
    for (const [file, source] of await poseidonSources()) expect(readFileSync(file, 'utf8')).to.equal(source);
  });
});
