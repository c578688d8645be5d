import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { ChipStatementError } from '../../../src/zk/chip/error.ts';
import { ORDER } from '../../../src/zk/p256/curve.ts';
import { assignSession, sessionInputs, SESSION_SIGNALS, type SessionRequest } from '../../../src/zk/session.ts';
import { keyHash, serverTag } from '../../../src/zk/values.ts';
import { BuiltCircuit } from './built.ts';
import { BIND_SCOPE, BINDING, ChipWorld, SERVER_SCOPE } from './world.ts';

const circuit = new BuiltCircuit('session');
const MESSAGE = Buffer.from('euiccSigned2 and smdpSignature2', 'ascii');

describe('Circuit session', () => {
  const chips = new ChipWorld();
  const { chip } = chips;
  const request: SessionRequest = {
    chip,
    ...chips.proofs(),
    message: MESSAGE,
    signature: chips.sign(MESSAGE),
    serverScope: SERVER_SCOPE,
    bindScope: BIND_SCOPE,
    binding: BINDING,
  };
  const honest = sessionInputs(request);

  it('accepts signatures with high and with low s', async () => {
    await circuit.expectAccepted(honest);
    await circuit.expectAccepted(sessionInputs({ ...request, signature: chips.sign(MESSAGE, chip, 'low') }));
  });

  it('refuses every public signal but its own [S1]', async () => {
    for (const [i, name] of SESSION_SIGNALS.entries()) {
      // Free: the proof is bound to it, as its own test shows. `now` may be any time at which all is in date.
      if (name === 'binding' || name === 'now') continue;
      await circuit.expectRefused(honest, { [name]: honest.publicSignals[i]! + 1n });
    }
    for (const half of ['msgHi', 'msgLo']) {
      const value = honest.publicSignals[SESSION_SIGNALS.indexOf(half as 'msgHi')]!;
      await circuit.expectRefused(honest, { [half]: value + (1n << 128n) });
    }
  });

  it('refuses the tags of another server, binding or chip [S32]', async () => {
    const other = chips.chips[1]!;
    const strange = serverTag(other.holderSecret, keyHash(other.publicKey), SERVER_SCOPE);
    await circuit.expectRefused(honest, { serverTag: strange });
    await circuit.expectRefused(honest, {
      serverTag: serverTag(chip.holderSecret, keyHash(other.publicKey), SERVER_SCOPE),
    });
    const elsewhere = assignSession({ ...request, serverScope: SERVER_SCOPE + 1n, bindScope: BIND_SCOPE + 1n });
    for (const name of ['serverTag', 'bindTag'] as const) {
      await circuit.expectRefused(honest, { [name]: elsewhere.inputs[name] });
    }
  });

  it('refuses a message that this chip did not sign, also when the prover makes his hints anew [S12]', async () => {
    const { signature } = request;
    const forged: readonly Partial<SessionRequest>[] = [
      { message: Buffer.from('another message', 'ascii') },
      { signature: chips.sign(MESSAGE, chips.chips[1]) },
      { signature: { r: signature.s, s: signature.r } },
      { signature: { ...signature, r: 0n } },
      { signature: { ...signature, s: 0n } },
      { signature: { r: signature.r, s: signature.s + ORDER < 1n << 256n ? signature.s + ORDER : 0n } },
    ];
    for (const lie of forged) await circuit.expectRefused(assignSession({ ...request, ...lie }, { force: true }));
  });

  it('refuses bits of signature and key that are no bits [S8]', async () => {
    for (const name of ['r', 's', 'x', 'y']) {
      const bits = honest.inputs[name] as readonly bigint[];
      const at = bits.findIndex((bit, i) => bit === 0n && bits[i + 1] === 1n);
      await circuit.expectRefused(honest, { [name]: bits.with(at, 2n).with(at + 1, 0n) });
    }
  });

  it("has one tag for each secret and scope: no other encoding of either is another wire's value [S3]", () => {
    const again = assignSession(
      { ...request, now: request.now - 60n, binding: 1n, message: Buffer.from('x') },
      { force: true },
    );
    for (const name of ['serverTag', 'bindTag']) expect(again.inputs[name]).to.equal(honest.inputs[name]);
    const [scope] = [FIELD_MODULUS + SERVER_SCOPE];
    expect(serverTag(chip.holderSecret, keyHash(chip.publicKey), scope % FIELD_MODULUS)).to.equal(
      honest.inputs['serverTag'],
    );
  });

  it('pins every wire [S2]', async function () {
    this.timeout(180_000);
    // The row that names the binding squares it; its sign is bound by the verification key (proofs.test.ts).
    expect(await circuit.unpinned(honest)).to.deep.equal(['binding']);
  });

  it('is refused with a reason before anything is proven', () => {
    const cases: readonly [string, Partial<SessionRequest>][] = [
      ['SignatureInvalid', { message: Buffer.from('other') }],
      ['Expired', { now: chip.notAfter + 1n }],
      ['Proof', { chip: chips.chips[1]! }],
    ];
    for (const [code, part] of cases) {
      expect(() => sessionInputs({ ...request, ...part }))
        .to.throw(ChipStatementError)
        .with.property('code', code);
    }
  });
});
