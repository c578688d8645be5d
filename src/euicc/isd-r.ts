import { ISD_R_AID } from '../rsp/apdu/application-identifier.ts';
import type { ApplicationSession, CardApplication } from '../rsp/apdu/card/application.ts';
import { CommandRefusal } from '../rsp/apdu/card/refusal.ts';
import { StatusWord } from '../rsp/apdu/status-word.ts';
import { RspError } from '../rsp/error.ts';
import { readTag } from '../rsp/tlv/header.ts';
import { tlv } from '../rsp/tlv/writer.ts';
import { EuiccError } from './error.ts';
import { ES10_COMMANDS } from './es10/commands.ts';
import { Es10Context, type IsdrParts } from './es10/context.ts';
import {
  BOUND_PROFILE_PACKAGE,
  loadBoundProfilePackage,
  reportInterruption,
} from './es10/load-bound-profile-package.ts';
import { isPieceOfPackage } from './installation/package-reader.ts';

const MEMORY_FAULT = 0x6581;
const MAXIMUM_DATA_FIELD = 255;

/** ISD-R: answers ES10a, ES10b and ES10c (SGP.22 2.4.4, 5.7). */
export class IsdR implements CardApplication {
  readonly aid: Uint8Array;
  readonly #parts: IsdrParts;

  constructor(parts: IsdrParts, aid: Uint8Array = ISD_R_AID) {
    this.#parts = parts;
    this.aid = aid;
  }

  select(): ApplicationSession {
    const context = new Es10Context(this.#parts);
    withMemoryFaults(() => this.#reportInterruption());
    return {
      fileControlInformation: this.#fileControlInformation(),
      process: (es10Command) => withMemoryFaults(() => this.#process(context, es10Command)),
      end: () => context.endSession(),
    };
  }

  #process(context: Es10Context, octets: Uint8Array): Uint8Array {
    const tag = tagOf(octets);
    if (tag === BOUND_PROFILE_PACKAGE || isPieceOfPackage(tag)) return loadBoundProfilePackage(context, tag, octets);
    const command = ES10_COMMANDS.get(tag);
    if (command === undefined) throw new CommandRefusal(StatusWord.ReferencedDataNotFound);
    const answer = command.run(context, octets);
    this.#reportInterruption();
    return answer;
  }

  /** A package that was half in the chip when its session ended is reported, once nothing more of it can come. */
  #reportInterruption(): void {
    if (!this.#parts.sessions.isLoading) reportInterruption(this.#parts);
  }

  /** 6F with AID, the longest data field, and the version of SGP.22 (SGP.22 5.7.1). */
  #fileControlInformation(): Uint8Array {
    const proprietary = tlv(0xa5, tlv(0x9f65, Uint8Array.of(MAXIMUM_DATA_FIELD)));
    const svn = Uint8Array.from(this.#parts.properties.svn.split('.'), Number);
    return tlv(0x6f, tlv(0x84, this.aid), proprietary, tlv(0xe0, tlv(0x82, svn)));
  }
}

/** What the store refuses is a fault of the card's memory. */
function withMemoryFaults<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof EuiccError && error.code === 'Store') throw new CommandRefusal(MEMORY_FAULT);
    throw error;
  }
}

function tagOf(octets: Uint8Array): number {
  try {
    return readTag(octets, 0, octets.length).tag;
  } catch (error) {
    if (error instanceof RspError) throw new CommandRefusal(StatusWord.WrongData);
    throw error;
  }
}
