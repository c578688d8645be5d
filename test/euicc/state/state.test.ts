import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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
      installing: fc.record({
        transactionId: octets,
        serverAddress: text,
        smdpOid: text,
        ciPKId: octets,
        iccid: text,
        bppCommandId: fc.nat(),
      }),
      oneTimeKey: fc.record({ privateKey: octets, smdpOid: text, ciPKId: octets }),
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
    const another = mintedParties(1).ecasd.eid;
    expectRefusal('StateOfAnotherCard', () => parseState(text, another));
    for (const whole of [eid, another])
      expect(() => parseState(text, another))
        .to.throw(`…${whole.slice(-4)}`)
        .with.property('message')
        .that.does.not.include(whole);
    expectRefusal('State', () => parseState('null', eid));
    expectRefusal('State', () => parseState('{"format":"openrsp-euicc-state/1"}', eid));
    expectRefusal('State', () => parseState(text.replace('state/1', 'state/2'), eid));
    expectRefusal('State', () => parseState(text.replace('"profiles": []', '"profiles": [{}]'), eid));
    for (const oneTimeKey of ['{}', 'null', '"0x00"', '{"privateKey":"0x00","smdpOid":"0x00","ciPKId":"0x00"}'])
      expectRefusal('State', () =>
        parseState(text.replace('"profiles"', `"oneTimeKey": ${oneTimeKey}, "profiles"`), eid),
      );
    for (const installing of ['{}', 'null', '{"transactionId":"","serverAddress":"","smdpOid":"","ciPKId":""}'])
      expectRefusal('State', () =>
        parseState(text.replace('"profiles"', `"installing": ${installing}, "profiles"`), eid),
      );
    for (let length = 0; length < text.length - 1; length += 7) {
      expectRefusal('State', () => parseState(text.slice(0, length), eid));
    }
    expectRefusal('State', () => new SoftwareEuicc(mintedParties().ecasd, { store: new MemoryStore('{}') }));
  });

  it('refuses profiles, notifications and one-time keys that cannot be read', () => {
    const { ecasd } = mintedParties();
    for (const change of [
      { crls: [Uint8Array.of(0x30, 0)] },
      { oneTimeKey: { privateKey: new Uint8Array(32), smdpOid: '2.999.10', ciPKId: new Uint8Array(20) } },
      { oneTimeKey: { privateKey: new Uint8Array(31).fill(1), smdpOid: '2.999.10', ciPKId: new Uint8Array(20) } },
    ]) {
      const state: EuiccState = { ...initialState(ecasd.eid), ...change };
      expectRefusal('State', () => new SoftwareEuicc(ecasd, { store: new MemoryStore(stateText(state)) }));
    }
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
      const store = FileStore.open(file);
      const first = new SoftwareEuicc(mintedParties().ecasd, { store });
      first.card.powerOn();
      const lpa = await LpaDouble.open(first.card);
      await lpa.download(new ServerDouble(mintedParties()), metadataFor(A));
      await lpa.enable(iccid(A));
      store.close();
      const again = FileStore.open(file);
      const second = new SoftwareEuicc(mintedParties().ecasd, { store: again });
      again.close();
      expect(stateText(second.state)).to.equal(stateText(first.state));
      expect(statSync(file).mode & 0o777).to.equal(0o600);
      expect(readdirSync(path.dirname(file))).to.deep.equal(['one.json']);
    });

    it('is the old one where a part file was left behind', () => {
      const file = path.join(folder, 'one.json');
      const store = FileStore.open(file);
      expect(store.load()).to.equal(undefined);
      store.save('old');
      writeFileSync(`${file}.part`, 'ne');
      store.close();
      const again = FileStore.open(file);
      expect(again.load()).to.equal('old');
      again.save('new');
      again.close();
      expect(readFileSync(file, 'utf8')).to.equal('new');
    });

    it('is one store’s at a time; one that was closed neither reads nor writes', () => {
      const file = path.join(folder, 'one.json');
      const store = FileStore.open(file);
      expect(readFileSync(`${file}.lock`, 'utf8')).to.equal(`${process.pid}\n`);
      expect(() => FileStore.open(file))
        .to.throw(EuiccError, `${file}.lock says that process ${process.pid} has the eUICC's state. End that process`)
        .with.property('code', 'StoreInUse');
      const otherName = path.join(folder, 'link');
      symlinkSync(folder, otherName);
      expectRefusal('StoreInUse', () => FileStore.open(path.join(otherName, 'one.json')));
      store.save('first');
      store.close();
      const second = FileStore.open(file);
      store.close();
      expectRefusal('StoreInUse', () => FileStore.open(file));
      expectRefusal('Store', () => store.save('late'));
      expectRefusal('Store', () => store.load());
      expect(second.load()).to.equal('first');
      second.close();
      expect(readdirSync(folder).sort()).to.deep.equal(['link', 'one.json']);
    });

    for (const ending of ['exit', 'SIGKILL'] as const) {
      it(`is another process’s until its ${ending}`, async function () {
        this.timeout(30_000);
        const file = path.join(folder, 'one.json');
        const module = JSON.stringify(path.resolve(import.meta.dirname, '../../../src/euicc/state/file-store.ts'));
        const code = `import { FileStore } from ${module};
          FileStore.open(${JSON.stringify(file)}).save('theirs'); process.stdout.write('saved'); process.stdin.resume();`;
        const other = spawn(process.execPath, ['--input-type=module', '-e', code], {
          stdio: ['pipe', 'pipe', 'inherit'],
        });
        await once(other.stdout, 'data');
        expect(() => FileStore.open(file))
          .to.throw(EuiccError, `process ${other.pid}`)
          .with.property('code', 'StoreInUse');
        if (ending === 'exit') other.stdin.end();
        else other.kill(ending);
        await once(other, 'exit');
        expect(readdirSync(folder).includes('one.json.lock')).to.equal(ending === 'SIGKILL');
        const next = FileStore.open(file);
        expect(next.load()).to.equal('theirs');
        next.close();
        expect(readdirSync(folder)).to.deep.equal(['one.json']);
      });
    }

    it('is taken over from a process of before that had the number of this one, as in a container', () => {
      const file = path.join(folder, 'one.json');
      writeFileSync(`${file}.lock`, `${process.pid}\n`);
      FileStore.open(file).close();
      expect(readdirSync(folder)).to.deep.equal([]);
    });

    for (const content of ['', 'somebody', '-1', '0', '1']) {
      it(`is not taken over where its lock says "${content}", which is of no process known to be dead`, () => {
        const lock = path.join(folder, 'one.json.lock');
        writeFileSync(lock, content);
        expectRefusal('StoreInUse', () => FileStore.open(path.join(folder, 'one.json')));
        expect(readFileSync(lock, 'utf8')).to.equal(content);
      });
    }

    it('that cannot be written or read is an error that names it', () => {
      const card = path.join(folder, 'card');
      mkdirSync(card);
      const store = FileStore.open(card);
      expectRefusal('Store', () => store.load());
      expectRefusal('Store', () => store.save('x'));
      store.close();
      writeFileSync(path.join(folder, 'file'), '');
      expect(() => FileStore.open(path.join(folder, 'file', 'state.json')))
        .to.throw(EuiccError, folder)
        .with.property('code', 'Store');
    });
  });
});
