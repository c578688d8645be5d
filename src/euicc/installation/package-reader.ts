import { RspError } from '../../rsp/error.ts';
import { readHeader, type Header } from '../../rsp/tlv/header.ts';
import { InstallationFault } from './fault.ts';

/** Sequences of a bound profile package, in order; A2 may be left out (SGP.22 2.5.4). */
export const PackageSequence = {
  configureIsdp: 0xa0,
  storeMetadata: 0xa1,
  replaceSessionKeys: 0xa2,
  profile: 0xa3,
} as const;
export type PackageSequence = (typeof PackageSequence)[keyof typeof PackageSequence];

/** What a piece of a package holds. */
export type PackageItem =
  /** BF23, whole. */
  | { readonly kind: 'secureChannel'; readonly octets: Uint8Array }
  /** The header of a sequence of so many octets. */
  | { readonly kind: 'begin'; readonly sequence: PackageSequence; readonly length: number }
  /** 86, 87 or 88, whole; any other tag is refused by whoever opens it. */
  | { readonly kind: 'segment'; readonly sequence: PackageSequence; readonly octets: Uint8Array }
  | { readonly kind: 'end'; readonly sequence: PackageSequence };

const PACKAGE = 0xbf36;
const SECURE_CHANNEL = 0xbf23;
const ORDER: readonly PackageSequence[] = Object.values(PackageSequence);
/** Commands before the profile: metadata with an icon is the longest. */
const MAXIMUM_COMMANDS = 16_384;

/**
 * Reads a package from pieces, of which each holds whole segments and headers in any grouping (SGP.22 2.5.5): lengths tell where a sequence
 * ends, not calls. Throws {@link InstallationFault} scp03tStructureError where they do not fit together.
 */
export class PackageReader {
  /** Octets left of BF36; undefined before it. */
  #package: number | undefined;
  #seenSecureChannel = false;
  #sequence: PackageSequence | undefined;
  /** Octets left of the sequence. */
  #left = 0;

  /** Whether the last octet of the package was read. */
  get isComplete(): boolean {
    return this.#package === 0 && this.#sequence === PackageSequence.profile && this.#left === 0;
  }

  *read(piece: Uint8Array): Generator<PackageItem> {
    let offset = 0;
    if (this.#package === undefined) {
      const { tag, contentStart, end } = headerAt(piece, 0);
      if (tag !== PACKAGE) throw structureError();
      this.#package = end - contentStart;
      offset = contentStart;
    }
    while (offset < piece.length) {
      const header = headerAt(piece, offset);
      if (this.#left > 0) {
        yield this.#segment(piece, offset, header);
        if (this.#left === 0) yield { kind: 'end', sequence: this.#sequence! };
        offset = header.end;
      } else if (!this.#seenSecureChannel) {
        yield this.#secureChannel(piece, offset, header);
        offset = header.end;
      } else {
        yield this.#begin(offset, header);
        offset = header.contentStart;
      }
    }
  }

  #secureChannel(piece: Uint8Array, offset: number, { tag, end }: Header): PackageItem {
    if (tag !== SECURE_CHANNEL || end > piece.length) throw structureError();
    this.#take(end - offset);
    this.#seenSecureChannel = true;
    return { kind: 'secureChannel', octets: piece.slice(offset, end) };
  }

  #begin(offset: number, { tag, contentStart, end }: Header): PackageItem {
    const sequence = ORDER.find((candidate) => candidate === tag);
    if (sequence === undefined || !this.#isNext(sequence)) throw structureError();
    const length = end - contentStart;
    if (length === 0 || (sequence !== PackageSequence.profile && length > MAXIMUM_COMMANDS)) throw structureError();
    this.#take(contentStart - offset);
    if (length > this.#package!) throw structureError();
    this.#sequence = sequence;
    this.#left = length;
    return { kind: 'begin', sequence, length };
  }

  #segment(piece: Uint8Array, offset: number, { end }: Header): PackageItem {
    const length = end - offset;
    if (end > piece.length || length > this.#left) throw structureError();
    this.#left -= length;
    this.#take(length);
    return { kind: 'segment', sequence: this.#sequence!, octets: piece.slice(offset, end) };
  }

  #isNext(sequence: PackageSequence): boolean {
    const at = ORDER.indexOf(sequence);
    const previous = this.#sequence === undefined ? -1 : ORDER.indexOf(this.#sequence);
    return (
      at === previous + 1 || (sequence === PackageSequence.profile && this.#sequence === PackageSequence.storeMetadata)
    );
  }

  #take(length: number): void {
    if (length > this.#package!) throw structureError();
    this.#package! -= length;
  }
}

/** Whether an ES10 command object goes on with a package, as a function's tag never does: A0 to A3, 86, 87, 88. */
export function isPieceOfPackage(tag: number): boolean {
  return ORDER.some((sequence) => sequence === tag) || tag === 0x86 || tag === 0x87 || tag === 0x88;
}

/** The header at `offset`, whose element may go on after the piece. */
function headerAt(piece: Uint8Array, offset: number): Header {
  try {
    // Octets beyond the piece are not there, whatever the limit: only the content's length is free.
    return readHeader(piece, offset, Number.MAX_SAFE_INTEGER);
  } catch (cause) {
    if (!(cause instanceof RspError)) throw cause;
    throw structureError(cause);
  }
}

function structureError(cause?: unknown): InstallationFault {
  return new InstallationFault('scp03tStructureError', { cause });
}
