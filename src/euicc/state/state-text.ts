import { EuiccError } from '../error.ts';
import type { EuiccState } from './state.ts';

const FORMAT = 'openrsp-euicc-state/1';
const OCTETS = /^0x(?:[0-9a-f]{2})*$/;

/** A state as JSON; octets as hexadecimal text with 0x. Profiles hold subscriber keys: it is as secret as the chip. */
export function stateText(state: EuiccState): string {
  const octetsAsText = (_: string, value: unknown): unknown =>
    value instanceof Uint8Array ? `0x${Buffer.from(value).toString('hex')}` : value;
  return `${JSON.stringify({ format: FORMAT, ...escaped(state) }, octetsAsText, 1)}\n`;
}

/** The inverse. Throws EuiccError `State`, `StateOfAnotherCard` where the state is not that of `eid`. */
export function parseState(text: string, eid: string): EuiccState {
  const { format, ...state } = parsed(text);
  if (format !== FORMAT || !hasShape(state)) {
    throw new EuiccError('State', 'The state is none of a software eUICC. Give its own file, or a new one.');
  }
  if (state.eid !== eid) {
    throw new EuiccError(
      'StateOfAnotherCard',
      `The state is that of eUICC ${state.eid}, not of ${eid}. Give each card a file of its own.`,
    );
  }
  return state;
}

function parsed(text: string): Record<string, unknown> {
  const textAsOctets = (_: string, value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    if (OCTETS.test(value)) return Uint8Array.from(Buffer.from(value.slice(2), 'hex'));
    return value.startsWith(ESCAPE) ? value.slice(ESCAPE.length) : value;
  };
  try {
    const value: unknown = JSON.parse(text, textAsOctets);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (cause) {
    throw new EuiccError('State', 'The state is not JSON. Give the file that the eUICC wrote, or a new one.', {
      cause,
    });
  }
}

/** Before texts that would be taken for octets: nicknames and addresses are anybody's to choose. */
const ESCAPE = '=';

function escaped<T>(value: T): T {
  if (typeof value === 'string')
    return (value.startsWith('0x') || value.startsWith(ESCAPE) ? ESCAPE + value : value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => escaped(item)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, escaped(member)])) as T;
}

/** Whether a text that names itself a state has all members: a file cut off is no JSON, one that was edited is refused early. */
function hasShape(value: object): value is EuiccState {
  const state = value as Partial<Record<keyof EuiccState, unknown>>;
  const isList = (list: unknown, isItem: (item: Record<string, unknown>) => boolean): boolean =>
    Array.isArray(list) && list.every((item) => isItem({ ...item } as Record<string, unknown>));
  return (
    typeof state.eid === 'string' &&
    Number.isSafeInteger(state.nextSeqNumber) &&
    Number.isSafeInteger(state.nextIsdp) &&
    Array.isArray(state.crls) &&
    state.crls.every((crl) => crl instanceof Uint8Array) &&
    isList(state.profiles, isProfile) &&
    (state.installing === undefined || isInstalling({ ...state.installing })) &&
    (state.oneTimeKey === undefined || isOneTimeKey({ ...state.oneTimeKey })) &&
    isList(
      state.notifications,
      ({ seqNumber, octets }) => Number.isSafeInteger(seqNumber) && octets instanceof Uint8Array,
    )
  );
}

function isInstalling({
  transactionId,
  serverAddress,
  smdpOid,
  ciPKId,
  bppCommandId,
}: Record<string, unknown>): boolean {
  return (
    [transactionId, ciPKId].every((member) => member instanceof Uint8Array) &&
    [serverAddress, smdpOid].every((member) => typeof member === 'string') &&
    Number.isSafeInteger(bppCommandId)
  );
}

function isOneTimeKey({ privateKey, smdpOid, ciPKId }: Record<string, unknown>): boolean {
  return typeof smdpOid === 'string' && [privateKey, ciPKId].every((member) => member instanceof Uint8Array);
}

function isProfile({ iccid, isdpAid, isEnabled, metadata, ciPKId, profilePackage }: Record<string, unknown>): boolean {
  return (
    typeof iccid === 'string' &&
    typeof isEnabled === 'boolean' &&
    [isdpAid, metadata, ciPKId, profilePackage].every((member) => member instanceof Uint8Array)
  );
}
