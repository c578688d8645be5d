import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { ChipStatementError } from '../../../src/zk/chip/error.ts';
import { messageBits } from '../../../src/zk/circuit-inputs.ts';
import { readNotification } from '../../../src/zk/notification.ts';
import { messageLimit } from '../../../src/zk/receipt.ts';
import { templateCircuit } from '../harness/template.ts';
import type { TemplateCircuit } from '../harness/template.ts';
import { readJson, requireVectors } from '../../pki/support/vectors.ts';
import { address, failure, installation, notification, OPERATION, success } from './messages.ts';

const FILE = 'lib/notification/message.circom';
const inputs = (message: Uint8Array, blocks: number, length = message.length) => ({
  bits: messageBits(message, 64 * blocks),
  length,
});

const octets = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

for (const blocks of [2, 4]) {
  describe(`NotificationMessage(${blocks})`, () => {
    let circuit: TemplateCircuit;
    before(async () => (circuit = await templateCircuit(FILE, `NotificationMessage(${blocks})`, 'O1')));

    /** The circuit says the same as the reader of src/zk. */
    const expectRead = async (message: Uint8Array): Promise<void> => {
      const { kind, outcome, seq, iccid, transactionId } = readNotification(message);
      const witness = await circuit.witness(inputs(message, blocks));
      expect(circuit.value(witness, 'kind')).to.equal(BigInt(kind));
      expect(circuit.value(witness, 'outcome')).to.equal(BigInt(outcome));
      expect(circuit.value(witness, 'seq')).to.equal(seq);
      expect(circuit.value(witness, 'iccid')).to.equal(BigInt(`0x${iccid.padEnd(20, 'F')}`));
      expect(circuit.value(witness, 'isInstall')).to.equal(transactionId === undefined ? 0n : 1n);
      if (transactionId !== undefined) {
        const tid = BigInt(`0x${Buffer.from(transactionId).toString('hex')}`);
        expect(circuit.value(witness, 'transactionId')).to.equal(tid);
      }
    };

    /** Whatever the prover does with the hints that the constraints leave him. */
    const expectRefused = async (message: Uint8Array, length = message.length): Promise<void> => {
      await circuit.refusal(inputs(message, blocks, length));
      expect(circuit.r1cs.accepts(await circuit.assignment(inputs(message, blocks, length)))).to.equal(false);
    };

    it('reads every kind', async () => {
      for (const operation of Object.values(OPERATION).slice(1)) await expectRead(notification({ operation }));
      await expectRead(installation());
      await expectRead(installation({ smdpOid: null }));
    });

    it('reads every reason of a failure: 1 to 8 and 10 to 15 are clean, 9 and all others are ambiguous', async () => {
      for (let reason = 1; reason < 128; reason++) {
        await expectRead(installation({ result: failure(reason), address: address('a.eu') }));
      }
      await expectRead(installation({ result: failure(10, octets('3003')), address: address('a.eu') }));
      for (const reason of [0, 128, 255]) {
        const message = installation({ result: failure(reason), address: address('a.eu') });
        const witness = await circuit.witness(inputs(message, blocks));
        expect(circuit.value(witness, 'outcome')).to.equal(2n);
      }
    });

    it('reads sequence numbers of 1 to 8 octets, and refuses negative, padded and longer ones [S9]', async () => {
      for (const seq of ['00', '7f', '0080', '00ff', '0100', '7fffffff', '0080000000', '1fffffffffffff']) {
        await expectRead(notification({ seq: octets(seq), address: address('a.eu') }));
      }
      for (const seq of [
        '',
        '80',
        'ff',
        '8000',
        '0000',
        '007f',
        '00000080',
        '8000000000000000',
        '008000000000000000',
      ]) {
        await expectRefused(notification({ seq: octets(seq), address: address('a.eu') }));
      }
    });

    it('reads an event that is not in its shortest form, and refuses any other BIT STRING', async () => {
      for (const operation of ['0010', '0410', '0310', '0520', '0020', '0640']) {
        await expectRead(notification({ operation: octets(operation) }));
      }
      await expectRead(installation({ operation: octets('0080'), address: address('a.eu') }));
      for (const operation of ['0510', '0810', '0418', '0430', '0400', '0308', '04', '041000', '', '0480', 'ff10']) {
        await expectRefused(notification({ operation: octets(operation) }));
      }
    });

    it('refuses an installation that reports another event, and a notification of an installation', async () => {
      for (const operation of [OPERATION.enable, OPERATION.disable, OPERATION.delete]) {
        await expectRefused(installation({ operation }));
      }
      await expectRefused(notification({ operation: OPERATION.install }));
    });

    it('reads ICCIDs with a filler, and refuses other lengths and a missing one [S64]', async () => {
      for (const iccid of ['98001032547698103214', '980010325476981032f4', '9800103254769810ffff']) {
        const message = notification({ iccid: octets(iccid) });
        const witness = await circuit.witness(inputs(message, blocks));
        const swapped = iccid.replaceAll(/(.)(.)/g, '$2$1');
        expect(circuit.value(witness, 'iccid')).to.equal(BigInt(`0x${swapped}`));
      }
      for (const iccid of ['', '980010325476981032', '9800103254769810321400']) {
        await expectRefused(notification({ iccid: octets(iccid) }));
      }
      await expectRefused(octets('bf2f 0b 800119 81020410 0c0161 3003'));
    });

    it('refuses transactionIds of other lengths than 16 octets', async () => {
      for (const transactionId of ['', 'aa', 'aa'.repeat(15), 'aa'.repeat(17)]) {
        await expectRefused(installation({ transactionId: octets(transactionId), address: address('a.eu') }));
      }
    });

    it('reads addresses up to the room there is', async () => {
      const room = messageLimit(blocks) - notification({ address: new Uint8Array() }).length;
      for (const length of [0, 1, room - 4, room - (blocks > 2 ? 2 : 0)]) {
        await expectRead(notification({ address: address('a'.repeat(length)) }));
      }
    });

    it('refuses what does not end where it says, inside and outside [S9]', async () => {
      const messages = [notification(), installation({ address: address('a.eu') })];
      for (const message of messages) {
        for (const length of [0, message.length - 1, message.length + 1, messageLimit(blocks)]) {
          await expectRefused(message, length);
        }
        for (let i = 2; i < message.length; i++) {
          // Every length octet there is, and some that are none.
          const shifted = Uint8Array.from(message).with(i, (message[i]! + 1) & 0xff);
          let read: ReturnType<typeof readNotification> | undefined;
          try {
            read = readNotification(shifted);
          } catch (error) {
            if (!(error instanceof ChipStatementError)) throw error;
          }
          const accepted = circuit.r1cs.accepts(await circuit.assignment(inputs(shifted, blocks)));
          if (accepted) {
            expect(read, `octet ${i}`).to.not.equal(undefined);
            await expectRead(shifted);
          }
        }
      }
      await expectRefused(notification({ trailing: octets('8000') }));
      await expectRefused(installation({ trailing: octets('8000'), address: address('a.eu') }));
    });

    it('refuses results that are built otherwise: longer numbers, further elements, other tags', async () => {
      const result = (text: string): Uint8Array =>
        installation({ ...{ address: address('a.eu') }, result: octets(text) });
      const plain = 'a208 a106 800103 810101';
      await expectRead(result(plain));
      for (const other of [
        'a209 a107 800103 81020101', // errorReason of two octets
        'a209 a107 80020003 810101', // bppCommandId of two octets
        'a20a a106 800103 810101 0400', // an element behind A1, inside A2
        'a20a a108 800103 810101 0500', // a third member that is no simaResponse
        'a20a a108 800103 810101 8000',
        'a208 a206 800103 810101', // neither A0 nor A1
        'a30a a106 800103 810101', // finalResult with another tag
        'a206 a004 4f00 0500', // simaResponse with another tag
      ]) {
        await expectRefused(result(other));
      }
    });

    it('takes the fields themselves, not copies in an address or a response that its author chose [S10] [S11]', async () => {
      const inside = notification({ operation: OPERATION.enable, address: address('b'), seq: Uint8Array.of(99) });
      const messages = [
        notification({ address: inside }),
        installation({ smdpOid: null, address: address('a'), result: success(Uint8Array.of(1), inside) }),
      ];
      for (const [i, message] of messages.entries()) {
        const witness = await circuit.witness(inputs(message, blocks));
        expect(circuit.value(witness, 'seq')).to.equal(25n);
        expect(circuit.value(witness, 'kind')).to.equal(i === 0 ? 4n : 1n);
      }
    });

    it('refuses bits that are no bits [S8]', async () => {
      const message = notification();
      const honest = inputs(message, blocks);
      // Octet 7 is 02, the length of the event: 2 in its lowest bit for 1 in the one above.
      const bits = honest.bits.with(8 * 8 + 6, 0).with(8 * 8 + 7, 2);
      await circuit.refusal({ ...honest, bits });
      expect(circuit.r1cs.accepts(await circuit.assignment({ ...honest, bits }))).to.equal(false);
    });

    it('pins every wire but the bits past the last octet, which hashing pins [S2]', async () => {
      for (const message of [notification(), installation({ address: address('a.eu') })]) {
        const witness = await circuit.witness(inputs(message, blocks));
        const open = circuit.unpinned(witness).filter((wire) => {
          const bit = /^bits\[(\d+)\]$/.exec(wire)?.[1];
          // circomlib's IsZero leaves its hint open where its input is 0: the output is 1 whatever it is.
          const isInverse = wire.endsWith('.inv') && circuit.value(witness, wire) === 0n;
          return !isInverse && (bit === undefined || Number(bit) < 8 * messageLimit(blocks));
        });
        expect(open).to.deep.equal([]);
      }
    });

    it('agrees with the reader on mutated messages: what it accepts, the reader reads the same way', async function () {
      const runs = process.env['OPENRSP_LONG'] === undefined ? 300 : 5_000;
      this.timeout(runs * 200);
      const samples = [
        notification(),
        notification({ operation: OPERATION.enable, seq: octets('0100') }),
        installation({ address: address('a.eu') }),
        installation({ address: address('a.eu'), result: failure(10), smdpOid: null }),
      ];
      const mutation = fc.record({
        sample: fc.nat({ max: samples.length - 1 }),
        places: fc.array(fc.record({ at: fc.nat({ max: 70 }), value: fc.nat({ max: 255 }) }), {
          minLength: 1,
          maxLength: 3,
        }),
      });
      let accepted = 0;
      for (const { sample, places } of fc.sample(mutation, { seed: 2506, numRuns: runs })) {
        const message = Uint8Array.from(samples[sample]!);
        for (const { at, value } of places) message[at % message.length] = value;
        if (!circuit.r1cs.accepts(await circuit.assignment(inputs(message, blocks)))) continue;
        accepted++;
        const witness = await circuit.witness(inputs(message, blocks));
        try {
          await expectRead(message);
        } catch (error) {
          // An address or response may hold what the reader, who looks into it, refuses; a reason or ICCID no standard one.
          if (!(error instanceof ChipStatementError)) throw error;
          expect(circuit.value(witness, 'kind')).to.be.oneOf([1n, 2n, 3n, 4n]);
        }
      }
      expect(accepted).to.be.greaterThan(runs / 20);
    });
  });
}

describe('NotificationMessage', () => {
  it('reads the receipt of a physical chip', async function () {
    const folder = requireVectors(this, 'receipts');
    const receipt = readJson(path.join(folder, 'profile_installation_result.json')) as Record<string, string>;
    const message = octets(receipt['signed_bf27']!);
    const circuit = await templateCircuit(FILE, 'NotificationMessage(2)', 'O1');
    const witness = await circuit.witness(inputs(message, 2));
    expect(circuit.value(witness, 'outcome')).to.equal(0n);
    expect(circuit.value(witness, 'seq')).to.equal(BigInt(receipt['seqNumber']!));
    const swapped = receipt['iccid']!.replaceAll(/(.)(.)/g, '$2$1');
    expect(circuit.value(witness, 'iccid')).to.equal(BigInt(`0x${swapped}`));
    expect(circuit.value(witness, 'transactionId')).to.equal(BigInt(`0x${receipt['transactionId']!}`));
  });
});
