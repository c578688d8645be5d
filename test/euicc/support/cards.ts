import { SoftwareEuicc, type SoftwareEuiccOptions } from '../../../src/euicc/software-euicc.ts';
import { MemoryStore } from '../../../src/euicc/state/store.ts';
import type { ApduTransmitter } from '../../../src/rsp/apdu/transmitter.ts';
import { LpaDouble } from './lpa.ts';
import { mintedParties, type Parties } from './parties.ts';
import { ServerDouble } from './server.ts';

/** A chip with power, an LPA on it, and servers for it. */
export class Bench {
  readonly parties: Parties;
  readonly euicc: SoftwareEuicc;
  readonly store: MemoryStore;
  readonly lpa: LpaDouble;

  private constructor(parties: Parties, euicc: SoftwareEuicc, store: MemoryStore, lpa: LpaDouble) {
    this.parties = parties;
    this.euicc = euicc;
    this.store = store;
    this.lpa = lpa;
  }

  static async open(
    options: Omit<SoftwareEuiccOptions, 'store'> & {
      readonly parties?: Parties;
      readonly store?: MemoryStore;
      readonly segmentSize?: number;
      readonly over?: (card: ApduTransmitter) => ApduTransmitter;
    } = {},
  ): Promise<Bench> {
    const { parties = mintedParties(), store = new MemoryStore(), segmentSize = 255, over = (card) => card } = options;
    const euicc = new SoftwareEuicc(parties.ecasd, { ...options, store });
    euicc.card.powerOn();
    return new Bench(parties, euicc, store, await LpaDouble.open(over(euicc.card), { segmentSize }));
  }

  server(changes: Partial<Parties> = {}): ServerDouble {
    return new ServerDouble({ ...this.parties, ...changes });
  }

  /** A chip that starts with what this one has stored. */
  restarted(): Promise<Bench> {
    return Bench.open({ parties: this.parties, store: this.store.clone() });
  }
}
