import { expect } from 'chai';
import { parseCrl } from '../../../src/pki/crl.ts';
import { booleanTrue, integer, sequence } from '../../../src/pki/der/writer.ts';
import { contextPrimitive } from '../../../src/pki/der/tag.ts';
import { issueCrl } from '../../../src/pki/mint/crls.ts';
import { authorityKeyIdentifier, distributionPointName, extension } from '../../../src/pki/mint/extension.ts';
import { Oid } from '../../../src/pki/oid.ts';
import { recordId } from '../../../src/zk/values.ts';
import { addAnchor, type Key } from '../support/certificates.ts';
import { describeUninstrumented } from '../support/coverage.ts';
import { DAY, ISSUER_NAME, issuerOf, THIS_UPDATE, URI_A, URI_B, nameOf } from '../support/crls.ts';
import { deploySystem } from '../support/deploy.ts';

const ENTRIES = 1000;
const MAX_GAS = 12_000_000n;

/** A list of 1,000 certificates with a reason each, as a CI would publish it. */
function mintList(key: Key, uri: string, first: bigint, userOnly: boolean): Uint8Array {
  const scope = [distributionPointName(uri), ...(userOnly ? [booleanTrue(contextPrimitive(1))] : [])];
  return issueCrl(
    {
      issuer: ISSUER_NAME,
      thisUpdate: THIS_UPDATE,
      nextUpdate: THIS_UPDATE + 30n * DAY,
      entries: Array.from({ length: ENTRIES }, (_, i) => ({
        serialNumber: first + BigInt(i),
        revocationDate: THIS_UPDATE - BigInt(i),
        reason: i % 6,
      })),
      extensions: [
        authorityKeyIdentifier(Uint8Array.of(1, 2, 3)),
        extension(Oid.cRLNumber, integer(41n)),
        extension(Oid.issuingDistributionPoint, sequence(...scope), true),
      ],
    },
    key.secret,
    userOnly ? 'low' : 'high',
  );
}

describeUninstrumented('RevocationLists: two lists of 1,000 entries from two distribution points of one CI', () => {
  it('go in through several transactions, interrupted, in turns, and continued by somebody else [S37] [S41]', async function () {
    this.timeout(300_000);
    const system = await deploySystem();
    const { lists, registry, revocations, stranger, other } = system;
    const ci = await addAnchor(system);
    const serials = 1n << 120n;
    const both = [
      mintList(ci.key, URI_A, serials, true),
      // Half of it is in the other list already.
      mintList(ci.key, URI_B, serials + BigInt(ENTRIES / 2), false),
    ].map((der) => {
      const { entries } = parseCrl(der);
      const range = Buffer.from(der).indexOf(sequence(integer(entries[0]!.serialNumber)).subarray(2)) - 2;
      return { der, hash: nameOf(der), start: range, entries };
    });
    const transactions: bigint[] = [];
    const left: number[] = [];
    for (const [i, { der }] of both.entries()) {
      const receipt = await (await lists.connect(stranger).submitCrl(issuerOf(ci), der, ENTRIES, [])).wait();
      transactions.push(receipt!.gasUsed);
      left[i] = await octetsLeft(both[i]!.hash);
    }
    // Neither is complete: what is known is not fresh.
    expect((await registry.recordOf(ci.leaf)).record.nextUpdate).to.equal(0n);
    while (left.some((octets) => octets > 0)) {
      for (const [i, { der, hash, entries, start }] of both.entries()) {
        if (left[i] === 0) continue;
        const end = start + sizeOf(entries.length, der, start);
        const receipt = await (
          await lists.connect(other).continueCrl(hash, der.subarray(end - left[i]!, end), 250, [])
        ).wait();
        transactions.push(receipt!.gasUsed);
        left[i] = await octetsLeft(hash);
      }
    }
    expect(transactions.length).to.be.greaterThan(6);
    for (const gas of transactions) expect(gas).to.be.lessThan(MAX_GAS);

    const logs = await registry.queryFilter(registry.filters.RecordRevoked());
    const expected = Array.from({ length: ENTRIES * 1.5 }, (_, i) => recordId(ci.key.hash, serials + BigInt(i)));
    expect(new Set(logs.map(({ args }) => args.id))).to.deep.equal(new Set(expected));
    expect(logs.length).to.equal(expected.length);
    expect(await revocations.revTreeSize()).to.equal(1n);
    expect((await registry.recordOf(ci.leaf)).record.nextUpdate).to.equal(THIS_UPDATE + 30n * DAY);

    async function octetsLeft(hash: string): Promise<number> {
      const [log] = (await lists.queryFilter(lists.filters.CrlInserted(hash))).slice(-1);
      return Number(log!.args.octetsLeft);
    }
  });
});

/** Octets of so many entries from `start` on, each a SEQUENCE with a length of one octet. */
function sizeOf(count: number, der: Uint8Array, start: number): number {
  let at = start;
  for (let i = 0; i < count; i++) at += 2 + der[at + 1]!;
  return at - start;
}
