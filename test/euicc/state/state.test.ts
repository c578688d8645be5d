import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { EuiccError, type EuiccErrorCode } from '../../../src/euicc/error.ts';
import { SoftwareEuicc } from '../../../src/euicc/software-euicc.ts';
import { FileStore } from '../../../src/euicc/state/file-store.ts';
import { parseState, stateText } from '../../../src/euicc/state/state-text.ts';
import { initialState, type EuiccState } from '../../../src/euicc/state/state.ts';
import { MemoryStore } from '../../../src/euicc/state/store.ts';
import { LpaDouble, iccid } from '../support/lpa.ts';
import { mintedParties } from '../support/parties.ts';
import { metadataFor, ServerDouble } from '../support/server.ts';

const A = '89000123456789012341';

function expectRefusal(code: EuiccErrorCode, act: () => unknown): void {
  expect(act).to.throw(EuiccError).with.property('code', code);
}

describe('state of an eUICC', () => {
  it('reads back what was written, whatever texts and octets are in it', () => {
    const octets = fc.uint8Array({ maxLength: 40 });
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('0x', '0xab', '=', '=0xab', '__proto__', ''));
    const state: fc.Arbitrary<EuiccState> = fc.record({
      eid: fc.constant('89044045118427484800000000011736'),
      defaultDpAddress: text,
      nextSeqNumber: fc.nat(),
      nextIsdp: fc.nat(),
      profiles: fc.array(
        fc.record({
          iccid: text,
          isdpAid: octets,
          isEnabled: fc.boolean(),
          nickname: text,
          metadata: octets,
          dpProprietaryData: octets,
          smdpOid: text,
          ciPKId: octets,
          profilePackage: octets,
        }),
        { maxLength: 3 },
      ),
      notifications: fc.array(
        fc.record({
          seqNumber: fc.nat(),
          event: fc.constant('notificationEnable' as const),
          address: text,
          iccid: text,
          octets,
        }),
        { maxLength: 3 },
      ),
      crls: fc.array(octets, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(state, (value) => {
        expect(parseState(stateText(value), value.eid)).to.deep.equal(value);
      }),
      { seed: 22, numRuns: 300 },
    );
  });

  it('refuses what is no state, what is cut off, and the state of another card', () => {
    const { eid } = mintedParties().ecasd;
    const text = stateText({ eid, nextSeqNumber: 1, nextIsdp: 0, profiles: [], notifications: [], crls: [] });
    expectRefusal('StateOfAnotherCard', () => parseState(text, mintedParties(1).ecasd.eid));
    expectRefusal('State', () => parseState('null', eid));
    expectRefusal('State', () => parseState('{"format":"openrsp-euicc-state/1"}', eid));
    expectRefusal('State', () => parseState(text.replace('state/1', 'state/2'), eid));
    expectRefusal('State', () => parseState(text.replace('"profiles": []', '"profiles": [{}]'), eid));
    for (let length = 0; length < text.length - 1; length += 7) {
      expectRefusal('State', () => parseState(text.slice(0, length), eid));
    }
    expectRefusal('State', () => new SoftwareEuicc(mintedParties().ecasd, { store: new MemoryStore('{}') }));
  });

  it('refuses profiles and notifications that cannot be read', () => {
    const { ecasd } = mintedParties();
    const state: EuiccState = { ...initialState(ecasd.eid), crls: [Uint8Array.of(0x30, 0)] };
    expectRefusal('State', () => new SoftwareEuicc(ecasd, { store: new MemoryStore(stateText(state)) }));
  });

  describe('in a file', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'openrsp-euicc-'));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    it('outlives the process, is its owner’s alone, and leaves no part file', async () => {
      const file = path.join(folder, 'cards', 'one.json');
      const first = new SoftwareEuicc(mintedParties().ecasd, { store: new FileStore(file) });
      first.card.powerOn();
      const lpa = await LpaDouble.open(first.card);
      await lpa.download(new ServerDouble(mintedParties()), metadataFor(A));
      await lpa.enable(iccid(A));
      const second = new SoftwareEuicc(mintedParties().ecasd, { store: new FileStore(file) });
      expect(stateText(second.state)).to.equal(stateText(first.state));
      expect(statSync(file).mode & 0o777).to.equal(0o600);
      expect(readdirSync(path.dirname(file))).to.deep.equal(['one.json']);
    });

    it('is the old one where a part file was left behind', () => {
      const file = path.join(folder, 'one.json');
      const store = new FileStore(file);
      expect(store.load()).to.equal(undefined);
      store.save('old');
      writeFileSync(`${file}.part`, 'ne');
      expect(new FileStore(file).load()).to.equal('old');
      store.save('new');
      expect(readFileSync(file, 'utf8')).to.equal('new');
    });

    it('that cannot be written or read is an error that names it', () => {
      expectRefusal('Store', () => new FileStore(folder).load());
      writeFileSync(path.join(folder, 'file'), '');
      const store = new FileStore(path.join(folder, 'file', 'state.json'));
      expect(() => store.save('x'))
        .to.throw(EuiccError, folder)
        .with.property('code', 'Store');
    });
  });
});
