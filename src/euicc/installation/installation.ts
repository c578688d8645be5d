import { decode } from '../../rsp/asn1/codec.ts';
import { BspError } from '../../rsp/bsp/error.ts';
import type { BspKeys } from '../../rsp/bsp/keys.ts';
import { SegmentOpener } from '../../rsp/bsp/opener.ts';
import { decodeReplaceSessionKeys } from '../../rsp/bsp/replace-session-keys.ts';
import { SegmentTag } from '../../rsp/bsp/segment.ts';
import { RspError } from '../../rsp/error.ts';
import { ConfigureIsdpRequest } from '../../rsp/structures/configure-isdp.ts';
import { BppCommandId } from '../../rsp/structures/profile-installation-result.ts';
import type { StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';
import { freeMemory } from '../euicc-info.ts';
import type { EuiccProperties } from '../properties.ts';
import type { EuiccState } from '../state/state.ts';
import { InstallationFault } from './fault.ts';
import { acceptedMetadata } from './metadata-check.ts';
import { PackageReader, PackageSequence, type PackageItem } from './package-reader.ts';
import { iccidOfProfilePackage } from './profile-header.ts';
import { initialiseSecureChannel, type SecureChannelTerms } from './secure-channel.ts';

/** What an installation is checked against. */
export interface InstallationTerms extends SecureChannelTerms {
  /** Of the SM-DP+, dotted. */
  readonly smdpOid: string;
  readonly properties: EuiccProperties;
  /** The chip's state as it is when it is asked. */
  readonly state: () => EuiccState;
}

/** A package that was opened whole and may be installed. */
export interface OpenedPackage {
  readonly metadata: StoreMetadataRequest;
  /** BF25 as it came. */
  readonly metadataOctets: Uint8Array;
  /** B8 as it came. */
  readonly dpProprietaryData: Uint8Array | undefined;
  readonly profilePackage: Uint8Array;
}

const MAXIMUM_PROPRIETARY = 128;

/** Sequence → tag of its segments and the command they carry. */
const SEQUENCES = {
  [PackageSequence.configureIsdp]: { tag: SegmentTag.Command, command: BppCommandId.configureISDP },
  [PackageSequence.storeMetadata]: { tag: SegmentTag.Metadata, command: BppCommandId.storeMetadata },
  [PackageSequence.replaceSessionKeys]: { tag: SegmentTag.Command, command: BppCommandId.replaceSessionKeys },
  [PackageSequence.profile]: { tag: SegmentTag.ProfileElements, command: BppCommandId.loadProfileElements },
} as const;

/** One package on its way into the chip, in volatile memory until it is whole (SGP.22 5.7.6). */
export class Installation {
  readonly #terms: InstallationTerms;
  readonly #reader = new PackageReader();
  #opener: SegmentOpener | undefined;
  #command: number = BppCommandId.initialiseSecureChannel;
  #parts: Uint8Array[] = [];
  #metadata: StoreMetadataRequest | undefined;
  #metadataOctets: Uint8Array = new Uint8Array();
  #dpProprietaryData: Uint8Array | undefined;

  constructor(terms: InstallationTerms) {
    this.#terms = terms;
  }

  /** BppCommandId of the command that is being carried out. */
  get bppCommandId(): number {
    return this.#command;
  }

  /** Once the metadata told it. */
  get iccid(): string | undefined {
    return this.#metadata?.iccid;
  }

  /** Takes the next piece; gives the package with the last. Throws {@link InstallationFault}, after which nothing more can come. */
  take(piece: Uint8Array): OpenedPackage | undefined {
    try {
      let opened: OpenedPackage | undefined;
      for (const item of this.#reader.read(piece)) opened = this.#process(item);
      return opened;
    } catch (error) {
      this.abandon();
      throw error instanceof BspError ? new InstallationFault(reasonOf(error), { cause: error }) : error;
    }
  }

  /** Overwrites keys and content. */
  abandon(): void {
    this.#terms.oneTimeKeys.erase();
    this.#opener?.erase();
    this.#clear();
  }

  #process(item: PackageItem): OpenedPackage | undefined {
    switch (item.kind) {
      case 'secureChannel':
        this.#use(initialiseSecureChannel(item.octets, this.#terms));
        return undefined;
      case 'begin':
        this.#command = SEQUENCES[item.sequence].command;
        if (item.sequence === PackageSequence.profile) this.#assertMemory(item.length);
        return undefined;
      case 'segment':
        this.#parts.push(this.#opener!.open(SEQUENCES[item.sequence].tag, item.octets));
        return undefined;
      case 'end':
        return this.#finish(item.sequence);
    }
  }

  #finish(sequence: PackageSequence): OpenedPackage | undefined {
    const content = Uint8Array.from(Buffer.concat(this.#parts));
    this.#clear();
    switch (sequence) {
      case PackageSequence.configureIsdp:
        this.#dpProprietaryData = this.#configureIsdp(content);
        return undefined;
      case PackageSequence.storeMetadata:
        this.#metadata = acceptedMetadata(content, this.#terms.properties, this.#terms.state());
        this.#metadataOctets = content;
        return undefined;
      case PackageSequence.replaceSessionKeys:
        this.#replaceKeys(content);
        return undefined;
      case PackageSequence.profile:
        return this.#opened(content);
    }
  }

  #replaceKeys(command: Uint8Array): void {
    try {
      this.#use(decodeReplaceSessionKeys(command));
    } finally {
      command.fill(0);
    }
  }

  /** Opens what follows with `keys`, of which the opener has its own copy. */
  #use(keys: BspKeys): void {
    try {
      if (this.#opener === undefined) this.#opener = new SegmentOpener(keys);
      else this.#opener.replaceKeys(keys);
    } finally {
      keys.erase();
    }
  }

  #opened(profilePackage: Uint8Array): OpenedPackage {
    try {
      this.#assertInstallable(profilePackage);
    } catch (error) {
      profilePackage.fill(0);
      throw error;
    } finally {
      this.#opener!.erase();
    }
    return {
      metadata: this.#metadata!,
      metadataOctets: this.#metadataOctets,
      dpProprietaryData: this.#dpProprietaryData,
      profilePackage,
    };
  }

  #assertInstallable(profilePackage: Uint8Array): void {
    if (!this.#reader.isComplete) throw new InstallationFault('scp03tStructureError');
    const iccid = iccidOfProfilePackage(profilePackage);
    if (iccid !== this.#metadata!.iccid) throw new InstallationFault('installFailedDueToDataMismatch');
  }

  /** ConfigureISDP (SGP.22 5.5.2): the data of a server is that of the one whose package this is. */
  #configureIsdp(content: Uint8Array): Uint8Array | undefined {
    try {
      const { dpProprietaryData } = decode(ConfigureIsdpRequest, content);
      if (dpProprietaryData === undefined) return undefined;
      if (dpProprietaryData.value.dpOid !== this.#terms.smdpOid || dpProprietaryData.raw.length > MAXIMUM_PROPRIETARY) {
        throw new InstallationFault('incorrectInputValues');
      }
      return Uint8Array.from(dpProprietaryData.raw);
    } catch (cause) {
      if (!(cause instanceof RspError)) throw cause;
      throw new InstallationFault('incorrectInputValues', { cause });
    }
  }

  #assertMemory(octets: number): void {
    if (octets > freeMemory(this.#terms.properties, this.#terms.state())) {
      throw new InstallationFault('installFailedDueToInsufficientMemoryForProfile');
    }
  }

  #clear(): void {
    for (const part of this.#parts) part.fill(0);
    this.#parts = [];
  }
}

function reasonOf({ code }: BspError): InstallationFault['reason'] {
  switch (code) {
    case 'MacInvalid':
    case 'Padding':
      return 'scp03tSecurityError';
    case 'ReplaceSessionKeys':
      return 'incorrectInputValues';
    default:
      return 'scp03tStructureError';
  }
}
