import path from 'node:path';
import { expect } from 'chai';
import { aesCmac } from '../../../src/rsp/bsp/cmac.ts';
import { OneTimeKeyPair, type KeyAgreementCurve } from '../../../src/rsp/bsp/one-time-key-pair.ts';
import { readJson, requireVectors } from '../../pki/support/vectors.ts';
import { octets } from '../../pki/support/refusal.ts';
import { bspRefusalOf } from './refusal.ts';

interface Suite<T> {
  readonly numberOfTests: number;
  readonly testGroups: readonly { readonly tests: readonly (T & Case)[] }[];
}
interface Case {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly result: 'valid' | 'invalid' | 'acceptable';
}
interface Mac {
  readonly key: string;
  readonly msg: string;
  readonly tag: string;
}
interface Ecdh {
  readonly public: string;
  readonly private: string;
  readonly shared: string;
}

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

/** The scalar in 32 octets: the vectors write it as a signed integer or shorten it. */
const scalar = (value: string): Uint8Array => octets(value.replace(/^(00)+(?=.{64}$)/, '').padStart(64, '0'));

describe('Wycheproof', () => {
  it('AES-CMAC: valid tags are made, modified ones are not, other key sizes are refused [S51]', function () {
    const suite = readJson(path.join(requireVectors(this, 'wycheproof'), 'aes_cmac_test.json')) as Suite<Mac>;
    let counted = 0;
    for (const { tcId, flags, key, msg, tag, result } of suite.testGroups.flatMap(({ tests }) => tests)) {
      counted++;
      let computed = '';
      const refusal = bspRefusalOf(() => (computed = hex(aesCmac(octets(key), octets(msg)))));
      expect(refusal?.code, `case ${tcId}`).to.equal(flags.includes('InvalidKeySize') ? 'KeyLength' : undefined);
      if (refusal === undefined) expect(computed === tag, `case ${tcId}`).to.equal(result === 'valid');
    }
    expect(counted).to.equal(suite.numberOfTests);
  });

  it('ECDH on P-256: every valid point gives its secret, points off the curve and compressed ones are refused [S51]', function () {
    const suite = readJson(
      path.join(requireVectors(this, 'wycheproof'), 'ecdh_secp256r1_ecpoint_test.json'),
    ) as Suite<Ecdh>;
    const cases = suite.testGroups.flatMap(({ tests }) => tests);
    expect(cases).to.have.length(suite.numberOfTests);
    for (const entry of cases) agrees('P-256', octets(entry.public), entry);
  });

  it('ECDH on brainpoolP256r1: the same, for keys that name the curve [S51]', function () {
    const suite = readJson(
      path.join(requireVectors(this, 'wycheproof'), 'ecdh_brainpoolP256r1_test.json'),
    ) as Suite<Ecdh>;
    const named = '301406072a8648ce3d020106092b2403030208010107034200';
    // The others are faults of a SubjectPublicKeyInfo, which is not what tag 5F49 carries.
    const cases = suite.testGroups
      .flatMap(({ tests }) => tests)
      .filter((entry) => entry.public.startsWith(`305a${named}04`));
    expect(cases).to.have.length.above(500);
    for (const entry of cases) agrees('brainpoolP256r1', octets(entry.public).subarray(-65), entry);
  });
});

function agrees(
  curve: KeyAgreementCurve,
  publicKey: Uint8Array,
  { tcId, private: secret, shared, result }: Ecdh & Case,
): void {
  const pair = OneTimeKeyPair.fromPrivateKey(scalar(secret), curve);
  let computed = '';
  const refusal = bspRefusalOf(() => (computed = hex(pair.agree(publicKey))));
  if (result === 'valid') expect(computed, `case ${tcId}`).to.equal(shared);
  else expect(refusal?.code, `case ${tcId}`).to.equal('PublicKey');
}
