import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { SoftwareEuicc } from '../../src/euicc/software-euicc.ts';
import { parseState, stateText } from '../../src/euicc/state/state-text.ts';
import type { MemoryStore } from '../../src/euicc/state/store.ts';
import { encode } from '../../src/rsp/asn1/codec.ts';
import { segment } from '../../src/rsp/segmentation.ts';
import { AuthenticateServerRequest } from '../../src/rsp/structures/authenticate-server.ts';
import { PrepareDownloadRequest } from '../../src/rsp/structures/prepare-download.ts';
import type { ApduTransmitter } from '../../src/rsp/apdu/transmitter.ts';
import { Bench } from './support/cards.ts';
import { iccid } from './support/lpa.ts';
import { mintedParties } from './support/parties.ts';
import { metadataFor, profileOf } from './support/server.ts';

const LONG = process.env.OPENRSP_LONG === '1';
const RUNS = LONG ? 400_000 : 20_000;
const A = '89000123456789012341';
const B = '8900012345678901235';

/** Octets that follow from a seed: the same mutations in every run. */
class Random {
  #block: Buffer = Buffer.alloc(0);
  #counter = 0;
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
  }

  octet(): number {
    if (this.#block.length === 0) {
      this.#block = createHash('sha512').update(`${this.#seed} ${this.#counter++}`).digest();
    }
    const [first] = this.#block;
    this.#block = this.#block.subarray(1);
    return first!;
  }

  below(limit: number): number {
    return ((this.octet() << 16) | (this.octet() << 8) | this.octet()) % limit;
  }
}

/** A whole life of a card, APDU by APDU. */
async function record(): Promise<{ readonly corpus: readonly Uint8Array[]; readonly installed: MemoryStore }> {
  const apdus: Uint8Array[] = [];
  const tap = (card: ApduTransmitter): ApduTransmitter => ({
    transmit: (apdu) => {
      apdus.push(Uint8Array.from(apdu));
      return card.transmit(apdu);
    },
  });
  const bench = await Bench.open({ over: tap, segmentSize: 200 });
  const { lpa } = bench;
  await lpa.download(bench.server(), metadataFor(A), profileOf(A, 1_500));
  await lpa.download(bench.server(), metadataFor(B), profileOf(B, 500));
  const installed = bench.store.clone();
  await lpa.enable(iccid(A));
  await lpa.enable(iccid(B), true);
  await lpa.disable(iccid(B));
  await lpa.profiles();
  await lpa.notifications();
  await lpa.retrieve();
  await lpa.sent(1);
  for (const command of [
    'BF3E035C015A',
    'BF2000',
    'BF2200',
    'BF4300',
    'BF3C00',
    'BF3F058003612E62',
    'BF3404820205E0',
  ]) {
    await lpa.channel.exchange(Buffer.from(command, 'hex'));
  }
  await lpa.delete(iccid(A));
  await lpa.channel.close();
  return { corpus: apdus, installed };
}

function mutated(apdu: Uint8Array, random: Random, corpus: readonly Uint8Array[]): Uint8Array {
  const octets = [...apdu];
  const at = (): number => random.below(Math.max(1, octets.length));
  switch (random.below(10)) {
    case 0:
      octets[at()] = random.octet();
      break;
    case 1:
      octets[at()]! ^= 1 << random.below(8);
      break;
    case 2:
      octets.splice(at(), 1 + random.below(4));
      break;
    case 3:
      octets.splice(at(), 0, ...Array.from({ length: 1 + random.below(4) }, () => random.octet()));
      break;
    case 4:
      octets.length = at();
      break;
    case 5:
      // Header only: class and channel, instruction, P1, P2, Lc.
      octets[random.below(5)] = random.octet();
      break;
    case 6: {
      // A block of another command, at its place.
      const other = corpus[random.below(corpus.length)]!;
      octets.splice(5, octets.length, ...other.subarray(5));
      octets[4] = octets.length - 5;
      break;
    }
    case 7: {
      // A length of a TLV that lies, with Lc as it was.
      const place = 5 + random.below(Math.max(1, octets.length - 5));
      octets[place] = [0x00, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0xff][random.below(8)]!;
      break;
    }
    case 8:
      return Uint8Array.from({ length: random.below(270) }, () => random.octet());
    default:
      // As it was, at another time.
      break;
  }
  return Uint8Array.from(octets);
}

describe('APDUs that are altered', () => {
  it(`are answered by a status word each, never by an exception, and leave a state that can be read (${RUNS}) [S62]`, async function () {
    this.timeout(LONG ? 3_600_000 : 300_000);
    const { corpus, installed } = await record();
    expect(corpus.length).to.be.greaterThan(40);
    const random = new Random('openrsp/euicc/fuzz');
    const { ecasd } = mintedParties();
    let store = installed.clone();
    let euicc = new SoftwareEuicc(ecasd, { store });
    euicc.card.powerOn();
    const statuses = new Map<number, number>();
    let next = 0;
    for (let run = 0; run < RUNS; run++) {
      // The life goes on in order, so that mutations come at every step of it.
      if (next === corpus.length || random.below(200) === 0) {
        next = 0;
        euicc.card.reset();
      }
      const apdu = random.below(3) === 0 ? mutated(corpus[next]!, random, corpus) : corpus[next]!;
      next++;
      const before = stateText(euicc.state);
      const response = await euicc.card.transmit(apdu);
      expect(response.length).to.be.within(2, 258);
      const status = (response.at(-2)! << 8) | response.at(-1)!;
      expect(status >>> 12, Buffer.from(apdu).toString('hex')).to.be.oneOf([6, 9]);
      // 6F00 is what a card answers where its own code failed.
      expect(status, Buffer.from(apdu).toString('hex')).not.to.equal(0x6f00);
      statuses.set(status >>> 8, (statuses.get(status >>> 8) ?? 0) + 1);
      if (status >>> 12 === 6 && status >>> 8 !== 0x61) expect(stateText(euicc.state)).to.equal(before);
      if (run % 1_000 === 999) {
        expect(stateText(parseState(stateText(euicc.state), ecasd.eid))).to.equal(stateText(euicc.state));
        // Half of the time the card as it became, half of the time the one with both profiles.
        store = (run % 2_000 === 999 ? store : installed).clone();
        euicc = new SoftwareEuicc(ecasd, { store });
        euicc.card.powerOn();
        next = 0;
      }
    }
    for (const status of [0x90, 0x61, 0x67, 0x68, 0x69, 0x6a, 0x6d, 0x6e]) {
      expect(statuses.get(status) ?? 0, status.toString(16)).to.be.greaterThan(0);
    }
  });
});

describe('ES10 commands that are altered', () => {
  it(`are answered as well, in the middle of a session (${RUNS}) [S62]`, async function () {
    this.timeout(LONG ? 3_600_000 : 300_000);
    const bench = await Bench.open();
    const random = new Random('openrsp/euicc/fuzz/commands');
    const server = bench.server();
    const profile = profileOf(A, 600);
    const bound = await boundPackage();
    let answered = 0;
    for (let run = 0; run < RUNS; run++) {
      if (run % 50 === 0) await prepared(random);
      const piece = bound[run % bound.length]!;
      const octets = Uint8Array.from(piece);
      for (let i = 0; i < 1 + random.below(3); i++) octets[random.below(octets.length)] = random.octet();
      answered += (await attempt(octets)) ? 1 : 0;
      expect(bench.euicc.state.profiles).to.deep.equal([]);
      if (run % 500 === 0) await forgetNotifications();
    }
    expect(answered).to.be.greaterThan(0);

    /** The steps before a package, each first altered, then as it should be. */
    async function prepared(of: Random): Promise<void> {
      const alter = (octets: Uint8Array): Uint8Array => octets.with(of.below(octets.length), of.octet());
      const challenge = await bench.lpa.challenge();
      await attempt(alter(encode(AuthenticateServerRequest, server.authenticateServer(challenge))));
      await bench.lpa.authenticate(server);
      await attempt(alter(encode(PrepareDownloadRequest, server.prepareDownload())));
      await bench.lpa.prepare(server);
    }

    async function attempt(octets: Uint8Array): Promise<boolean> {
      try {
        return (await bench.lpa.channel.exchange(octets)).length > 0;
      } catch (error) {
        expect(error).to.have.property('status').that.is.not.equal(0x6f00);
        return false;
      }
    }

    async function boundPackage(): Promise<readonly Uint8Array[]> {
      await bench.lpa.prepare(server);
      return segment(server.bind(profile, metadataFor(A)));
    }

    async function forgetNotifications(): Promise<void> {
      for (const { seqNumber } of await bench.lpa.notifications()) await bench.lpa.sent(seqNumber);
    }
  });
});
