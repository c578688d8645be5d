import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Groth16Proof } from 'snarkjs';
import { sampleMessage, samples, sampleScopes } from '../../src/bench/sample.ts';
import { readArtifacts } from '../../src/zk/artifacts.ts';
import { FIELD_MODULUS } from '../../src/zk/poseidon.ts';
import { prove } from '../../src/zk/prover.ts';
import { readPublicSignals } from '../../src/zk/public-signals.ts';
import {
  checkSession,
  type ExpectedSession,
  type ProofChain,
  type SessionSignals,
} from '../../src/zk/session-check.ts';
import { SESSION_SIGNALS } from '../../src/zk/session.ts';
import { ProofVerifier } from '../../src/zk/verifier.ts';

const ROOTS = ['caRoot', 'chipRoot', 'revRoot'] as const;

describe('checkSession', () => {
  let verifier: ProofVerifier;
  let proof: Groth16Proof;
  let publicSignals: readonly bigint[];
  let signals: SessionSignals;
  const expected: ExpectedSession = { ...sampleScopes, message: sampleMessage };

  before(async () => {
    const { verificationKey } = await readArtifacts('session');
    verifier = await ProofVerifier.of(JSON.parse(readFileSync(verificationKey, 'utf8')));
    ({ proof, publicSignals } = await prove('session', samples.session()));
    signals = Object.fromEntries(SESSION_SIGNALS.map((name, i) => [name, publicSignals[i]])) as SessionSignals;
  });

  /** A chain that accepts the proof's roots at its time, but for `changes`; notes what it is asked. */
  const chain = (changes: Partial<ProofChain> = {}, asked: bigint[] = []): ProofChain => {
    const accepts = (own: bigint) => (root: bigint) => {
      asked.push(root);
      return Promise.resolve(root === own);
    };
    return {
      timestamp: signals.now,
      isRecentCaRoot: accepts(signals.caRoot),
      isRecentChipRoot: accepts(signals.chipRoot),
      isRecentRevRoot: accepts(signals.revRoot),
      ...changes,
    };
  };
  const check = (
    changes: Partial<ExpectedSession> = {},
    at = chain(),
    signalsOf = publicSignals,
    of: unknown = proof,
  ) => checkSession({ publicSignals: signalsOf, proof: of }, { ...expected, ...changes }, verifier, at);
  const changed = (name: (typeof SESSION_SIGNALS)[number], value: bigint): readonly bigint[] =>
    publicSignals.with(SESSION_SIGNALS.indexOf(name), value);

  it('accepts a chip that is here now, and gives its tags', async () => {
    expect(await check()).to.deep.equal({ isAccepted: true, signals });
    expect(await check({ bindTag: signals.bindTag })).to.deep.equal({ isAccepted: true, signals });
  });

  it('refuses a proof for another server, binding, token, action, or chip [S31] [S32] [S35]', async () => {
    const refusals = [
      [{ serverScope: expected.serverScope + 1n }, 'ServerScopeMismatch'],
      [{ bindScope: expected.bindScope + 1n }, 'BindScopeMismatch'],
      [{ bindTag: signals.bindTag + 1n }, 'BindTagMismatch'],
      [{ binding: expected.binding + 1n }, 'BindingMismatch'],
      [{ message: Buffer.from('another message', 'ascii') }, 'MessageMismatch'],
      [{ message: new Uint8Array() }, 'MessageMismatch'],
    ] as const;
    for (const [changes, reason] of refusals) {
      expect(await check(changes)).to.deep.equal({ isAccepted: false, reason });
    }
  });

  it('takes a proof for 15 minutes, both ends included, and none from the future [S36] [S45]', async () => {
    const { now } = signals;
    const refused = { isAccepted: false, reason: 'ProofTimeRefused' };
    for (const [timestamp, isGood] of [
      [now - 1n, false],
      [now, true],
      [now + 900n, true],
      [now + 901n, false],
      [0n, false],
      [now * 2n, false],
    ] as const) {
      const outcome = await check({}, chain({ timestamp }));
      expect(outcome, String(timestamp)).to.deep.equal(isGood ? { isAccepted: true, signals } : refused);
    }
    expect(await check({}, chain(), changed('now', now - 1n))).to.deep.equal(refused);
  });

  it('refuses each root that the registries do not have, by its name [S36]', async () => {
    const no = (): Promise<boolean> => Promise.resolve(false);
    for (const [root, changes] of [
      ['caRoot', { isRecentCaRoot: no }],
      ['chipRoot', { isRecentChipRoot: no }],
      ['revRoot', { isRecentRevRoot: no }],
    ] as const) {
      expect(await check({}, chain(changes))).to.deep.equal({ isAccepted: false, reason: 'RootNotRecent', root });
    }
  });

  it('refuses every signal that is another than was proven, whatever the server expects [S1] [S23]', async () => {
    for (const name of SESSION_SIGNALS) {
      for (const value of [signals[name] + 60n, signals[name] + FIELD_MODULUS, -1n]) {
        // A server that expects what it is told, on a chain that has every root at that time.
        const told = { ...signals, [name]: value };
        const yes = (): Promise<boolean> => Promise.resolve(true);
        const roots = Object.fromEntries(
          ROOTS.map((root) => [`isRecent${root[0]!.toUpperCase()}${root.slice(1)}`, yes]),
        );
        const { serverScope, bindScope, binding } = told;
        const outcome = await check(
          { serverScope, bindScope, binding },
          chain({ ...roots, timestamp: told.now }),
          changed(name, value),
        );
        const { reason } = outcome as { reason?: string };
        expect(reason, name).to.be.oneOf(
          name.startsWith('msg')
            ? ['MessageMismatch']
            : name === 'now'
              ? ['ProofRefused', 'ProofTimeRefused']
              : ['ProofRefused'],
        );
      }
    }
  });

  it('asks the chain of nothing that was not proven', async () => {
    const asked: bigint[] = [];
    for (const other of [null, {}, { ...proof, pi_a: proof.pi_c }]) {
      const outcome = await check({}, chain({}, asked), publicSignals, other);
      expect(outcome).to.deep.equal({ isAccepted: false, reason: 'ProofRefused' });
    }
    expect(asked).to.deep.equal([]);
  });

  it('refuses another number of signals, and what is none [S26]', async () => {
    const refused = { isAccepted: false, reason: 'SignalsMalformed' };
    for (const hostile of [[], publicSignals.slice(1), [...publicSignals, 1n], publicSignals.map(String)]) {
      expect(await check({}, chain(), hostile as bigint[])).to.deep.equal(refused);
    }
  });
});

describe('readPublicSignals', () => {
  it('takes decimal texts below r, and nothing else', () => {
    expect(readPublicSignals(['0', '35', String(FIELD_MODULUS - 1n)])).to.deep.equal([0n, 35n, FIELD_MODULUS - 1n]);
    const hostile = ['35', {}, null, [35], ['035'], ['-1'], ['0x1'], [''], [null], [['1']], ['9'.repeat(1_000_000)]];
    for (const value of [...hostile, [String(FIELD_MODULUS)]]) expect(readPublicSignals(value)).to.equal(undefined);
  });
});
