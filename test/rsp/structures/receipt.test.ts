import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { verifySignature } from '../../../src/pki/signature.ts';
import { decode, encode } from '../../../src/rsp/asn1/codec.ts';
import {
  ProfileInstallationResult,
  ProfileInstallationResultData,
} from '../../../src/rsp/structures/profile-installation-result.ts';
import { readJson, requireVectors } from '../../pki/support/vectors.ts';
import { hex, octets } from '../support/refusal.ts';

interface Receipt {
  readonly pir: string;
  readonly signed_bf27: string;
  readonly r: string;
  readonly s: string;
  readonly seqNumber: number;
  readonly address: string;
  readonly iccid: string;
  readonly transactionId: string;
}

const scalars = (signature: Uint8Array) => ({
  r: BigInt(`0x${hex(signature.subarray(0, 32))}`),
  s: BigInt(`0x${hex(signature.subarray(32))}`),
});

describe('ProfileInstallationResult of a physical chip', () => {
  const receipt = (context: Mocha.Context) =>
    readJson(path.join(requireVectors(context, 'receipts'), 'profile_installation_result.json')) as Receipt;

  it('decodes to what the chip reported', function () {
    const recorded = receipt(this);
    const { profileInstallationResultData, euiccSignPIR } = decode(ProfileInstallationResult, octets(recorded.pir));
    expect(hex(profileInstallationResultData.raw)).to.equal(recorded.signed_bf27);
    expect(hex(euiccSignPIR)).to.equal(recorded.r + recorded.s);
    const { transactionId, notificationMetadata, smdpOid, finalResult } = profileInstallationResultData.value;
    expect(hex(transactionId)).to.equal(recorded.transactionId);
    expect(notificationMetadata).to.deep.equal({
      seqNumber: recorded.seqNumber,
      profileManagementOperation: ['notificationInstall'],
      notificationAddress: recorded.address,
      iccid: '89000123456789012341',
    });
    expect(smdpOid).to.equal('2.999.10');
    expect(finalResult).to.deep.equal({
      kind: 'successResult',
      value: { aid: octets('a0000005591010ffffffff8900001100'), simaResponse: octets('3007a0053003800100') },
    });
  });

  it('is the DER of its value', function () {
    const recorded = receipt(this);
    const { value } = decode(ProfileInstallationResult, octets(recorded.pir)).profileInstallationResultData;
    expect(hex(encode(ProfileInstallationResultData, value))).to.equal(recorded.signed_bf27);
    expect(hex(encode(ProfileInstallationResult, decode(ProfileInstallationResult, octets(recorded.pir))))).to.equal(
      recorded.pir,
    );
  });

  it('verifies with the certificate of the chip, over the octets that came and no others', function () {
    const { profileInstallationResultData, euiccSignPIR } = decode(
      ProfileInstallationResult,
      octets(receipt(this).pir),
    );
    const folder = requireVectors(this, 'sgp26');
    const { publicKey } = parseCertificate(readFileSync(path.join(folder, 'CERT_EUICC_ECDSA_NIST.der')));
    const { raw } = profileInstallationResultData;
    expect(verifySignature(raw, scalars(euiccSignPIR), publicKey)).to.equal(true);
    const altered = raw.with(raw.length - 1, 1);
    expect(verifySignature(altered, scalars(euiccSignPIR), publicKey)).to.equal(false);
  });
});
