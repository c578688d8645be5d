import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { bitString, explicit, sequence } from '../../src/pki/der/writer.ts';
import { privateKeyPem } from '../../src/pki/mint/store.ts';
import { ecdsaWithSha256 } from '../../src/pki/mint/sign.ts';
import { isSignedBy } from '../../src/pki/signature.ts';
import { opensslCorpus } from './openssl-corpus.ts';
import { pki, poolOf } from './support/fixture.ts';
import { refusalOf } from './support/refusal.ts';
import { Member, nodeAt } from './support/surgery.ts';

const RUNS = process.env.OPENRSP_LONG === '1' ? 100_000 : 3_000;
const SEED = 20_140_518;
/** Members of TBSCertificate before the extensions: version to subjectPublicKeyInfo. */
const FIELDS = 7;

/** Members and extensions of a valid certificate, to splice from. */
interface Donor {
  readonly fields: readonly Uint8Array[];
  readonly extensions: readonly Uint8Array[];
}

function donor(der: Uint8Array): Donor {
  return {
    fields: nodeAt(der, Member.tbs)
      .children.slice(0, FIELDS)
      .map(({ bytes }) => bytes),
    extensions: nodeAt(der, Member.extensions).children.map(({ bytes }) => bytes),
  };
}

describe(`${RUNS} certificates spliced from valid ones`, () => {
  it('crash nothing, and none is accepted that OpenSSL refuses [S52]', function () {
    this.timeout(1_200_000);
    const { ci } = pki();
    const donors = [...poolOf(pki()), ...opensslCorpus({ count: 40, seed: SEED }).certificates].map(({ der }) =>
      donor(der),
    );
    const allExtensions = donors.flatMap(({ extensions }) => extensions);
    const signingKey = createPrivateKey(privateKeyPem(ci.secretKey));
    const issuerKey = new X509Certificate(ci.certificate.der).publicKey;

    const index = fc.nat({ max: donors.length - 1 });
    const spliced = fc
      .record({
        base: index,
        // Which donor each field comes from; mostly the base, so that some results are whole.
        fields: fc.array(fc.option(index, { freq: 1 }), { minLength: FIELDS, maxLength: FIELDS }),
        keep: fc.oneof(
          { weight: 3, arbitrary: fc.constant(0xffff) },
          { weight: 1, arbitrary: fc.nat({ max: 0xffff }) },
        ),
        added: fc.oneof(
          { weight: 1, arbitrary: fc.constant<number[]>([]) },
          { weight: 1, arbitrary: fc.array(fc.nat({ max: allExtensions.length - 1 }), { maxLength: 3 }) },
        ),
        flip: fc.option(fc.nat({ max: 8_000 }), { freq: 1 }),
      })
      .map(({ base, fields, keep, added, flip }) => {
        const from = donors[base]!;
        const extensions = from.extensions.filter((_, i) => (keep >> i) % 2 === 1);
        const tbs = sequence(
          ...from.fields.map((own, i) => donors[fields[i] ?? base]!.fields[i] ?? own),
          explicit(3, sequence(...extensions, ...added.map((i) => allExtensions[i]!))),
        );
        return flip === null || flip >= tbs.length * 8
          ? tbs
          : tbs.map((octet, i) => (i === flip >> 3 ? octet ^ (1 << (flip & 7)) : octet));
      });

    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(spliced, (tbs) => {
        const der = sequence(tbs, ecdsaWithSha256(), bitString(sign('sha256', tbs, signingKey)));
        const refusal = refusalOf(() => {
          if (!isSignedBy(parseCertificate(der), ci.certificate)) return;
          const theirs = new X509Certificate(der);
          expect(theirs.verify(issuerKey)).to.equal(true);
          expect(theirs.toLegacyObject()).to.have.property('subject');
          accepted++;
        });
        if (refusal !== undefined) refused++;
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(accepted, 'accepted').to.be.above(RUNS / 50);
    expect(refused, 'refused').to.be.above(RUNS / 10);
  });
});
