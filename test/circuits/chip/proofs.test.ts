import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readArtifacts } from '../../../src/zk/artifacts.ts';
import { authDigestInputs, AUTHDIGEST_SIGNALS } from '../../../src/zk/authdigest.ts';
import type { ProofInputs } from '../../../src/zk/circuit-inputs.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { POSSESSION_SIGNALS, possessionInputs } from '../../../src/zk/possession.ts';
import { prove } from '../../../src/zk/prover.ts';
import { RECEIPT_SIGNALS, receiptInputs } from '../../../src/zk/receipt.ts';
import { REVOCATION_SIGNALS, revocationInputs } from '../../../src/zk/revocation.ts';
import { SESSION_SIGNALS, sessionInputs } from '../../../src/zk/session.ts';
import { assertSoundVerificationKey } from '../../../src/zk/verification-key.ts';
import { verifyProof } from '../../../src/zk/verifier.ts';
import { address, installation, notification } from '../notification/messages.ts';
import { signed1 } from './signed1.ts';
import { BIND_SCOPE, BINDING, ChipWorld, SALT, SERVER_SCOPE } from './world.ts';

describe('Proofs of chips', () => {
  const chips = new ChipWorld();
  const { chip } = chips;
  const common = { chip, ...chips.proofs(), bindScope: BIND_SCOPE, serverScope: SERVER_SCOPE, binding: BINDING };
  const receiptOf = (message: Uint8Array, prevSeq?: bigint): ProofInputs =>
    receiptInputs({ ...common, message, signature: chips.sign(message), salt: SALT, prevSeq });

  const cases: Readonly<Record<string, () => readonly [names: readonly string[], inputs: ProofInputs]>> = {
    session: () => {
      const message = Buffer.from('a live message', 'ascii');
      return [SESSION_SIGNALS, sessionInputs({ ...common, message, signature: chips.sign(message) })];
    },
    receipt: () => [RECEIPT_SIGNALS, receiptOf(notification(), 3n)],
    receiptLong: () => [RECEIPT_SIGNALS, receiptOf(installation({ address: address('a'.repeat(100)) }))],
    possession: () => {
      const message = signed1(BINDING);
      const request = { chip, message, signature: chips.sign(message), binding: BINDING };
      return [POSSESSION_SIGNALS, possessionInputs(request)];
    },
    authdigest: () => {
      const request = {
        transactionId: new Uint8Array(16).fill(7),
        confirmationCodeRequired: false,
        euiccSignature1: new Uint8Array(64).fill(9),
      };
      return [AUTHDIGEST_SIGNALS, authDigestInputs(request)];
    },
    revocation: () => {
      const { revocationProof } = common;
      return [REVOCATION_SIGNALS, revocationInputs({ chip, revocationProof, isShown: true, binding: BINDING })];
    },
  };

  // test/e2e proves possession as well, and an EVM verifies it; receiptLong is receipt with more blocks.
  const inLongRuns: ReadonlySet<string> = new Set(['possession', 'receiptLong']);
  const isLong = process.env['OPENRSP_LONG'] !== undefined;
  const proven = Object.entries(cases).filter(([circuit]) => isLong || !inLongRuns.has(circuit));

  for (const [circuit, make] of proven) {
    it(`of ${circuit} hold for their public signals and for no other value of any, the binding included [S1] [S18]`, async () => {
      const [names, inputs] = make();
      const { proof, publicSignals } = await prove(circuit, inputs);
      const { verificationKey } = await readArtifacts(circuit);
      const key: unknown = JSON.parse(readFileSync(verificationKey, 'utf8'));
      assertSoundVerificationKey(key);
      expect(publicSignals).to.have.length(names.length);
      expect(await verifyProof(key, publicSignals, proof)).to.equal(true);
      for (const [i, signal] of publicSignals.entries()) {
        for (const step of [1n, -1n]) {
          const changed = publicSignals.with(i, (signal + step + FIELD_MODULUS) % FIELD_MODULUS);
          expect(await verifyProof(key, changed, proof), names[i]).to.equal(false);
        }
      }
    });
  }
});
