import { expect } from 'chai';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { validateChain } from '../../src/pki/chain.ts';
import { NOW, pki, poolOf } from './support/fixture.ts';
import { LIMBO } from './limbo-cases.ts';
import { refusalOf } from './support/refusal.ts';

/**
 * Classes of test cases of x509-limbo (C2SP), made anew for the profile of SGP.22: limbo's own certificates are web certificates. The
 * table of what must happen is {@link LIMBO}.
 */
describe('x509-limbo’s classes of cases, made anew for SGP.22 [S50]', () => {
  for (const [id, { expected, make }] of Object.entries(LIMBO)) {
    it(`${id}: ${expected === 'accept' ? 'accepted' : `refused as ${expected}`}`, () => {
      const { der, pool = [], crls, at = NOW, anchor = pki().ci.certificate } = make(pki());
      const refusal = refusalOf(() =>
        validateChain(parseCertificate(der), [...pool, ...poolOf(pki())], [anchor], at, crls),
      );
      expect(refusal?.code ?? 'accept', refusal?.message).to.equal(expected);
    });
  }

  it('cover every class named', () => {
    const classes = new Set(Object.keys(LIMBO).map((id) => id.split('/')[0]));
    expect([...classes]).to.deep.equal([
      'serial',
      'validity',
      'eku',
      'pathlen',
      'crl',
      'ski-aki',
      'names',
      'root',
      'nc',
    ]);
  });
});
