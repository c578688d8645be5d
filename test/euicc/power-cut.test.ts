import { expect } from 'chai';
import { SoftwareEuicc } from '../../src/euicc/software-euicc.ts';
import { stateText } from '../../src/euicc/state/state-text.ts';
import { MemoryStore, type EuiccStore } from '../../src/euicc/state/store.ts';
import type { ApduTransmitter } from '../../src/rsp/apdu/transmitter.ts';
import { decode } from '../../src/rsp/asn1/codec.ts';
import { segment } from '../../src/rsp/segmentation.ts';
import { ErrorReason, ProfileInstallationResult } from '../../src/rsp/structures/profile-installation-result.ts';
import { EuiccError } from '../../src/euicc/error.ts';
import { rejection } from '../rsp/apdu/cards.ts';
import { Bench } from './support/cards.ts';
import { iccid, LpaDouble } from './support/lpa.ts';
import { mintedParties } from './support/parties.ts';
import { metadataFor, profileOf, ServerDouble } from './support/server.ts';

const ICCID = '89000123456789012341';
const OTHER = '8900012345678901235';
const PROFILE = profileOf(ICCID, 4_000);
const METADATA = metadataFor(ICCID, {
  notificationConfigurationInfo: [
    { profileManagementOperation: ['notificationEnable', 'notificationDelete'], notificationAddress: 'a.example.com' },
  ],
});

/** Passes APDUs on and keeps what the store had after each. */
class Observer implements ApduTransmitter {
  readonly states: MemoryStore[] = [];
  readonly #card: ApduTransmitter;
  readonly #store: MemoryStore;

  constructor(card: ApduTransmitter, store: MemoryStore) {
    this.#card = card;
    this.#store = store;
  }

  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    const response = await this.#card.transmit(apdu);
    this.states.push(this.#store.clone());
    return response;
  }
}

describe('a power cut', () => {
  for (const segmentSize of [255, 60]) {
    it(`at any APDU of a download (blocks of ${segmentSize}) leaves the whole profile or none, and a repetition succeeds [S63]`, async () => {
      const store = new MemoryStore();
      let observer: Observer | undefined;
      const bench = await Bench.open({
        store,
        segmentSize,
        over: (card) => (observer = new Observer(card, store)),
      });
      await bench.lpa.download(bench.server(), METADATA, PROFILE);
      const { states } = observer!;
      expect(states.length).to.be.greaterThan(20);
      // Where the stored text is the same, so is what follows.
      const distinct = [...new Map(states.map((state) => [state.load(), state])).values()];
      expect(distinct.length).to.be.greaterThan(3);
      for (const state of distinct) await expectRecovers(state);
    });
  }

  it('really takes power at every APDU: the card that goes on is the same card', async () => {
    const total = await countOfApdus();
    for (let cut = 0; cut < total; cut++) {
      const bench = await Bench.open();
      let sent = 0;
      const { card } = bench.euicc;
      const cutter: ApduTransmitter = {
        transmit: async (apdu) => {
          const response = card.transmit(apdu);
          if (sent++ === cut) card.reset();
          return response;
        },
      };
      const outcome = await download(cutter, bench).catch(() => undefined);
      const profile = bench.euicc.profile(ICCID);
      if (profile !== undefined) {
        expect(Buffer.from(profile.profilePackage).equals(PROFILE)).to.equal(true);
        continue;
      }
      expect(outcome, `cut at ${cut}`).to.equal(undefined);
      const lpa = await LpaDouble.open(card);
      const result = await lpa.download(bench.server(), METADATA, PROFILE);
      expect(result!.profileInstallationResultData.value.finalResult.kind, `cut at ${cut}`).to.equal('successResult');
    }
  });

  it('within a package is reported to its server as an interruption, once', async () => {
    const bench = await Bench.open();
    const { card } = bench.euicc;
    await bench.lpa.download(bench.server(), METADATA, PROFILE);
    const server = bench.server();
    await bench.lpa.prepare(server);
    for (const piece of segment(server.bind(profileOf(OTHER), metadataFor(OTHER))).slice(0, 6)) {
      await bench.lpa.channel.exchange(piece);
    }
    card.reset();
    for (let i = 0; i < 2; i++) {
      const lpa = await LpaDouble.open(card);
      const { notifications } = bench.euicc.state;
      expect(await lpa.notifications()).to.have.length(2);
      const { value } = decode(ProfileInstallationResult, notifications[1]!.octets).profileInstallationResultData;
      expect(value.transactionId).to.deep.equal(server.transactionId);
      expect(value.notificationMetadata.iccid).to.equal(OTHER);
      expect(value.finalResult.value).to.deep.include({ errorReason: ErrorReason.installFailedDueToInterruption });
    }
  });

  it('at any APDU of enabling, disabling and deleting leaves a state from before or after the command', async () => {
    const store = new MemoryStore();
    let observer: Observer | undefined;
    const bench = await Bench.open({ store, over: (card) => (observer = new Observer(card, store)) });
    const { lpa, euicc } = bench;
    await lpa.download(bench.server(), METADATA, PROFILE);
    await lpa.download(bench.server(), metadataFor(OTHER));
    const allowed = [stateText(euicc.state)];
    observer!.states.length = 0;
    for (const act of [
      () => lpa.enable(iccid(ICCID)),
      () => lpa.enable(iccid(OTHER)),
      () => lpa.delete(iccid(ICCID)),
      () => lpa.sent(1),
    ]) {
      expect(await act()).to.equal(0);
      allowed.push(stateText(euicc.state));
    }
    for (const state of observer!.states) {
      const { state: found } = new SoftwareEuicc(mintedParties().ecasd, { store: state });
      expect(found.profiles.filter(({ isEnabled }) => isEnabled).length).to.be.lessThan(2);
      expect(allowed).to.include(stateText(found));
    }
  });

  it('while the state is written is answered 6581, and nothing has changed', async () => {
    const store = new FailingStore();
    const euicc = new SoftwareEuicc(mintedParties().ecasd, { store });
    euicc.card.powerOn();
    const lpa = await LpaDouble.open(euicc.card);
    await lpa.download(new ServerDouble(mintedParties()), METADATA, PROFILE);
    const before = euicc.state;
    store.fails = true;
    for (const act of [
      () => lpa.enable(iccid(ICCID)),
      () => lpa.delete(iccid(ICCID)),
      () => lpa.sent(1),
      () => lpa.download(new ServerDouble(mintedParties()), metadataFor(OTHER)),
    ]) {
      expect(await rejection(act())).to.have.property('status', 0x6581);
      expect(euicc.state).to.equal(before);
    }
    store.fails = false;
    expect(await lpa.enable(iccid(ICCID))).to.equal(0);
  });

  async function expectRecovers(store: MemoryStore): Promise<void> {
    const bench = await Bench.open({ store });
    const found = bench.euicc.profile(ICCID);
    if (found !== undefined) {
      expect(Buffer.from(found.profilePackage).equals(PROFILE)).to.equal(true);
      expect(bench.euicc.state.notifications).to.have.length(1);
      return;
    }
    expect(await bench.lpa.profiles()).to.deep.equal([]);
    const result = await bench.lpa.download(bench.server(), METADATA, PROFILE);
    expect(result!.profileInstallationResultData.value.finalResult.kind).to.equal('successResult');
    expect(Buffer.from(bench.euicc.profile(ICCID)!.profilePackage).equals(PROFILE)).to.equal(true);
    expect(bench.euicc.state.installing).to.equal(undefined);
    const numbers = bench.euicc.state.notifications.map(({ seqNumber }) => seqNumber);
    expect(numbers).to.deep.equal(numbers.map((_, i) => i + 1));
  }

  async function download(card: ApduTransmitter, bench: Bench): Promise<ProfileInstallationResult | undefined> {
    const lpa = await LpaDouble.open(card);
    return lpa.download(bench.server(), METADATA, PROFILE);
  }

  async function countOfApdus(): Promise<number> {
    const bench = await Bench.open();
    let sent = 0;
    await download({ transmit: (apdu) => (sent++, bench.euicc.card.transmit(apdu)) }, bench);
    return sent;
  }
});

class FailingStore implements EuiccStore {
  fails = false;
  readonly #inner = new MemoryStore();

  load(): string | undefined {
    return this.#inner.load();
  }

  save(text: string): void {
    if (this.fails) throw new EuiccError('Store', 'The medium is gone.');
    this.#inner.save(text);
  }
}
