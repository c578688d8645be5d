import { expect } from 'chai';
import fc from 'fast-check';
import { encode, type Value } from '../../src/rsp/asn1/codec.ts';
import { encodeExact } from '../../src/rsp/asn1/exact.ts';
import { segment } from '../../src/rsp/segmentation.ts';
import { BoundProfilePackage } from '../../src/rsp/structures/bound-profile-package.ts';
import { InitialiseSecureChannelRequest } from '../../src/rsp/structures/initialise-secure-channel.ts';
import { tlv } from '../../src/rsp/tlv/writer.ts';
import { valuesOf } from './support/arbitrary.ts';
import { expectRefusal, hex, octets } from './support/refusal.ts';

const initialiseSecureChannelRequest = encodeExact(InitialiseSecureChannelRequest, {
  remoteOpId: 1,
  transactionId: octets('01'),
  controlRefTemplate: { keyType: 0x88, keyLen: 0x10, hostId: octets('02') },
  smdpOtpk: new Uint8Array(65),
  smdpSign: new Uint8Array(64),
});
const one: Value<typeof BoundProfilePackage> = {
  initialiseSecureChannelRequest,
  firstSequenceOf87: [tlv(0x87, octets('AA'))],
  sequenceOf88: [tlv(0x88, octets('BB'))],
  sequenceOf86: [tlv(0x86, octets('CC')), tlv(0x86, octets('DD'))],
};

describe('segment', () => {
  it('puts the headers of the package, A0 and A2 before the first element, those of A1 and A3 alone', () => {
    const pieces = segment(
      encode(BoundProfilePackage, { ...one, secondSequenceOf87: [tlv(0x87, octets('EE')), tlv(0x87, octets('FF'))] }),
    ).map(hex);
    expect(pieces.shift()).to.match(/^bf3681..bf2381../);
    expect(pieces).to.deep.equal(['a0038701aa', 'a103', '8801bb', 'a2068701ee', '8701ff', 'a306', '8601cc', '8601dd']);
  });

  it('gives the package when put together again', () => {
    fc.assert(
      fc.property(valuesOf(BoundProfilePackage), (value) => {
        const encoding = encode(BoundProfilePackage, value);
        expect(hex(Buffer.concat(segment(encoding)))).to.equal(hex(encoding));
      }),
      { seed: 1 },
    );
  });

  it('refuses what is no package', () => {
    expectRefusal('UnexpectedTag', () => segment(octets('BF3600')), 'nothing');
    expectRefusal('UnexpectedTag', () => segment(octets('BF3602 A000')));
    expectRefusal('TlvTruncated', () => segment(encode(BoundProfilePackage, one).subarray(0, -1)));
  });
});
