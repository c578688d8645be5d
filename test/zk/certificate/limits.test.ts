import { expect } from 'chai';
import { parseCertificate, type Certificate } from '../../../src/pki/certificate.ts';
import { sign } from '../../../src/pki/mint/sign.ts';
import { mintPki } from '../../../src/pki/mint/pki.ts';
import { objectIdentifier, sequence, setOf } from '../../../src/pki/der/writer.ts';
import { CertificateStatementError } from '../../../src/zk/certificate/error.ts';
import { checkLimits, CircuitLimit } from '../../../src/zk/certificate/limits.ts';
import {
  attribute,
  dnsName,
  EID,
  encode,
  eUicc,
  eum,
  extension,
  hex,
  keyUsage,
  Oid,
  rdn,
  replaceExtension,
  server,
  spki,
  StringTag,
  subjectAltName,
  subtree,
  type TbsParts,
} from '../../circuits/der/builder.ts';

describe('checkLimits', () => {
  const { euiccs, ci } = mintPki({ seed: 'limits' });
  const { x, y } = euiccs[0].certificate.publicKey;
  const point = hex(`04${[x, y].map((coordinate) => coordinate.toString(16).padStart(64, '0')).join('')}`);

  const certificate = (parts: TbsParts): Certificate =>
    parseCertificate(sign(encode({ ...parts, key: spki(point) }), ci.secretKey, 'low'));
  const expectTooLarge = (parts: TbsParts, what: string): void => {
    expect(() => checkLimits(certificate(parts)))
      .to.throw(CertificateStatementError, what)
      .with.property('code', 'Limit');
  };
  const unknown = (i: number, octets = 1): Uint8Array => extension(`1.3.6.1.4.1.32473.${i}`, new Uint8Array(octets));

  it('lets pass what the circuit has room for', () => {
    for (const parts of [eUicc(), eum(), server()]) checkLimits(certificate(parts));
  });

  it('names the part that is too large', () => {
    const chip = eUicc();
    const filler = rdn(Oid.commonName, 'x');
    const name = [rdn(Oid.organizationName, 'O'), rdn(Oid.serialNumber, EID, StringTag.printable)];
    expectTooLarge({ ...chip, extensions: [...chip.extensions, unknown(1, 400)] }, 'octets in the TBSCertificate');
    expectTooLarge({ ...chip, subject: [...name, ...Array<Uint8Array>(7).fill(filler)] }, 'in the subject');
    expectTooLarge(
      { ...chip, subject: [...name, rdn(Oid.commonName, 'x'.repeat(128))] },
      'in a relative distinguished name',
    );
    const two = setOf(attribute(Oid.commonName, 'x'), attribute('2.5.4.11', 'y'));
    expectTooLarge({ ...chip, subject: [...name, two] }, 'attributes in one relative distinguished name');
    const long = rdn('1.3.6.1.4.1.32473.1.2.3.4', 'x');
    expectTooLarge({ ...chip, subject: [...name, long] }, 'octets in the OID of an attribute');
    const many = Array.from({ length: CircuitLimit.extensions - 3 }, (_, i) => unknown(i));
    expectTooLarge({ ...chip, extensions: [...chip.extensions, ...many] }, 'extensions');
    const longOid = sequence(objectIdentifier('1.3.6.1.4.1.32473.1.2.3.4.5'), hex('04 00'));
    expectTooLarge({ ...chip, extensions: [...chip.extensions, longOid] }, 'octets in the OID of an extension');
    expectTooLarge(replaceExtension(chip, Oid.keyUsage, keyUsage(hex('03 03 07 80 80'))), 'octets of keyUsage');
    const names = Array<Uint8Array>(9).fill(dnsName('a'));
    expectTooLarge(
      replaceExtension(server('DpTls'), Oid.subjectAltName, subjectAltName(...names)),
      'names in subjectAltName',
    );
    const both = setOf(attribute(Oid.organizationName, 'O'), attribute(Oid.serialNumber, '89', StringTag.printable));
    expectTooLarge(eum(subtree(both)), 'attributes in one relative distinguished name');
  });
});
