import { ReaderError, type ReaderErrorCode } from '../error.ts';

/** Return codes of PC/SC part 5, as pcsc-lite and winscard give them, unsigned. */
export const PcscCode = {
  Success: 0,
  UnknownReader: 0x8010_0009,
  SharingViolation: 0x8010_000b,
  NoSmartcard: 0x8010_000c,
  ProtocolMismatch: 0x8010_000f,
  CommunicationError: 0x8010_0013,
  NotTransacted: 0x8010_0016,
  ReaderUnavailable: 0x8010_0017,
  Timeout: 0x8010_000a,
  InvalidHandle: 0x8010_0003,
  NoService: 0x8010_001d,
  ServiceStopped: 0x8010_001e,
  NoReadersAvailable: 0x8010_002e,
  CardUnsupported: 0x8010_001c,
  UnsupportedCard: 0x8010_0065,
  UnresponsiveCard: 0x8010_0066,
  UnpoweredCard: 0x8010_0067,
  ResetCard: 0x8010_0068,
  RemovedCard: 0x8010_0069,
  SecurityViolation: 0x8010_006a,
} as const;

const START = 'Start it: systemctl start pcscd.socket, or pcscd where there is no systemd.';
const AGAIN = 'Connect again.';

const CASES: ReadonlyMap<number, readonly [ReaderErrorCode, string]> = new Map([
  [PcscCode.UnknownReader, ['ReaderUnplugged', 'is not there. Plug it in, or list the readers for its name.']],
  [PcscCode.ReaderUnavailable, ['ReaderUnplugged', 'was unplugged. Plug it in and open it anew.']],
  [PcscCode.NoReadersAvailable, ['NoReader', 'is not there: there is no reader at all. Plug one in.']],
  [
    PcscCode.SharingViolation,
    ['ReaderInUse', 'is in use by another program. End that program, or allow sharing in both.'],
  ],
  [PcscCode.NoSmartcard, ['NoCard', 'has no card. Insert one.']],
  [PcscCode.RemovedCard, ['CardRemoved', `lost its card. Insert it. ${AGAIN}`]],
  [PcscCode.ResetCard, ['CardReset', `had its card reset by another program. ${AGAIN}`]],
  [PcscCode.UnpoweredCard, ['CardUnresponsive', `gives its card no power. ${AGAIN}`]],
  [
    PcscCode.UnresponsiveCard,
    ['CardUnresponsive', 'gets no answer from its card. Is it inserted the right way round?'],
  ],
  [PcscCode.UnsupportedCard, ['CardUnresponsive', 'has a card that it cannot talk to.']],
  [PcscCode.CardUnsupported, ['CardUnresponsive', 'has a card that it cannot talk to.']],
  [PcscCode.ProtocolMismatch, ['CardUnresponsive', 'has a card that speaks neither T=0 nor T=1.']],
  [PcscCode.NoService, ['ServiceStopped', `cannot be reached: the PC/SC service does not run. ${START}`]],
  [PcscCode.ServiceStopped, ['ServiceStopped', `cannot be reached: the PC/SC service was stopped. ${START}`]],
  [PcscCode.InvalidHandle, ['ServiceStopped', 'was lost when the PC/SC service restarted. Open it anew.']],
  [
    PcscCode.SecurityViolation,
    ['AccessDenied', 'is not open to this user. Allow it in polkit (org.debian.pcsc-lite), or run as its owner.'],
  ],
  [PcscCode.Timeout, ['Timeout', `did not answer in time. ${AGAIN}`]],
  [PcscCode.CommunicationError, ['Failed', `failed to talk to its card. ${AGAIN}`]],
  [PcscCode.NotTransacted, ['Failed', `failed to talk to its card. ${AGAIN}`]],
]);

/** What a code other than success means for the reader of this name. */
export function pcscError(code: number, reader: string): ReaderError {
  const digits = `PC/SC code ${code.toString(16).toUpperCase().padStart(8, '0')}`;
  const [error, text] = CASES.get(code) ?? ['Failed', `failed. ${AGAIN}`];
  return new ReaderError(error, `${reader} ${text} (${digits})`);
}
