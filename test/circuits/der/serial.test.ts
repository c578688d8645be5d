import { expect } from 'chai';
import { integer } from '../../../src/pki/der/writer.ts';
import { eUicc, encode, hex, server } from './builder.ts';
import { expectRefused, readTbs } from './tbs-circuit.ts';

const withSerial = (serialNumber: Uint8Array): Uint8Array => encode({ ...eUicc(), serialNumber });
const withSerialContent = (content: string): Uint8Array =>
  withSerial(Uint8Array.from([0x02, hex(content).length, ...hex(content)]));

describe('TbsCertificate: version, serialNumber and signature', () => {
  it('reads serial numbers of 1 to 20 octets', async () => {
    for (let octets = 1; octets <= 20; octets++) {
      const value = BigInt(`0x7F${'A5'.repeat(octets - 1)}`);
      expect((await readTbs(withSerial(integer(value)))).serialNumber).to.equal(value);
    }
  });

  it('reads a serial number whose first octet is a padding 00', async () => {
    expect((await readTbs(withSerial(integer(0x80n)))).serialNumber).to.equal(0x80n);
    const value = BigInt(`0xFF${'00'.repeat(18)}`);
    expect((await readTbs(withSerial(integer(value)))).serialNumber).to.equal(value);
  });

  it('refuses a serial number that is zero, negative, not minimal, empty or longer than 20 octets [S48]', async () => {
    for (const content of ['00', '80', 'FF', '8001', '0001', '00007F', '', `00${'80'.repeat(20)}`, '01'.repeat(21)]) {
      await expectRefused(withSerialContent(content), 'SerialNumber');
    }
  });

  it('refuses a serial number with a long-form length or another tag [S48]', async () => {
    await expectRefused(withSerial(hex('02 81 01 05')), 'SerialNumber');
    await expectRefused(withSerial(hex('0A 01 05')), 'SerialNumber');
  });

  it('keeps serial numbers apart that differ in leading zeros only by refusing all but one form [S14]', async () => {
    expect((await readTbs(withSerialContent('05'))).serialNumber).to.equal(5n);
    await expectRefused(withSerialContent('0005'), 'SerialNumber');
    await expectRefused(withSerialContent(`${'00'.repeat(19)}05`), 'SerialNumber');
  });

  it('refuses every version but 3 [S48]', async () => {
    for (const version of ['', 'A0 03 02 01 00', 'A0 03 02 01 01', 'A0 03 02 01 03', 'A0 04 02 02 00 02']) {
      await expectRefused(encode({ ...eUicc(), version: hex(version) }), 'TbsCertificate');
    }
  });

  it('refuses another signature algorithm, and parameters where none belong [S48][S49]', async () => {
    const algorithms = [
      '30 0A 06 08 2A 86 48 CE 3D 04 03 03', // ecdsa-with-SHA384
      '30 0A 06 08 2A 86 48 CE 3D 04 03 01', // ecdsa-with-SHA224
      '30 0C 06 08 2A 86 48 CE 3D 04 03 02 05 00', // NULL parameters
      '30 0D 06 09 2A 86 48 86 F7 0D 01 01 0B 05 00', // sha256WithRSAEncryption
      '31 0A 06 08 2A 86 48 CE 3D 04 03 02',
    ];
    for (const signature of algorithms) {
      await expectRefused(encode({ ...server(), signature: hex(signature) }), 'TbsCertificate');
    }
  });
});
