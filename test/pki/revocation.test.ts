import { expect } from 'chai';
import type { Certificate } from '../../src/pki/certificate.ts';
import { validateChain } from '../../src/pki/chain.ts';
import { parseCrl, type Crl } from '../../src/pki/crl.ts';
import { booleanTrue, integer, sequence } from '../../src/pki/der/writer.ts';
import type { Minted } from '../../src/pki/mint/authority.ts';
import { issueCrl, type CrlEntryTemplate } from '../../src/pki/mint/crls.ts';
import { distributionPointName, extension } from '../../src/pki/mint/extension.ts';
import { CRL_A, CRL_B } from '../../src/pki/mint/profile.ts';
import { Oid } from '../../src/pki/oid.ts';
import { NOT_BEFORE, NOW, pki, poolOf } from './support/fixture.ts';
import { expectRefusal } from './support/refusal.ts';

interface Request {
  readonly issuer?: Minted;
  readonly revoked?: readonly Minted[];
  readonly scope?: readonly Uint8Array[];
  readonly thisUpdate?: bigint;
  readonly nextUpdate?: bigint;
}

const USER_ONLY = booleanTrue(0x81);
const CA_ONLY = booleanTrue(0x82);

function crl({
  issuer = pki().ci,
  revoked = [],
  scope,
  thisUpdate = NOT_BEFORE,
  nextUpdate = NOW + 86_400n,
}: Request = {}): Crl {
  const entries: CrlEntryTemplate[] = revoked.map(({ certificate }) => ({
    serialNumber: certificate.serialNumber,
    revocationDate: thisUpdate,
    reason: 6,
  }));
  const extensions = [extension(Oid.cRLNumber, integer(3n))];
  if (scope !== undefined) extensions.push(extension(Oid.issuingDistributionPoint, sequence(...scope), true));
  return parseCrl(
    issueCrl({ issuer: issuer.certificate.subject.der, thisUpdate, nextUpdate, entries, extensions }, issuer.secretKey),
  );
}

const validate = ({ certificate }: Minted, ...crls: readonly Crl[]): readonly Certificate[] =>
  validateChain(certificate, poolOf(pki()), [pki().ci.certificate], NOW, crls);

describe('revocation', () => {
  it('passes every certificate with the PKI’s own CRLs', () => {
    const crls = pki().crls.map((minted) => minted.crl);
    for (const minted of pki().all) expect(validate(minted, ...crls)[0]).to.equal(minted.certificate);
  });

  it('refuses a revoked certificate and everything below a revoked EUM [S37]', () => {
    const { dpAuth, dpPb, eum, euiccs } = pki();
    expectRefusal(
      'Revoked',
      () => validate(dpAuth, crl({ revoked: [dpAuth] })),
      dpAuth.certificate.serialNumber.toString(),
    );
    expect(validate(dpPb, crl({ revoked: [dpAuth] }))).to.have.length(2);
    expectRefusal('Revoked', () => validate(euiccs[0], crl({ revoked: [eum] })), 'EUM Test');
  });

  it('takes a revocation from an outdated CRL and from one of another scope: it does not lapse [S37]', () => {
    const { dpAuth } = pki();
    const outdated = crl({ revoked: [dpAuth], nextUpdate: NOT_BEFORE + 1n });
    expectRefusal('Revoked', () => validate(dpAuth, crl(), outdated));
    expectRefusal('Revoked', () => validate(dpAuth, crl(), crl({ revoked: [dpAuth], scope: [CA_ONLY] })));
  });

  it('takes no revocation from another issuer, same serial number or not [S37]', () => {
    const { dpAuth, subCi } = pki();
    expect(validate(dpAuth, crl(), crl({ issuer: subCi, revoked: [dpAuth] }))).to.have.length(2);
  });

  it('refuses a certificate with distribution points of which no current CRL is there', () => {
    const { dpAuth } = pki();
    expectRefusal('CrlMissing', () => validate(dpAuth), CRL_A);
    expectRefusal('CrlMissing', () => validate(dpAuth, crl({ nextUpdate: NOW - 1n })));
    expectRefusal('CrlMissing', () => validate(dpAuth, crl({ thisUpdate: NOW + 1n })));
    expect(validate(dpAuth, crl({ thisUpdate: NOW, nextUpdate: NOW }))).to.have.length(2);
  });

  it('refuses a CRL of another issuer or whose issuer may not sign CRLs as the missing one', () => {
    const { dpAuth, subCi, eum, euiccs } = pki();
    expectRefusal('CrlMissing', () => validate(dpAuth, crl({ issuer: subCi })));
    expect(validate(euiccs[0], crl(), crl({ issuer: eum, revoked: [euiccs[0]] }))).to.have.length(3);
  });

  it('refuses a CRL of another scope as the missing one', () => {
    const { dpAuth, eum } = pki();
    expectRefusal('CrlMissing', () => validate(dpAuth, crl({ scope: [CA_ONLY] })));
    expectRefusal('CrlMissing', () => validate(eum, crl({ scope: [USER_ONLY] })));
    expectRefusal('CrlMissing', () => validate(eum, crl({ scope: [distributionPointName(CRL_A)] })), CRL_B);
    expect(validate(eum, crl({ scope: [distributionPointName(CRL_B), CA_ONLY] }))).to.have.length(2);
    expect(validate(dpAuth, crl({ scope: [USER_ONLY] }))).to.have.length(2);
  });

  it('demands no CRL for a certificate that names no distribution point, as eUICCs do', () => {
    const { euiccs } = pki();
    expectRefusal('CrlMissing', () => validate(euiccs[0]), 'EUM Test');
    expect(validate(euiccs[0], crl())).to.have.length(3);
  });
});
