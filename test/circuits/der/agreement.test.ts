import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseCertificate, type Certificate } from '../../../src/pki/certificate.ts';
import { issue } from '../../../src/pki/mint/issue.ts';
import { mintPki } from '../../../src/pki/mint/pki.ts';
import { name } from '../../../src/pki/mint/name.ts';
import { sign } from '../../../src/pki/mint/sign.ts';
import { PkiError } from '../../../src/pki/error.ts';
import { encodePrefix, Role } from '../../../src/zk/values.ts';
import { opensslCorpus } from '../../pki/openssl-corpus.ts';
import { eUicc, extension } from './builder.ts';
import { expectRefused, readTbs } from './tbs-circuit.ts';

/** The circuit reads the same values as src/pki. */
async function expectAgreement(certificate: Certificate): Promise<void> {
  const fields = await readTbs(certificate.tbs);
  expect(fields.serialNumber).to.equal(certificate.serialNumber);
  expect(fields.notBefore).to.equal(certificate.notBefore);
  expect(fields.notAfter).to.equal(certificate.notAfter);
  expect({ x: fields.x, y: fields.y }).to.deep.equal(certificate.publicKey);
  expect(fields.role).to.equal(Role[certificate.role]);
  expect(fields.digitalSignature === 1n).to.equal(certificate.keyUsage.digitalSignature);
  expect(fields.keyCertSign === 1n).to.equal(certificate.keyUsage.keyCertSign);
  expect(fields.crlSign === 1n).to.equal(certificate.keyUsage.cRLSign);
  expect(fields.isCa === 1n).to.equal(certificate.isCa);
  const { pathLength, registeredId, eid, organization, nameConstraints } = certificate;
  expect(fields.pathLength).to.equal(pathLength === undefined ? 7n : BigInt(Math.min(pathLength, 6)));
  expect(fields.registeredId).to.deep.equal(registeredId && Uint8Array.from(registeredId));
  if (eid !== undefined) expect(fields.eid).to.equal(BigInt(`0x${eid}`));
  const prefixes = (nameConstraints?.prefixes ?? []).map(encodePrefix);
  expect(fields.prefixes).to.deep.equal([...prefixes, 0n, 0n, 0n, 0n].slice(0, 4));
  const named = organization ?? nameConstraints?.organization;
  if (named !== undefined) expect(fields.organization).to.deep.equal(Uint8Array.from(named));
}

describe('TbsCertificate and parseCertificate', () => {
  it('agree on the test certificates of SGP.26, all but the CI, which no proof is about', async () => {
    const folder = path.join(process.env['OPENRSP_VECTORS'] ?? 'test/vectors', 'sgp26');
    const files = readdirSync(folder).filter((file) => file.endsWith('.der'));
    expect(files.length).to.be.greaterThanOrEqual(6);
    for (const file of files) {
      const certificate = parseCertificate(readFileSync(path.join(folder, file)));
      if (certificate.role === 'Ci') await expectRefused(certificate.tbs, 'CertificatePolicies');
      else await expectAgreement(certificate);
    }
  });

  it('agree on a minted PKI', async () => {
    for (const { certificate } of mintPki({ seed: 'agreement' }).all) {
      if (certificate.role !== 'Ci') await expectAgreement(certificate);
    }
  });

  it('agree on certificates made by OpenSSL [S47]', async () => {
    for (const { der, fitsCircuit } of opensslCorpus().certificates) {
      const certificate = parseCertificate(der);
      if (fitsCircuit) await expectAgreement(certificate);
      else await expectRefused(certificate.tbs, 'RelativeName');
    }
  });

  it('agree on serial numbers, dates, names and extensions of any size [S47]', async () => {
    const pki = mintPki({ seed: 'arbitrary' });
    const { certificate: own, secretKey } = pki.euiccs[0];
    const time = fc.integer({ min: Date.UTC(1950, 0) / 1000, max: Date.UTC(10_000, 0) / 1000 - 1 }).map(BigInt);
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: 1n, max: (1n << 159n) - 1n }),
        time,
        time,
        fc.string({ minLength: 1, maxLength: 40 }),
        fc.string({ minLength: 1, maxLength: 15, unit: 'grapheme' }),
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 }),
        async (serialNumber, first, second, commonName, issuer, unknown) => {
          const [notBefore, notAfter] = first < second ? [first, second] : [second, first];
          const der = issue(
            {
              serialNumber,
              notBefore,
              notAfter,
              issuer: name(['CN', issuer]),
              subject: name(['CN', commonName], ['O', 'OpenRSP Test EUM'], ['serialNumber', own.eid!]),
              subjectPublicKeyInfo: own.tbs.subarray(...keyOf(own)),
              extensions: [
                ...eUicc().extensions,
                ...unknown.map((value, i) => extension(`1.3.6.1.4.1.32473.${i}`, value)),
              ],
            },
            secretKey,
          );
          await expectAgreement(parseCertificate(der));
        },
      ),
      { seed: 20_260_115, numRuns: 60 },
    );
  });

  it('agree on every octet changed, but for what only the parser looks into: names, key and key identifiers [S47]', async () => {
    const { certificate, secretKey } = mintPki({ seed: 'octets' }).euiccs[0];
    const { tbs, issuer, subject, subjectKeyIdentifier, authorityKeyIdentifier } = certificate;
    // Each with the octets of its own headers before it.
    const lookedInto: readonly (readonly [Uint8Array, number])[] = [
      [issuer.der, 0],
      [subject.der, 0],
      [tbs.subarray(...keyOf(certificate)), 0],
      [subjectKeyIdentifier!, 2],
      [authorityKeyIdentifier!, 4],
    ];
    const spans = lookedInto.map(([part, before]) => {
      const start = Buffer.from(tbs).indexOf(Buffer.from(part));
      return [start - before, start + part.length] as const;
    });
    let agreed = 0;
    for (let position = 0; position < tbs.length; position++) {
      const changed = tbs.with(position, tbs[position]! ^ (1 << (position % 8)));
      const parsed = attempt(() => parseCertificate(sign(changed, secretKey, 'low')));
      if (parsed !== undefined) {
        await expectAgreement(parsed);
        agreed++;
      } else if (!spans.some(([start, end]) => position >= start && position < end)) {
        await expectRefused(changed);
      }
    }
    // Serial number, dates, names: much of a certificate may say something else.
    expect(agreed).to.be.greaterThan(20);
  });
});

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    return undefined;
  }
}

/** First and last octet of the SubjectPublicKeyInfo in the TBSCertificate. */
function keyOf({ tbs }: Certificate): [number, number] {
  const start = Buffer.from(tbs).indexOf('3059301306072a8648ce3d0201', 'hex');
  return [start, start + 91];
}
