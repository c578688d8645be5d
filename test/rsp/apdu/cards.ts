import type { ApplicationSession, CardApplication } from '../../../src/rsp/apdu/card/application.ts';
import { ISD_R_AID } from '../../../src/rsp/apdu/application-identifier.ts';
import type { ApduTransmitter } from '../../../src/rsp/apdu/transmitter.ts';
import { octets } from '../../pki/support/refusal.ts';

export const FCI = octets('6F1F8410A0000005591010FFFFFFFF8900000100A5049F6501FFE0058203020202');

type Process = (command: Uint8Array) => Promise<Uint8Array> | Uint8Array;

/** An application under the AID of ISD-R that answers as `process` says and records what came in and which selections ended. */
export class RecordingApplication implements CardApplication {
  readonly aid: Uint8Array;
  readonly commands: Uint8Array[] = [];
  selected = 0;
  ended = 0;
  readonly #process: Process;

  constructor(process: Process, aid: Uint8Array = ISD_R_AID) {
    this.#process = process;
    this.aid = aid;
  }

  select(): ApplicationSession {
    this.selected++;
    return {
      fileControlInformation: FCI,
      process: (command) => {
        this.commands.push(command);
        return this.#process(command);
      },
      end: () => {
        this.ended++;
      },
    };
  }
}

/** Passes APDUs on and records both directions in hexadecimal, `>` to the card and `<` from it. */
export class Tap implements ApduTransmitter {
  readonly lines: string[] = [];
  readonly #inner: ApduTransmitter;

  constructor(inner: ApduTransmitter) {
    this.#inner = inner;
  }

  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    this.lines.push(`>${Buffer.from(apdu).toString('hex').toUpperCase()}`);
    const response = await this.#inner.transmit(apdu);
    this.lines.push(`<${Buffer.from(response).toString('hex').toUpperCase()}`);
    return response;
  }
}

/** A card that gives these answers in order, whatever it is sent. */
export function scripted(...answers: readonly (string | Error)[]): ApduTransmitter {
  const rest = [...answers];
  return {
    transmit: () => {
      const answer = rest.shift();
      if (answer instanceof Error) return Promise.reject(answer);
      if (answer === undefined) return Promise.reject(new Error('the script is at its end'));
      return Promise.resolve(octets(answer));
    },
  };
}

/** The error that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('not rejected');
}
