import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { bitString, sequence } from '../../src/pki/der/writer.ts';
import { privateKeyPem } from '../../src/pki/mint/store.ts';
import { ecdsaWithSha256 } from '../../src/pki/mint/sign.ts';
import { isSignedBy } from '../../src/pki/signature.ts';
import { opensslCorpus } from './openssl-corpus.ts';
import { pki, poolOf } from './support/fixture.ts';
import { refusalOf } from './support/refusal.ts';
import { splicedTbs } from './support/splice.ts';

const RUNS = process.env.OPENRSP_LONG === '1' ? 100_000 : 3_000;
const SEED = 20_140_518;
describe(`${RUNS} certificates spliced from valid ones`, () => {
  it('crash nothing, and none is accepted that OpenSSL refuses [S52]', function () {
    this.timeout(1_200_000);
    const { ci } = pki();
    const valid = [...poolOf(pki()), ...opensslCorpus({ count: 40, seed: SEED }).certificates].map(({ der }) => der);
    const signingKey = createPrivateKey(privateKeyPem(ci.secretKey));
    const issuerKey = new X509Certificate(ci.certificate.der).publicKey;

    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(splicedTbs(valid), (tbs) => {
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
