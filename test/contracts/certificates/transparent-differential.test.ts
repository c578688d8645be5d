import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { contractErrorOf } from '../../../src/chain/explain.ts';
import { parseCertificate, type Certificate } from '../../../src/pki/certificate.ts';
import { bitString, sequence } from '../../../src/pki/der/writer.ts';
import { withBitFlipped } from '../../../src/pki/mint/forge.ts';
import { ecdsaWithSha256 } from '../../../src/pki/mint/sign.ts';
import { privateKeyPem } from '../../../src/pki/mint/store.ts';
import { openStatement, type IssuerRecord } from '../../../src/zk/certificate.ts';
import { opensslCorpus } from '../../pki/openssl-corpus.ts';
import { pki, poolOf } from '../../pki/support/fixture.ts';
import { splicedTbs } from '../../pki/support/splice.ts';
import { loadFixture } from '../support/chain.ts';
import { describeUninstrumented } from '../support/coverage.ts';
import { anchorOf, deployOpenSystem, simulateOpen, type OpenSystem } from '../support/transparent.ts';

const LONG = process.env.OPENRSP_LONG === '1';
const GENERATED = LONG ? 500 : 40;
const SPLICED = LONG ? 1_500 : 60;
/** Of about 5,000 bits, every one or every 41st. */
const STEP = LONG ? 1 : 41;
const SEED = 20_260_124;
/** Der.sol has no times before it. */
const FIRST_SECOND = 0n;

const fixture = () => deployOpenSystem();

/** The leaf of a certificate that the contract takes, or the name of the error with which it refuses it. */
async function decide(system: OpenSystem, der: Uint8Array, issuer: IssuerRecord): Promise<bigint | string> {
  try {
    return (await simulateOpen(system, [der], issuer))[0]!;
  } catch (error) {
    const name = contractErrorOf(error)?.name;
    // No panic, no revert without a reason, nothing out of gas: whatever the octets are.
    if (name === undefined) throw error;
    return name;
  }
}

/** Asserts that OpenSSL reads and verifies, and that src/pki and src/zk make the same leaf of, what the contract took. */
function expectAgreement(der: Uint8Array, leaf: bigint, issuer: Certificate, record: IssuerRecord): void {
  const theirs = new X509Certificate(der);
  expect(theirs.verify(new X509Certificate(issuer.der).publicKey)).to.equal(true);
  execFileSync('openssl', ['x509', '-inform', 'der', '-noout', '-text'], {
    input: der,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ours = parseCertificate(der);
  expect(BigInt(`0x${theirs.serialNumber}`)).to.equal(ours.serialNumber);
  expect(openStatement({ certificate: ours, issuer: record }).leaf).to.equal(leaf);
}

describeUninstrumented(`${GENERATED + SPLICED} certificates read on chain and by OpenSSL`, () => {
  it(`takes of ${GENERATED} that OpenSSL made all but chips and those from before 1970, with the leaf of the proof [S47]`, async function () {
    this.timeout(1_200_000);
    const system = await loadFixture(fixture);
    const { issuers, certificates } = opensslCorpus({ count: GENERATED, seed: SEED });
    const anchor = await anchorOf(system, issuers.ci, 2n);
    let accepted = 0;
    for (const { der, role, description } of certificates) {
      const leaf = await decide(system, der, anchor);
      if (role === 'Euicc') {
        expect(leaf, description).to.be.oneOf(['SignatureRefused', 'DerTimeRefused']);
      } else if (parseCertificate(der).notBefore < FIRST_SECOND) {
        expect(leaf, description).to.equal('DerTimeRefused');
      } else {
        expect(leaf, description).to.be.a('bigint');
        expectAgreement(der, leaf as bigint, issuers.ci, anchor);
        accepted++;
      }
    }
    expect(accepted).to.be.above(GENERATED / 3);
  });

  it(`takes of ${SPLICED} spliced and mutated ones none that OpenSSL or src/pki refuses [S47] [S52]`, async function () {
    this.timeout(2_400_000);
    const system = await loadFixture(fixture);
    const { ci } = pki();
    const valid = [...poolOf(pki()), ...opensslCorpus({ count: 20, seed: SEED }).certificates].map(({ der }) => der);
    const key = createPrivateKey(privateKeyPem(ci.secretKey));
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(splicedTbs(valid), async (tbs) => {
        const der = sequence(tbs, ecdsaWithSha256(), bitString(sign('sha256', tbs, key)));
        const leaf = await decide(system, der, system.anchor);
        if (typeof leaf === 'string') {
          refused++;
        } else {
          accepted++;
          expectAgreement(der, leaf, ci.certificate, system.anchor);
        }
      }),
      { seed: SEED, numRuns: SPLICED },
    );
    expect(accepted, 'accepted').to.be.above(SPLICED / 50);
    expect(refused, 'refused').to.be.above(SPLICED / 10);
  });

  it(`refuses a certificate of which a bit is flipped, each ${STEP}th, by a named error [S53]`, async function () {
    this.timeout(1_200_000);
    const system = await loadFixture(fixture);
    const { der } = pki().eum.certificate;
    const errors = new Map<string, number>();
    for (let bit = 0; bit < der.length * 8; bit += STEP) {
      const flipped = der.map((octet, i) => (i === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet));
      const error = await decide(system, flipped, system.anchor);
      expect(error, `bit ${bit}`).to.be.a('string');
      errors.set(String(error), (errors.get(String(error)) ?? 0) + 1);
    }
    expect(errors.get('SignatureRefused')).to.be.above((der.length * 8) / STEP / 4);
    expect(errors.size).to.be.above(5);
    expect(await decide(system, withBitFlipped(withBitFlipped(der, 9), 9), system.anchor)).to.be.a('bigint');
  });
});
