import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { parseCrl } from '../../src/pki/crl.ts';
import { readDer } from '../../src/pki/der/node.ts';
import { decodePem } from '../../src/pki/pem.ts';
import { pki, poolOf } from './support/fixture.ts';
import { refusalOf } from './support/refusal.ts';

const RUNS = process.env.OPENRSP_LONG === '1' ? 200_000 : 5_000;
const SEED = 48;
/** Far above what any input takes, so that only a real blow-up fails on a busy machine. */
const MAX_MILLISECONDS = 1_000;

/** Refused with a PkiError or accepted, in bounded time; returns whether it was accepted. */
function decide(read: () => unknown): boolean {
  const started = performance.now();
  const accepted = refusalOf(read) === undefined;
  expect(performance.now() - started).to.be.below(MAX_MILLISECONDS);
  return accepted;
}

type Edit = { readonly at: number; readonly kind: 'set' | 'insert' | 'delete'; readonly octet: number };

const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    at: fc.nat({ max: 700 }),
    kind: fc.constantFrom('set', 'insert', 'delete'),
    octet: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0x00, 0x01, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff)),
  }),
  { minLength: 1, maxLength: 6 },
);

function apply(der: Uint8Array, changes: readonly Edit[]): Uint8Array {
  const octets = [...der];
  for (const { at, kind, octet } of changes) {
    const position = at % octets.length;
    octets.splice(position, kind === 'insert' ? 0 : 1, ...(kind === 'delete' ? [] : [octet]));
  }
  return Uint8Array.from(octets);
}

describe('fuzzed input', () => {
  const options = { seed: SEED, numRuns: RUNS };
  const certificates = () => poolOf(pki()).map(({ der }) => der);

  it('refuses random octets with a PkiError [S54]', function () {
    this.timeout(600_000);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (octets) => {
        expect(decide(() => parseCertificate(octets))).to.equal(false);
        expect(decide(() => parseCrl(octets))).to.equal(false);
        decide(() => readDer(octets));
      }),
      options,
    );
  });

  it('refuses or accepts altered certificates, and accepts none that OpenSSL cannot read [S47] [S54]', function () {
    this.timeout(600_000);
    const ders = certificates();
    fc.assert(
      fc.property(fc.constantFrom(...ders), edits, (der, changes) => {
        const altered = apply(der, changes);
        if (decide(() => parseCertificate(altered))) expect(() => new X509Certificate(altered)).not.to.throw();
      }),
      options,
    );
  });

  it('refuses or accepts altered CRLs [S54]', function () {
    this.timeout(600_000);
    const ders = pki().crls.map(({ crl }) => crl.der);
    fc.assert(
      fc.property(fc.constantFrom(...ders), edits, (der, changes) => {
        decide(() => parseCrl(apply(der, changes)));
      }),
      options,
    );
  });

  it('refuses every truncation of a certificate and of a CRL', () => {
    for (const der of certificates()) {
      for (let length = 0; length < der.length; length++) {
        expect(decide(() => parseCertificate(der.subarray(0, length)))).to.equal(false);
      }
    }
    const { der } = pki().crls[0]!.crl;
    for (let length = 0; length < der.length; length++) {
      expect(decide(() => parseCrl(der.subarray(0, length)))).to.equal(false);
    }
  });

  it('refuses text that is no PEM', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, body) => {
        decide(() =>
          decodePem(`${before}-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`, 'CERTIFICATE'),
        );
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});
