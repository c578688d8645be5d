import { expect } from 'chai';
import { encode } from '../../../src/rsp/asn1/codec.ts';
import {
  InitialiseSecureChannelRequest,
  smdpSignInput,
  UnsignedInitialiseSecureChannel,
} from '../../../src/rsp/structures/initialise-secure-channel.ts';
import { chainedSignatureInput } from '../../../src/rsp/structures/signature.ts';
import { expectRefusal, hex, octets } from '../support/refusal.ts';

describe('what signatures are over', () => {
  it('smdpSign: the members before it and the key of the chip, the same before and after signing', () => {
    const request = {
      remoteOpId: 1,
      transactionId: octets('0102'),
      controlRefTemplate: { keyType: 0x88, keyLen: 0x10, hostId: octets('74657374') },
      smdpOtpk: octets(`04${'11'.repeat(64)}`),
    };
    const euiccOtpk = octets(`04${'22'.repeat(64)}`);
    const expected =
      `820101 80020102 A60C 800188 810110 840474657374 5F4941 04${'11'.repeat(64)} 5F4941 04${'22'.repeat(64)}`
        .replaceAll(' ', '')
        .toLowerCase();
    expect(hex(smdpSignInput(encode(UnsignedInitialiseSecureChannel, request), euiccOtpk))).to.equal(expected);
    const signed = encode(InitialiseSecureChannelRequest, { ...request, smdpSign: new Uint8Array(64) });
    expect(hex(smdpSignInput(signed, euiccOtpk))).to.equal(expected);
  });

  it('smdpSignature2 and euiccSignature2: the signed object and the signature before, with its header', () => {
    expect(hex(chainedSignatureInput(octets('3000'), new Uint8Array(64)))).to.equal(`30005f3740${'00'.repeat(64)}`);
    expectRefusal('Value', () => chainedSignatureInput(octets('3000'), new Uint8Array(63)), '63 octets');
  });
});
