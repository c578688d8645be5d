import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseCrl } from '../../../src/pki/crl.ts';
import { contextPrimitive, Tag } from '../../../src/pki/der/tag.ts';
import { booleanTrue, integer, objectIdentifier, sequence, setOf, text, tlv } from '../../../src/pki/der/writer.ts';
import { PkiError } from '../../../src/pki/error.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  distributionPointName,
  extension,
  keyUsage,
} from '../../../src/pki/mint/extension.ts';
import { issue } from '../../../src/pki/mint/issue.ts';
import { subjectPublicKeyInfo } from '../../../src/pki/mint/key.ts';
import { Oid } from '../../../src/pki/oid.ts';
import type { CrlHarness } from '../../../types/ethers-contracts/index.ts';
import { key } from '../support/certificates.ts';
import { crl, crlNumber, DAY, entry, scope, THIS_UPDATE, wrap } from '../support/crls.ts';
import { deploy } from '../support/deploy.ts';
import { membersOf, mutateDer } from '../support/mutate-der.ts';

const COUNT = process.env['OPENRSP_LONG'] === '1' ? 2_000 : 300;
/** Lists judged in one call. */
const BATCH = 25;
const SEED = 20260115;

/** What the reader in TypeScript minds and the contract does not, to which no revocation can be owed (docs/adr/0009-crls-on-chain.md). */
const KNOWN_DIFFERENCES = [/lists a serial number twice/, /is a \w+, it must be/];

const own = key('CI of the differential test');
const run = promisify(execFile);

const reason = fc
  .constantFrom(0, 1, 2, 3, 4, 5, 6, 9, 10, 7, 8, 11)
  .map((code) => extension(Oid.reasonCode, integer(BigInt(code), Tag.Enumerated)));
const invalidityDate = fc.boolean().map((critical) => {
  return extension(Oid.invalidityDate, text(Tag.GeneralizedTime, '20250101000000Z'), critical);
});
const unknown = fc
  .tuple(fc.nat({ max: 300 }), fc.uint8Array({ maxLength: 4 }), fc.integer({ min: 0, max: 9 }))
  .map(([arc, value, chance]) => extension(`2.999.${arc}`, tlv(Tag.OctetString, value), chance === 0));
const entryExtensions = fc.oneof(
  { weight: 6, arbitrary: fc.constant([]) },
  { weight: 3, arbitrary: fc.tuple(reason) },
  { weight: 1, arbitrary: fc.array(fc.oneof(reason, invalidityDate, unknown), { maxLength: 3 }) },
);
const entries = fc.array(
  fc
    .tuple(
      fc.oneof(
        { weight: 9, arbitrary: fc.bigInt({ min: 1n, max: 1n << 158n }) },
        fc.bigInt({ min: 0n, max: 1n << 161n }),
      ),
      entryExtensions,
    )
    .map(([serialNumber, extensions]) => entry(serialNumber, ...extensions)),
  { maxLength: 5 },
);
const string = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((value) => text(Tag.Utf8String, value)),
  fc.constantFrom('IT', 'GSMA', 'CI (1)', 'x', 'a@b').map((value) => text(Tag.PrintableString, value)),
  fc.constantFrom('ci@example.com', 'b@x', 'é').map((value) => text(Tag.Ia5String, value)),
);
const issuer = fc
  .array(fc.tuple(fc.constantFrom(Oid.commonName, Oid.countryName, Oid.organizationName), string), {
    minLength: 1,
    maxLength: 3,
  })
  .map((attributes) => sequence(...attributes.map(([type, value]) => setOf(sequence(objectIdentifier(type), value)))));
const scopes = fc
  .oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        [distributionPointName('http://ci.example/A.crl')],
        [booleanTrue(contextPrimitive(1))],
        [distributionPointName('a'), booleanTrue(contextPrimitive(2))],
      ),
    },
    fc.subarray([1, 2, 4, 5].map((number) => booleanTrue(contextPrimitive(number)))),
  )
  .map((members) => scope(...members));
const extensions = fc.shuffledSubarray(['scope', 'keyIdentifier', 'unknown', 'delta']);
const list = fc
  .record({
    issuer,
    entries,
    nextUpdate: fc.bigInt({ min: THIS_UPDATE - DAY, max: 253_402_300_799n }),
    number: fc.bigInt({ min: 0n, max: (1n << 159n) + 1n }),
    scopes,
    unknown,
    extensions,
    highS: fc.boolean(),
  })
  .map((made) => {
    const known: Record<string, Uint8Array> = {
      scope: made.scopes,
      keyIdentifier: authorityKeyIdentifier(Uint8Array.of(1, 2, 3)),
      unknown: made.unknown,
      delta: extension(Oid.deltaCRLIndicator, integer(1n), true),
    };
    const chosen = made.extensions.flatMap((name) => known[name] ?? []);
    // A delta indicator in one of many only: most lists are to be good.
    const few = made.number % 8n === 0n ? chosen : chosen.filter((octets) => octets !== known['delta']);
    return crl(own, {
      issuer: made.issuer,
      nextUpdate: made.nextUpdate,
      ...(made.entries.length === 0 ? {} : { revoked: sequence(...made.entries) }),
      extensions: [crlNumber(made.number), ...few],
      highS: made.highS,
    });
  });
const plain = fc
  .record({ entries: fc.array(fc.bigInt({ min: 1n, max: 1n << 158n }), { maxLength: 3 }), number: fc.nat() })
  .map(({ entries: serialNumbers, number }) => crl(own, { number: BigInt(number), serialNumbers }));
const mutation = fc.record({ kind: fc.nat(), at: fc.nat(), value: fc.nat() });

/** The signed part, changed and signed again: what a CI's own software might get wrong. */
const resigned = fc.tuple(fc.oneof(list, plain), mutation).map(([der, change]) => {
  return wrap(mutateDer(membersOf(der)[0]!, change), own);
});
/** Changed by somebody else. */
const damaged = fc.tuple(plain, mutation).map(([der, change]) => mutateDer(der, change));
const any = fc.oneof(
  { weight: 2, arbitrary: plain },
  { weight: 6, arbitrary: list },
  { weight: 10, arbitrary: resigned },
  { weight: 2, arbitrary: damaged },
);

/** What OpenSSL prints of a list that it reads and whose signature by `own` it verifies. */
async function openssl(folder: string, der: Uint8Array, name: string): Promise<{ verified: boolean; entries: number }> {
  const file = path.join(folder, name);
  writeFileSync(`${file}.crl`, der);
  const { x, y } = own;
  const point = Buffer.from(`04${[x, y].map((n) => n.toString(16).padStart(64, '0')).join('')}`, 'hex');
  // OpenSSL finds the key by the issuer's name.
  const subject = membersOf(membersOf(der)[0]!)[2]!;
  const ca = issue(
    {
      serialNumber: 1n,
      issuer: subject,
      subject,
      notBefore: THIS_UPDATE,
      notAfter: THIS_UPDATE + 1_000_000_000n,
      subjectPublicKeyInfo: subjectPublicKeyInfo(point),
      extensions: [basicConstraints(), keyUsage(5, 6)],
    },
    own.secret,
  );
  writeFileSync(
    `${file}.pem`,
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(ca).toString('base64')}\n-----END CERTIFICATE-----\n`,
  );
  const arguments_ = [
    'crl',
    '-inform',
    'DER',
    '-in',
    `${file}.crl`,
    '-CAfile',
    `${file}.pem`,
    '-verify',
    '-text',
    '-noout',
  ];
  const { stdout, stderr } = await run('openssl', arguments_).catch((error: unknown) => {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { stdout, stderr };
  });
  return {
    verified: /verify OK/.test(stdout + stderr),
    entries: (stdout.match(/^ {4}Serial Number: /gm) ?? []).length,
  };
}

describe('RevocationLists: lists beside OpenSSL and beside the reader in TypeScript', () => {
  it(`accepts none of ${COUNT} generated and mutated lists that these do not read and verify [S48] [S36]`, async function () {
    this.timeout(600_000);
    const harness = await deploy<CrlHarness>('CrlHarness');
    const lists = fc.sample(any, { numRuns: COUNT, seed: SEED });
    const counts: number[] = [];
    for (let from = 0; from < lists.length; from += BATCH) {
      const batch = lists.slice(from, from + BATCH);
      counts.push(...(await harness.countEach(batch, own.x, own.y)).map(Number));
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'openrsp-crl-'));
    let accepted = 0;
    let stricter = 0;
    try {
      for (const [i, der] of lists.entries()) {
        const count = counts[i]!;
        const model = parsed(der);
        if (count < 0) {
          if (typeof model === 'number') stricter++;
          continue;
        }
        accepted++;
        const hex = Buffer.from(der).toString('hex');
        expect(await openssl(folder, der, `${i}`), hex).to.deep.equal({ verified: true, entries: count });
        if (typeof model === 'number' || !KNOWN_DIFFERENCES.some((known) => known.test(model)))
          expect(model, hex).to.equal(count);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    console.log({ lists: lists.length, accepted, refusedThoughTypeScriptReads: stricter });
    // The sample says something only if there is enough of both kinds.
    expect(accepted).to.be.greaterThan(COUNT / 5);
    expect(accepted).to.be.lessThan((COUNT * 4) / 5);
  });
});

/** What the reader in TypeScript makes of a list: its number of entries, or why it refuses it. */
function parsed(der: Uint8Array): number | string {
  try {
    return parseCrl(der).entries.length;
  } catch (error) {
    if (error instanceof PkiError) return error.message;
    throw error;
  }
}
