import { classOctet } from './class-octet.ts';
import { Instruction, type Command } from './command.ts';
import { ApduError } from './error.ts';

/** P1 of STORE DATA: more blocks follow, or this is the last (SGP.22 5.7.2). */
export const StoreDataP1 = { MoreBlocks: 0x11, LastBlock: 0x91 } as const;

/** Block numbers have one octet: after 255 they go on with 0. */
export const BLOCK_NUMBERS = 256;
/** Octets of a block that LPAs use: a modem or reader may take less than the 255 of the short form. */
export const SegmentSize = { minimum: 6, maximum: 255 } as const;

/**
 * The STORE DATA commands that carry one ES10 command, in order: blocks of at most `segmentSize` octets, numbered from 0.
 * Case 3, without Le: with T=0 the answer waits for GET RESPONSE. Throws `SegmentSize`, `LogicalChannel`.
 */
export function storeDataCommands(es10Command: Uint8Array, channel: number, segmentSize: number): Command[] {
  assertSegmentSize(segmentSize);
  const cla = classOctet(channel, true);
  const blocks = Math.max(1, Math.ceil(es10Command.length / segmentSize));
  return Array.from({ length: blocks }, (_, block) => ({
    cla,
    ins: Instruction.StoreData,
    p1: block === blocks - 1 ? StoreDataP1.LastBlock : StoreDataP1.MoreBlocks,
    p2: block % BLOCK_NUMBERS,
    data: es10Command.subarray(block * segmentSize, (block + 1) * segmentSize),
  }));
}

/** Throws `SegmentSize`. */
export function assertSegmentSize(size: number): void {
  const { minimum, maximum } = SegmentSize;
  if (!Number.isInteger(size) || size < minimum || size > maximum) {
    throw new ApduError('SegmentSize', `A block of STORE DATA has ${minimum} to ${maximum} octets, not ${size}.`);
  }
}
