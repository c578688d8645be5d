import { expect } from 'chai';
import {
  authDigest,
  authDigestInputs,
  AUTHDIGEST_SIGNALS,
  type AuthDigestRequest,
} from '../../../src/zk/authdigest.ts';
import { ChipStatementError } from '../../../src/zk/chip/error.ts';
import { digestOf } from '../../../src/zk/chip/signature.ts';
import { messageBits } from '../../../src/zk/circuit-inputs.ts';
import { halves } from '../../../src/zk/halves.ts';
import { encode } from '../../../src/rsp/asn1/codec.ts';
import { SmdpSigned2 } from '../../../src/rsp/structures/prepare-download.ts';
import { BuiltCircuit } from './built.ts';

const circuit = new BuiltCircuit('authdigest');
const request: AuthDigestRequest = {
  transactionId: Uint8Array.from({ length: 16 }, (_, i) => 0xf0 + i),
  confirmationCodeRequired: true,
  euiccSignature1: Uint8Array.from({ length: 64 }, (_, i) => 255 - i),
};

describe('Circuit authdigest', () => {
  it('accepts the digest that an SM-DP+ signs, with and without confirmation code', async () => {
    for (const confirmationCodeRequired of [true, false]) {
      const own = { ...request, confirmationCodeRequired };
      const { transactionId, euiccSignature1 } = own;
      const signed2 = encode(SmdpSigned2, { transactionId, ccRequiredFlag: confirmationCodeRequired });
      const signed = Buffer.concat([signed2, Buffer.from('5f3740', 'hex'), euiccSignature1]);
      expect(authDigest(own)).to.deep.equal(digestOf(signed));
      await circuit.expectAccepted(authDigestInputs(own));
    }
  });

  it('refuses every other digest, transactionId and flag [S1]', async () => {
    const honest = authDigestInputs(request);
    for (const [i, name] of AUTHDIGEST_SIGNALS.entries()) {
      for (const step of [1n, -1n]) await circuit.expectRefused(honest, { [name]: honest.publicSignals[i]! + step });
    }
    await circuit.expectRefused(honest, { tid: honest.publicSignals[2]! + (1n << 128n) });
  });

  it('refuses digests of what an SM-DP+ signs elsewhere: one-time keys, certificates, other forms of smdpSigned2', async () => {
    const honest = authDigestInputs(request);
    const { transactionId, euiccSignature1 } = request;
    const bppEuiccOtpk = Uint8Array.from({ length: 65 }, (_, i) => (i === 0 ? 4 : i));
    const others = [
      encode(SmdpSigned2, { transactionId, ccRequiredFlag: true, bppEuiccOtpk }),
      encode(SmdpSigned2, { transactionId: transactionId.subarray(1), ccRequiredFlag: true }),
      Buffer.from('3082', 'hex'),
      new Uint8Array(),
    ];
    for (const signed2 of others) {
      const [dHi, dLo] = halves(digestOf(Buffer.concat([signed2, Buffer.from('5f3740', 'hex'), euiccSignature1])));
      await circuit.expectRefused(honest, { dHi, dLo });
    }
  });

  it('refuses bits of the hidden signature that are no bits [S8]', async () => {
    const honest = authDigestInputs(request);
    const bits = messageBits(request.euiccSignature1, 64);
    for (const wrong of [2, -1]) await circuit.expectRefused(honest, { signatureBits: bits.with(3, wrong) });
  });

  it('pins every wire [S2]', async () => {
    expect(await circuit.unpinned(authDigestInputs(request))).to.deep.equal([]);
  });

  it('is refused with a reason before anything is proven', () => {
    for (const wrong of [{ transactionId: new Uint8Array(15) }, { euiccSignature1: new Uint8Array(63) }]) {
      expect(() => authDigestInputs({ ...request, ...wrong })).to.throw(ChipStatementError);
    }
  });
});
