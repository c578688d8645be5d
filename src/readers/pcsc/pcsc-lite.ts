import koffi, { type LibraryHandle } from 'koffi';
import { ReaderError } from '../error.ts';
import type { PcscLibrary } from './library.ts';

const LIBRARY = 'libpcsclite.so.1';
/** SCARD_SCOPE_SYSTEM. */
const SCOPE_SYSTEM = 2;
/** MAX_ATR_SIZE. */
const ATR_OCTETS = 33;
/** A response of the short form; a few octets more for readers that pad. */
const RESPONSE_OCTETS = 264;
const NAMES_OCTETS = 16_384;

const PROTOTYPES = {
  establishContext: 'long SCardEstablishContext(unsigned long scope, void *, void *, _Out_ long *context)',
  releaseContext: 'long SCardReleaseContext(long context)',
  listReaders:
    'long SCardListReaders(long context, const char *groups, _Out_ char *names, _Inout_ unsigned long *length)',
  connect:
    'long SCardConnect(long context, const char *reader, unsigned long shareMode, unsigned long protocols, _Out_ long *handle, _Out_ unsigned long *protocol)',
  reconnect:
    'long SCardReconnect(long handle, unsigned long shareMode, unsigned long protocols, unsigned long initialization, _Out_ unsigned long *protocol)',
  disconnect: 'long SCardDisconnect(long handle, unsigned long disposition)',
  status:
    'long SCardStatus(long handle, char *reader, unsigned long *readerLength, _Out_ unsigned long *state, _Out_ unsigned long *protocol, _Out_ uint8_t *atr, _Inout_ unsigned long *atrLength)',
  transmit:
    'long SCardTransmit(long handle, const PcscIoRequest *sendPci, const uint8_t *apdu, unsigned long length, void *receivePci, _Out_ uint8_t *response, _Inout_ unsigned long *responseLength)',
  stateChange:
    'long SCardGetStatusChange(long context, unsigned long timeout, _Inout_ PcscReaderState *states, unsigned long count)',
} as const;

type Functions = Readonly<Record<keyof typeof PROTOTYPES, ReturnType<LibraryHandle['func']>>>;

let loaded: Functions | undefined;

/** pcsc-lite, PC/SC of Linux: libpcsclite, which talks to pcscd. Throws `LibraryMissing` where it is not installed. */
export function pcscLite(): PcscLibrary {
  const functions = (loaded ??= load());
  const call = (name: keyof Functions, ...values: readonly unknown[]): Promise<number> => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    functions[name].async(...values, (error: Error | null, code: number | bigint) => {
      if (error === null) resolve(Number(BigInt.asUintN(32, BigInt(code))));
      else reject(error);
    });
    return promise;
  };
  return {
    async establishContext() {
      const context = [0];
      return { code: await call('establishContext', SCOPE_SYSTEM, null, null, context), context: context[0]! };
    },
    async releaseContext(context) {
      return { code: await call('releaseContext', context) };
    },
    async listReaders(context) {
      const names = Buffer.alloc(NAMES_OCTETS);
      const length = [names.length];
      const code = await call('listReaders', context, null, names, length);
      const text = names.toString('utf8', 0, code === 0 ? length[0] : 0);
      return { code, names: text.split('\0').filter((name) => name !== '') };
    },
    async connect(context, reader, shareMode, protocols) {
      const [handle, protocol] = [[0], [0]];
      const code = await call('connect', context, reader, shareMode, protocols, handle, protocol);
      return { code, handle: handle[0]!, protocol: protocol[0]! };
    },
    async reconnect(handle, shareMode, protocols, initialization) {
      const protocol = [0];
      const code = await call('reconnect', handle, shareMode, protocols, initialization, protocol);
      return { code, protocol: protocol[0]! };
    },
    async disconnect(handle, disposition) {
      return { code: await call('disconnect', handle, disposition) };
    },
    async status(handle) {
      const atr = Buffer.alloc(ATR_OCTETS);
      const length = [atr.length];
      const code = await call('status', handle, null, null, [0], [0], atr, length);
      return { code, atr: Uint8Array.from(atr.subarray(0, code === 0 ? length[0] : 0)) };
    },
    async transmit(handle, protocol, apdu) {
      const response = Buffer.alloc(RESPONSE_OCTETS);
      const length = [response.length];
      const pci = { dwProtocol: protocol, cbPciLength: koffi.sizeof('PcscIoRequest') };
      const code = await call('transmit', handle, pci, Buffer.from(apdu), apdu.length, null, response, length);
      return { code, response: Uint8Array.from(response.subarray(0, code === 0 ? length[0] : 0)) };
    },
    async stateChange(context, reader, timeout, current) {
      const empty = { pvUserData: null, dwEventState: 0, cbAtr: 0, rgbAtr: new Uint8Array(ATR_OCTETS) };
      const states = [{ szReader: reader, dwCurrentState: current, ...empty }];
      const code = await call('stateChange', context, timeout, states, 1);
      return { code, state: states[0]!.dwEventState };
    },
  };
}

function load(): Functions {
  try {
    const library = koffi.load(LIBRARY);
    koffi.struct('PcscIoRequest', { dwProtocol: 'unsigned long', cbPciLength: 'unsigned long' });
    koffi.struct('PcscReaderState', {
      szReader: 'const char *',
      pvUserData: 'void *',
      dwCurrentState: 'unsigned long',
      dwEventState: 'unsigned long',
      cbAtr: 'unsigned long',
      rgbAtr: koffi.array('uint8_t', ATR_OCTETS),
    });
    const entries = Object.entries(PROTOTYPES).map(([name, prototype]) => [name, library.func(prototype)]);
    return Object.fromEntries(entries) as Functions;
  } catch (error) {
    const remedy = 'Install it (Debian: libpcsclite1, and pcscd).';
    throw new ReaderError('LibraryMissing', `${LIBRARY} cannot be loaded. ${remedy}`, { cause: error });
  }
}
