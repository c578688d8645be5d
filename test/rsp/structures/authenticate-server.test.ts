import { expect } from 'chai';
import { p256 } from '@noble/curves/nist.js';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { verifySignature } from '../../../src/pki/signature.ts';
import { decode, encode } from '../../../src/rsp/asn1/codec.ts';
import { decodeExact, encodeExact } from '../../../src/rsp/asn1/exact.ts';
import {
  AuthenticateErrorCode,
  AuthenticateServerRequest,
  AuthenticateServerResponse,
  EuiccSigned1,
  ServerSigned1,
} from '../../../src/rsp/structures/authenticate-server.ts';
import { CtxParams1 } from '../../../src/rsp/structures/device-info.ts';
import { EuiccInfo2 } from '../../../src/rsp/structures/euicc-info.ts';
import { tlv } from '../../../src/rsp/tlv/writer.ts';
import { pki } from '../../pki/support/fixture.ts';
import { expectRefusal, hex, octets } from '../support/refusal.ts';

const { dpAuth, euiccs, eum } = parties();
const transactionId = octets('91494825E2B24131A06D7268EB0D0919');
const serverAddress = 'smdp.example.com';
const serverChallenge = octets('0F'.repeat(16));
/** As a server of a later version writes it: a member that is not known here, and a length longer than need be. */
const serverSigned1 = tlvWithLongLength(
  0x30,
  tlv(0x80, transactionId),
  tlv(0x81, octets('01'.repeat(16))),
  tlv(0x83, Buffer.from(serverAddress)),
  tlv(0x84, serverChallenge),
  tlv(0xa5, octets('80017F')),
);
/** As an LPA of a later version writes it: with a capability that is not known here. */
const ctxParams1 = octets('A015 800141 A110 8004 35290611 A108 80030F0000 BF7F00');

function parties() {
  const { all } = pki();
  const named = (role: string) => all.filter(({ certificate }) => certificate.role === role);
  return { dpAuth: named('DpAuth')[0]!, eum: named('Eum')[0]!, euiccs: named('Euicc') };
}

function tlvWithLongLength(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  return Uint8Array.from([tag, 0x82, content.length >> 8, content.length & 0xff, ...content]);
}

const sign = (message: Uint8Array, key: Uint8Array) => p256.sign(message, key, { lowS: false, prehash: true });
const scalars = (signature: Uint8Array) => ({
  r: BigInt(`0x${hex(signature.subarray(0, 32))}`),
  s: BigInt(`0x${hex(signature.subarray(32))}`),
});

describe('AuthenticateServer', () => {
  const request = (): AuthenticateServerRequest => ({
    serverSigned1: decodeExact(ServerSigned1, serverSigned1),
    serverSignature1: sign(serverSigned1, dpAuth.secretKey),
    euiccCiPKIdToBeUsed: octets('F54172BDF98A95D65CBEB88A38A1C11D800A85C3'),
    serverCertificate: dpAuth.certificate.der,
    ctxParams1: decodeExact(CtxParams1, ctxParams1),
  });

  it('carries what the server signed as it came, so that its signature verifies at the chip', () => {
    const received = decode(AuthenticateServerRequest, encode(AuthenticateServerRequest, request()));
    expect(hex(received.serverSigned1.raw)).to.equal(hex(serverSigned1));
    expect(received.serverSigned1.value).to.include({ serverAddress });
    const { publicKey } = parseCertificate(received.serverCertificate);
    expect(verifySignature(received.serverSigned1.raw, scalars(received.serverSignature1), publicKey)).to.equal(true);
    const reencoded = encode(ServerSigned1, received.serverSigned1.value);
    expect(verifySignature(reencoded, scalars(received.serverSignature1), publicKey)).to.equal(false);
  });

  it('gives ctxParams1 of the request back in what the chip signs', () => {
    const received = decode(AuthenticateServerRequest, encode(AuthenticateServerRequest, request()));
    const euiccInfo2 = encodeExact(EuiccInfo2, {
      profileVersion: '2.3.1',
      svn: '2.2.2',
      euiccFirmwareVer: '1.0.0',
      extCardResource: octets('810100'),
      uiccCapability: ['usimSupport'],
      rspCapability: ['additionalProfile'],
      euiccCiPKIdListForVerification: [received.euiccCiPKIdToBeUsed],
      euiccCiPKIdListForSigning: [received.euiccCiPKIdToBeUsed],
      ppVersion: '1.0.0',
      sasAcreditationNumber: 'XX-XX-UP-0000',
    });
    const chip = euiccs[0]!;
    const euiccSigned1 = encodeExact(EuiccSigned1, {
      transactionId,
      serverAddress,
      serverChallenge,
      euiccInfo2,
      ctxParams1: received.ctxParams1,
    });
    const response = encode(AuthenticateServerResponse, {
      kind: 'authenticateResponseOk',
      value: {
        euiccSigned1,
        euiccSignature1: sign(euiccSigned1.raw, chip.secretKey),
        euiccCertificate: chip.certificate.der,
        eumCertificate: eum.certificate.der,
      },
    });
    const answer = decode(AuthenticateServerResponse, response);
    if (answer.kind !== 'authenticateResponseOk') throw new Error(answer.kind);
    expect(hex(answer.value.euiccSigned1.value.ctxParams1.raw)).to.equal(hex(ctxParams1));
    const { publicKey } = parseCertificate(answer.value.euiccCertificate);
    expect(verifySignature(answer.value.euiccSigned1.raw, scalars(answer.value.euiccSignature1), publicKey)).to.equal(
      true,
    );
    expect(hex(answer.value.eumCertificate)).to.equal(hex(eum.certificate.der));
  });

  it('reports an error with the transaction', () => {
    const error = {
      kind: 'authenticateResponseError',
      value: { transactionId: octets('0102'), authenticateErrorCode: AuthenticateErrorCode.ciPKUnknown },
    } as const;
    expect(hex(encode(AuthenticateServerResponse, error))).to.equal('bf3809a10780020102020107');
    expect(decode(AuthenticateServerResponse, octets('bf3809a10780020102020107'))).to.deep.equal(error);
  });

  it('refuses a request without signature or with two certificates, and says where', () => {
    const { serverCertificate } = request();
    const encoded = encode(AuthenticateServerRequest, request());
    const at = Buffer.from(encoded).indexOf(Buffer.from('5f3740', 'hex'));
    const unsigned = Buffer.concat([encoded.subarray(5, at), encoded.subarray(at + 67)]);
    expectRefusal(
      'MemberMissing',
      () => decode(AuthenticateServerRequest, tlv(0xbf38, unsigned)),
      'value.serverSignature1 (5F37)',
      'BF38',
    );
    const twice = tlv(0xbf38, encoded.subarray(5), serverCertificate);
    expectRefusal('MemberOrder', () => decode(AuthenticateServerRequest, twice));
  });
});
