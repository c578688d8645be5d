import { expect } from 'chai';
import type { DerNode } from '../../../../src/pki/der/node.ts';
import { objectIdentifierText } from '../../../../src/pki/der/objectIdentifier.ts';
import { Tag } from '../../../../src/pki/der/tag.ts';
import { objectIdentifier, octetString, sequence, tlv } from '../../../../src/pki/der/writer.ts';
import { extension } from '../../../../src/pki/mint/extension.ts';
import { serverProfile } from '../../../../src/pki/mint/profile.ts';
import { Oid } from '../../../../src/pki/oid.ts';
import { derWith, extensionsOf } from '../../../pki/support/fixture.ts';
import { Member, nodeAt } from '../../../pki/support/surgery.ts';
import { reading } from '../../support/reading.ts';

const own = (): readonly Uint8Array[] => extensionsOf(serverProfile('DpAuth'));
const withAdded = (...added: readonly Uint8Array[]): Uint8Array => derWith({ extensions: [...own(), ...added] });
/** Position of the last extension. */
const last = (der: Uint8Array): number => nodeAt(der, Member.extensions).children.at(-1)!.offset;
const unknown = (arc: number, critical = false): Uint8Array =>
  extension(`2.999.${arc}`, octetString(Uint8Array.of(1)), critical);

describe('X509Extensions', () => {
  it('skip what is not known and not critical', async () => {
    const { read, leafOf } = await reading();
    const der = withAdded(unknown(1), unknown(2), extension('2.5.29.36', sequence()));
    expect(await read(der)).to.equal(leafOf(der));
  });

  it('refuse what is critical and not known [S48]', async () => {
    const { transparent, read } = await reading();
    for (const added of [unknown(1, true), extension('2.5.29.36', sequence(), true)]) {
      const der = withAdded(added);
      await expect(read(der)).to.be.revertedWithCustomError(transparent, 'ExtensionNotUnderstood').withArgs(last(der));
    }
  });

  it('refuse any extension twice, known or not [S48]', async () => {
    const { transparent, read } = await reading();
    for (const added of [...own().map((one) => [one]), [unknown(1), unknown(1)]]) {
      const der = withAdded(...added);
      await expect(read(der)).to.be.revertedWithCustomError(transparent, 'ExtensionRepeated').withArgs(last(der));
    }
  });

  it('are at most twelve', async () => {
    const { transparent, read, leafOf } = await reading();
    const more = Array.from({ length: 12 - own().length }, (_, i) => unknown(i));
    const twelve = withAdded(...more);
    expect(await read(twelve)).to.equal(leafOf(twelve));
    const thirteen = withAdded(...more, unknown(99));
    await expect(read(thirteen))
      .to.be.revertedWithCustomError(transparent, 'ExtensionCountRefused')
      .withArgs(last(thirteen));
  });

  it('refuse critical FALSE, and any BOOLEAN but FF [S48]', async () => {
    const { transparent, read } = await reading();
    for (const octet of [0x00, 0x01]) {
      const flag = tlv(Tag.Boolean, Uint8Array.of(octet));
      const der = withAdded(sequence(objectIdentifier('2.999.1'), flag, octetString(Uint8Array.of(1))));
      await expect(read(der)).to.be.revertedWithCustomError(transparent, 'DerBooleanRefused');
    }
  });

  it('refuse anything but an OCTET STRING as value, and anything behind it', async () => {
    const { transparent, read } = await reading();
    const type = objectIdentifier('2.999.1');
    await expect(read(withAdded(sequence(type, sequence())))).to.be.revertedWithCustomError(
      transparent,
      'DerTagRefused',
    );
    await expect(read(withAdded(sequence(type)))).to.be.revertedWithCustomError(transparent, 'DerTruncated');
    const value = octetString(Uint8Array.of(1));
    await expect(read(withAdded(sequence(type, value, value)))).to.be.revertedWithCustomError(
      transparent,
      'DerNotAtEnd',
    );
  });

  it('refuse a value with octets behind its end, whatever the extension [S48]', async () => {
    const { transparent, read } = await reading();
    const { children } = nodeAt(derWith({}), Member.extensions);
    const longer = ({ children: members }: DerNode): Uint8Array => {
      const value = octetString(Uint8Array.from([...members.at(-1)!.content, 0x05, 0x00]));
      return sequence(...members.slice(0, -1).map(({ bytes }) => bytes), value);
    };
    const at = (oid: string) =>
      children.findIndex(({ children: [type] }) => objectIdentifierText(type!.content) === oid);
    const changed = (index: number) =>
      derWith({ extensions: own().map((one, i) => (i === index ? longer(children[i]!) : one)) });
    await expect(read(changed(at(Oid.keyUsage)))).to.be.revertedWithCustomError(transparent, 'KeyUsageRefused');
    await expect(read(changed(at(Oid.certificatePolicies)))).to.be.revertedWithCustomError(
      transparent,
      'PolicyRefused',
    );
    const walked = [
      Oid.authorityKeyIdentifier,
      Oid.subjectKeyIdentifier,
      Oid.subjectAltName,
      Oid.cRLDistributionPoints,
    ];
    expect(walked.length + 2).to.equal(children.length);
    for (const oid of walked) {
      await expect(read(changed(at(oid))), oid).to.be.revertedWithCustomError(transparent, 'DerNotAtEnd');
    }
  });

  it('are known when src/pki knows them, critical or not', async () => {
    const { read, leafOf } = await reading();
    const der = derWith({ extensions: own().map(asCritical) });
    expect(await read(der)).to.equal(leafOf(der));
  });
});

/** The same extension, critical. */
function asCritical(encoded: Uint8Array): Uint8Array {
  const { children } = nodeAt(encoded, []);
  const [type, value] = [children[0]!.bytes, children.at(-1)!.bytes];
  return sequence(type, tlv(Tag.Boolean, Uint8Array.of(0xff)), value);
}
