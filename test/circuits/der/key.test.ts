import { expect } from 'chai';
import { explicit, sequence, text, tlv } from '../../../src/pki/der/writer.ts';
import { EID, encode, eUicc, extension, hex, Oid, POINT, rdn, spki, StringTag, type TbsParts } from './builder.ts';
import { expectRefused, readTbs } from './tbs-circuit.ts';

const X = BigInt(`0x${Buffer.from(POINT.subarray(1, 33)).toString('hex')}`);
const Y = BigInt(`0x${Buffer.from(POINT.subarray(33)).toString('hex')}`);
const FOREIGN = Uint8Array.from({ length: 65 }, (_, i) => (i === 0 ? 0x04 : 0xee));
const withKey = (key: Uint8Array): Uint8Array => encode({ ...eUicc(), key });

async function expectTrueFields(parts: TbsParts): Promise<void> {
  const fields = await readTbs(encode(parts));
  expect([fields.x, fields.y]).to.deep.equal([X, Y]);
  expect(fields.notAfter).to.equal(BigInt(Date.UTC(2055, 3, 1, 8, 27, 51) / 1000));
  expect(fields.role).to.equal(4);
  expect(fields.eid).to.equal(BigInt(`0x${EID}`));
}

describe('TbsCertificate: subjectPublicKeyInfo', () => {
  it('reads the coordinates', () => expectTrueFields(eUicc()));

  it('refuses other curves and algorithms [S49]', async () => {
    const p256 = Buffer.from(spki()).toString('hex');
    const brainpool = sequence(
      sequence(hex('06 07 2A 86 48 CE 3D 02 01'), hex('06 09 2B 24 03 03 02 08 01 01 07')),
      tlv(0x03, Uint8Array.of(0), POINT),
    );
    for (const wrong of [
      brainpool,
      hex(p256.replace('2a8648ce3d030107', '2a8648ce3d030106')),
      hex(p256.replace('2a8648ce3d0201', '2a8648ce3d0202')),
      hex(p256.replace('034200', '034201')),
      hex(p256.replace('03420004', '03420002')),
      hex(p256.replace('3059', '3159')),
      sequence(
        sequence(hex('06 07 2A 86 48 CE 3D 02 01'), hex('06 08 2A 86 48 CE 3D 03 01 07')),
        tlv(0x03, hex(`00 02 ${'11'.repeat(32)}`)),
      ),
    ]) {
      await expectRefused(withKey(wrong));
    }
  });

  it('refuses unique identifiers and anything else between key and extensions [S48]', async () => {
    for (const afterKey of ['81 03 00 01 02', '82 03 00 01 02', '05 00']) {
      await expectRefused(encode({ ...eUicc(), afterKey: hex(afterKey) }), 'SubjectPublicKey');
    }
    await expectRefused(encode({ ...eUicc(), afterKey: hex('A3 02 30 00') }));
  });

  it('takes the key, not a copy of a SubjectPublicKeyInfo in the subject [S11]', async () => {
    const parts = eUicc();
    for (const position of [0, 1, 2, 3]) {
      await expectTrueFields({
        ...parts,
        subject: parts.subject.toSpliced(position, 0, rdn(Oid.commonName, spki(FOREIGN))),
      });
    }
  });

  it('takes key, validity, policy and extensions, not copies of them in an extension [S11]', async () => {
    const parts = eUicc();
    const copies = [
      spki(FOREIGN),
      sequence(text(0x17, '000101000000Z'), text(0x17, '010101000000Z')),
      explicit(3, sequence(...parts.extensions)),
      Buffer.concat([spki(FOREIGN), explicit(3, sequence(...parts.extensions))]),
      extension(Oid.certificatePolicies, hex('30 0B 30 09 06 07 67 81 12 01 02 01 02'), true),
      rdn(Oid.serialNumber, '0'.repeat(32), StringTag.printable),
    ];
    for (const copy of copies) {
      for (const position of [0, 2, 4]) {
        const unknown = extension(Oid.authorityInfoAccess, copy);
        await expectTrueFields({ ...parts, extensions: parts.extensions.toSpliced(position, 0, unknown) });
      }
    }
  });

  it('takes the validity, not a copy of one in the issuer [S11]', async () => {
    const copy = sequence(text(0x17, '000101000000Z'), text(0x17, '010101000000Z'));
    await expectTrueFields({ ...eUicc(), issuer: sequence(rdn(Oid.commonName, Buffer.concat([copy, spki(FOREIGN)]))) });
    await expectTrueFields({ ...eUicc(), issuer: copy });
  });
});
