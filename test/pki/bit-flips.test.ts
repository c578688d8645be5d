import { expect } from 'chai';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { isSignedBy } from '../../src/pki/signature.ts';
import { pki } from './support/fixture.ts';
import { refusalOf } from './support/refusal.ts';

describe('bit flips', () => {
  it('refuses a certificate of which any single bit is flipped, by the parser or by the signature [S53]', function () {
    this.timeout(120_000);
    const { euiccs, eum } = pki();
    const { der } = euiccs[0].certificate;
    let byParser = 0;
    let bySignature = 0;
    for (let bit = 0; bit < der.length * 8; bit++) {
      const flipped = der.map((octet, i) => (i === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet));
      const refusal = refusalOf(() => {
        if (!isSignedBy(parseCertificate(flipped), eum.certificate)) bySignature++;
        else expect.fail(`bit ${bit} is not covered`);
      });
      if (refusal !== undefined) byParser++;
    }
    expect(byParser + bySignature).to.equal(der.length * 8);
    expect(byParser).to.be.above(1_000);
    expect(bySignature).to.be.above(500);
  });
});
