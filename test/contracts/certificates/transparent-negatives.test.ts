import { expect } from 'chai';
import { mintNegative, NEGATIVE_NAMES, type NegativeName } from '../../../src/pki/mint/negative.ts';
import { contractErrorOf } from '../../../src/chain/explain.ts';
import { keyHash, recordId } from '../../../src/zk/values.ts';
import { pki } from '../../pki/support/fixture.ts';
import { loadFixture } from '../support/chain.ts';
import { deployOpenSystem, simulateOpen } from '../support/transparent.ts';

const fixture = () => deployOpenSystem();

/** Negative certificate → the error that it is refused with on chain. */
const ERRORS: Readonly<Record<NegativeName, string>> = {
  expired: 'CertificateExpired',
  notYetValid: 'CertificateNotYetValid',
  tamperedSignature: 'SignatureRefused',
  tamperedSubject: 'SignatureRefused',
  wrongIssuer: 'SignatureRefused',
  unknownIssuer: 'SignatureRefused',
  unknownAnchor: 'SignatureRefused',
  issuedByServer: 'RoleRefused',
  serverIssuedByEum: 'RoleRefused',
  euiccIssuedByCi: 'RoleNotPublic',
  wrongOrganization: 'RoleNotPublic',
  wrongEidPrefix: 'RoleNotPublic',
  badEidCheckDigits: 'RoleNotPublic',
  unknownRole: 'PolicyRefused',
  brainpool: 'KeyKindRefused',
  pathTooLong: 'PathLengthRefused',
  eumWithoutKeyCertSign: 'KeyUsageRefused',
  serverWithoutDigitalSignature: 'KeyUsageRefused',
  eumNotCa: 'BasicConstraintsRefused',
  serverIsCa: 'BasicConstraintsRefused',
  eumWithoutNameConstraints: 'NameConstraintsMisplaced',
  withoutRegisteredId: 'RegisteredIdRefused',
  unknownCriticalExtension: 'ExtensionNotUnderstood',
  duplicateExtension: 'ExtensionRepeated',
  revoked: 'CertificateIsRevoked',
  revokedIssuer: 'CertificateIsRevoked',
  expiredIssuer: 'CertificateExpired',
};

describe('Negative certificates in the open', () => {
  for (const name of NEGATIVE_NAMES) {
    it(`refuses ${name} with ${ERRORS[name]}`, async () => {
      const system = await loadFixture(fixture);
      const { anchor, revocations, revoker } = system;
      const negative = mintNegative(pki(), name);
      const serials = new Set(negative.crls.flatMap(({ entries }) => entries.map(({ serialNumber }) => serialNumber)));
      const revoked = [...serials].map((serialNumber) => recordId(keyHash(anchor.publicKey), serialNumber));
      if (revoked.length > 0) await revocations.connect(revoker).revokeCertificates(revoked);
      // The whole line from the anchor down, as far as issuers can be found in it.
      const above: Uint8Array[] = [];
      for (let issuer = negative.issuer; issuer.issuer !== undefined; issuer = issuer.issuer) {
        above.unshift(issuer.certificate.der);
      }
      const failure: unknown = await simulateOpen(system, [...above, negative.der], anchor).catch(
        (error: unknown) => error,
      );
      expect(contractErrorOf(failure)?.name, String(failure)).to.equal(ERRORS[name]);
    });
  }
});
