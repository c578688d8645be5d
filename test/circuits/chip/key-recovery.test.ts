import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { AUTHDIGEST_SIGNALS, authDigest, authDigestInputs } from '../../../src/zk/authdigest.ts';
import { chipRevKey } from '../../../src/zk/chip/record.ts';
import { digestOf, type EcdsaSignature } from '../../../src/zk/chip/signature.ts';
import type { ProofInputs } from '../../../src/zk/circuit-inputs.ts';
import { possessionInputs } from '../../../src/zk/possession.ts';
import { prove } from '../../../src/zk/prover.ts';
import { receiptInputs } from '../../../src/zk/receipt.ts';
import { sessionInputs } from '../../../src/zk/session.ts';
import { keyHash, nullifier } from '../../../src/zk/values.ts';
import { multiple } from '../../zk/p256/sign.ts';
import { installation } from '../notification/messages.ts';
import { signed1 } from './signed1.ts';
import { BIND_SCOPE, BINDING, ChipWorld, SALT, SERVER_SCOPE } from './world.ts';

const TRANSACTION_ID = new Uint8Array(16).fill(0xa1);
/** Chips of the EUM beside the one that is looked for. */
const OTHERS = 50;

const octetsOf = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const raw = ({ r, s }: EcdsaSignature): Buffer => Buffer.concat([octetsOf(r), octetsOf(s)]);

/** Points that some 64 octets of `received`, taken for a signature of some of the digests, would be of. */
function recovered(received: Uint8Array, digests: readonly Uint8Array[]): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at + 64 <= received.length; at++) {
    const window = received.subarray(at, at + 64);
    for (const digest of digests) {
      for (const recovery of [0, 1]) {
        try {
          const signature = p256.Signature.fromBytes(window, 'compact').addRecoveryBit(recovery);
          found.add(signature.recoverPublicKey(digest).toHex(false));
        } catch {
          // r or s out of range, or no point of the curve has this abscissa.
        }
      }
    }
  }
  return found;
}

describe('What a server and the chain receive of a chip', () => {
  const chips = new ChipWorld();
  const { chip } = chips;
  const hex = ({ x, y }: { x: bigint; y: bigint }): string =>
    `04${octetsOf(x).toString('hex')}${octetsOf(y).toString('hex')}`;
  const keys = new Set([...chips.chips.map(({ publicKey }) => hex(publicKey))]);
  for (let i = 0; i < OTHERS; i++) keys.add(hex(multiple(BigInt(i) + 2n)));

  // The flow of PROTOCOL.md: registration, authentication, package, receipt.
  const first = signed1(BINDING);
  const signature1 = chips.sign(first);
  const smdpSignature2 = raw(chips.sign(Buffer.from('smdpSigned2'), chips.chips[1]));
  const signed2 = Buffer.concat([Buffer.from('euiccSigned2, with a one-time key'), smdpSignature2]);
  const result = installation();
  const auth = { transactionId: TRANSACTION_ID, confirmationCodeRequired: false, euiccSignature1: raw(signature1) };
  const common = { chip, ...chips.proofs(), serverScope: SERVER_SCOPE, bindScope: BIND_SCOPE, binding: BINDING };
  const statements: Readonly<Record<string, ProofInputs>> = {
    possession: possessionInputs({ chip, message: first, signature: signature1, binding: BINDING }),
    authdigest: authDigestInputs(auth),
    session: sessionInputs({ ...common, message: signed2, signature: chips.sign(signed2) }),
    receipt: receiptInputs({ ...common, message: result, signature: chips.sign(result), salt: SALT }),
  };
  /** Digests that whoever sees the messages, or guesses them, can compute. */
  const digests = [first, signed2, result].map(digestOf).concat(authDigest(auth));

  it('lets nobody recover or confirm its key among those of its EUM, nor any other chip’s', async function () {
    this.timeout(300_000);
    const received: Buffer[] = [signed2, smdpSignature2, Buffer.from(authDigest(auth))];
    for (const { publicSignals } of Object.values(statements)) received.push(...publicSignals.map(octetsOf));
    received.push(octetsOf(nullifier(keyHash(chip.publicKey), chipRevKey(chip))));
    const isLong = process.env['OPENRSP_LONG'] !== undefined;
    for (const circuit of isLong ? Object.keys(statements) : ['authdigest']) {
      const { proof } = await prove(circuit, statements[circuit]!);
      received.push(...[proof.pi_a, proof.pi_b, proof.pi_c].flat(2).map((value) => octetsOf(BigInt(value))));
    }
    expect(statements['authdigest']!.publicSignals).to.have.length(AUTHDIGEST_SIGNALS.length);
    const candidates = recovered(Buffer.concat(received), digests);
    expect(candidates.size).to.be.greaterThan(5_000);
    const found = [...candidates].filter((point) => keys.has(point));
    expect(found).to.deep.equal([]);
  });

  it('would be recovered at once from a signature: the attack itself works', () => {
    for (const [message, signature] of [
      [first, signature1],
      [result, chips.sign(result)],
    ] as const) {
      const pile = Buffer.concat([Buffer.from('before'), raw(signature), Buffer.from('behind')]);
      expect(recovered(pile, [digestOf(message)]).has(hex(chip.publicKey))).to.equal(true);
    }
  });

  it('lets nobody confirm a key by the values that depend on it: each takes the holder’s secret', () => {
    const shown = new Set(Object.values(statements).flatMap(({ publicSignals }) => publicSignals));
    for (const own of [
      keyHash(chip.publicKey),
      chipRevKey(chip),
      chip.serialNumber,
      chip.notAfter,
      BigInt(`0x${chip.eid}`),
    ]) {
      expect(shown.has(own)).to.equal(false);
    }
  });
});
