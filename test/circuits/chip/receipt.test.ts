import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { ChipStatementError } from '../../../src/zk/chip/error.ts';
import { readNotification, type Notification } from '../../../src/zk/notification.ts';
import {
  assignReceipt,
  RECEIPT_SIGNALS,
  receiptInputs,
  type ReceiptInputs,
  type ReceiptRequest,
} from '../../../src/zk/receipt.ts';
import { eventTag, iccidCommitment, keyHash, messageTag, seqCommit } from '../../../src/zk/values.ts';
import { address, failure, installation, notification, OPERATION } from '../notification/messages.ts';
import { BuiltCircuit } from './built.ts';
import { BIND_SCOPE, BINDING, ChipWorld, SALT, SERVER_SCOPE } from './world.ts';

const BLOCKS = { receipt: 2, receiptLong: 4 } as const;
const circuits = { receipt: new BuiltCircuit('receipt'), receiptLong: new BuiltCircuit('receiptLong') };
const FREE: ReadonlySet<string> = new Set(['binding', 'now']);

describe('Circuit receipt', () => {
  const chips = new ChipWorld();
  const { chip } = chips;
  const requestFor = (message: Uint8Array, others: Partial<ReceiptRequest> = {}): ReceiptRequest => ({
    chip,
    ...chips.proofs(),
    message,
    signature: chips.sign(message),
    serverScope: SERVER_SCOPE,
    bindScope: BIND_SCOPE,
    salt: SALT,
    binding: BINDING,
    ...others,
  });
  const receiptOf = (message: Uint8Array, others: Partial<ReceiptRequest> = {}): ReceiptInputs =>
    receiptInputs(requestFor(message, others));
  /** What a prover gives who says something else of the message than is in it. */
  const lieAbout = (message: Uint8Array, said: Partial<Notification>, others: Partial<ReceiptRequest> = {}) => {
    const request = requestFor(message, others);
    return assignReceipt(request, { ...readNotification(message), ...said }, BLOCKS.receipt, { force: true });
  };
  const short = { address: address('a.eu') };
  const install = receiptOf(installation());
  const removal = receiptOf(notification({ operation: OPERATION.delete }), { prevSeq: 24n });

  it('accepts every kind, with room for long addresses in receiptLong', async () => {
    expect([install.circuit, removal.circuit]).to.deep.equal(['receipt', 'receipt']);
    await circuits.receipt.expectAccepted(install);
    await circuits.receipt.expectAccepted(removal);
    const failed = receiptOf(installation({ ...short, result: failure(9) }));
    expect(failed.publicSignals[RECEIPT_SIGNALS.indexOf('outcome')]).to.equal(2n);
    await circuits.receipt.expectAccepted(failed);
    const long = receiptOf(installation({ address: address('a'.repeat(120)) }));
    expect(long.circuit).to.equal('receiptLong');
    await circuits.receiptLong.expectAccepted(long);
  });

  it('refuses every public signal but its own [S1]', async () => {
    const all = RECEIPT_SIGNALS.filter((name) => !FREE.has(name));
    const ofInstallations: typeof all = ['kind', 'outcome', 'tidHash', 'prevSeqCommit'];
    for (const [receipt, names] of [
      [removal, all],
      [install, ofInstallations],
    ] as const) {
      for (const name of names) {
        const value = receipt.publicSignals[RECEIPT_SIGNALS.indexOf(name)]!;
        await circuits.receipt.expectRefused(receipt, { [name]: (value + 1n) % FIELD_MODULUS });
      }
    }
  });

  it('refuses to say another kind, outcome, transaction, sequence number or ICCID than the chip signed [S61]', async () => {
    const failed = installation({ ...short, result: failure(9) });
    const lies = [
      lieAbout(failed, { outcome: 0 }),
      lieAbout(failed, { outcome: 1 }),
      lieAbout(installation({ ...short, result: failure(10) }), { outcome: 2 }),
      lieAbout(installation(short), { outcome: 1 }),
      lieAbout(installation(short), { kind: 2, transactionId: undefined }),
      lieAbout(installation(short), { transactionId: new Uint8Array(16) }),
      lieAbout(installation(short), { seq: 26n }),
      lieAbout(installation(short), { iccid: '89000123456789012342' }),
      lieAbout(notification(), { kind: 1 }),
      lieAbout(notification(), { kind: 3 }),
      lieAbout(notification(), { transactionId: new Uint8Array(16) }),
      lieAbout(notification(), { seq: 1000n }, { prevSeq: 25n }),
    ];
    for (const lie of lies) await circuits.receipt.expectRefused(lie);
  });

  it('refuses a sequence number that is not later than the one before: equal, earlier, or wrapped [S5] [S61]', async () => {
    const message = notification();
    const { holderSecret } = chip;
    for (const prevSeq of [25n, 26n, 1n << 62n, (1n << 64n) - 1n, 1n << 64n, FIELD_MODULUS - 1n, 25n - (1n << 64n)]) {
      const value = ((prevSeq % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS;
      const lie = lieAbout(message, {}, { prevSeq: value });
      expect(lie.inputs['prevSeqCommit']).to.equal(seqCommit(holderSecret, value, BIND_SCOPE));
      await circuits.receipt.expectRefused(lie);
    }
    await circuits.receipt.expectAccepted(receiptOf(message, { prevSeq: 0n }));
    await circuits.receipt.expectAccepted(receiptOf(message, { prevSeq: 24n }));
  });

  it('refuses the commitment of another binding, salt or chip before it', async () => {
    const { holderSecret } = chip;
    for (const other of [
      seqCommit(holderSecret, 24n, BIND_SCOPE + 1n),
      seqCommit(holderSecret + 1n, 24n, BIND_SCOPE),
      seqCommit(holderSecret, 23n, BIND_SCOPE),
      0n,
    ]) {
      await circuits.receipt.expectRefused(removal, { prevSeqCommit: other });
    }
    const iccid = '89000123456789012341';
    await circuits.receipt.expectRefused(removal, { iccidCommitment: iccidCommitment(iccid, SALT + 1n) });
    await circuits.receipt.expectRefused(removal, { salt: SALT + 1n });
  });

  it('names one event and one message: the same number with another message has another messageTag', () => {
    const [first, second] = [notification(), notification({ operation: OPERATION.disable })].map((message) =>
      receiptOf(message, { prevSeq: 1n }),
    );
    expect(first!.inputs['eventTag']).to.equal(second!.inputs['eventTag']);
    expect(first!.inputs['messageTag']).to.not.equal(second!.inputs['messageTag']);
    const own = keyHash(chip.publicKey);
    expect(first!.inputs['eventTag']).to.equal(eventTag(chip.holderSecret, own, SERVER_SCOPE, 25n));
    // Its other half of s is the same message, and the same tag.
    const twin = receiptOf(notification(), { prevSeq: 1n, signature: chips.sign(notification(), chip, 'low') });
    expect(twin.inputs['messageTag']).to.equal(first!.inputs['messageTag']);
    expect(messageTag(chip.holderSecret, new Uint8Array(32))).to.not.equal(twin.inputs['messageTag']);
  });

  it('refuses a message that this chip did not sign, also when the prover makes his hints anew [S12]', async () => {
    const message = notification();
    const signature = chips.sign(message);
    for (const wrong of [
      chips.sign(message, chips.chips[1]),
      chips.sign(notification({ seq: Uint8Array.of(26) })),
      { r: signature.s, s: signature.r },
      { ...signature, s: 0n },
    ]) {
      await circuits.receipt.expectRefused(lieAbout(message, {}, { signature: wrong }));
    }
  });

  it('refuses octets behind the end, and bits that are no bits [S8] [S9]', async () => {
    const bits = removal.inputs['messageBits'] as readonly number[];
    const length = removal.inputs['messageLength'] as number;
    for (const bit of [8 * length, 8 * 119, 1023]) {
      await circuits.receipt.expectRefused(removal, { messageBits: bits.with(bit, 1) });
    }
    await circuits.receipt.expectRefused(removal, { messageBits: bits.with(0, 2) });
  });

  it('pins every wire [S2]', async function () {
    this.timeout(360_000);
    // The row that names the binding squares it; its sign is bound by the verification key (proofs.test.ts).
    const receipts = process.env['OPENRSP_LONG'] === undefined ? [removal] : [removal, install];
    for (const receipt of receipts) {
      expect(await circuits.receipt.unpinned(receipt)).to.deep.equal(['binding']);
    }
  });

  it('is refused with a reason before anything is proven', () => {
    const message = notification();
    const cases: readonly [string, () => unknown][] = [
      ['SignatureInvalid', () => receiptOf(message, { signature: chips.sign(installation()), prevSeq: 1n })],
      ['Sequence', () => receiptOf(message, { prevSeq: 25n })],
      ['Message', () => receiptOf(new Uint8Array(30))],
      ['Message', () => receiptOf(installation({ operation: OPERATION.delete }))],
      ['Message', () => receiptOf(installation({ transactionId: new Uint8Array(8) }))],
      ['Limit', () => receiptOf(notification({ address: address('a'.repeat(230)) }), { prevSeq: 1n })],
      ['Expired', () => receiptOf(message, { now: chip.notAfter + 1n, prevSeq: 1n })],
    ];
    for (const [code, attempt] of cases) {
      expect(attempt).to.throw(ChipStatementError).with.property('code', code);
    }
  });
});
