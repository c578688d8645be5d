import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { messageBits } from '../../../src/zk/circuit-inputs.ts';
import type { Inputs } from '../harness/template.ts';
import { installation } from '../notification/messages.ts';

/** A lie about a signal that its template assigns without a constraint (`<--`), and the rows that refuse it. */
export interface Lie {
  /** What the prover gets for it, were the rows missing. */
  readonly claim: string;
  /** From circuits/: the template, its hints and the rows that pin them. */
  readonly file: string;
  readonly template: string;
  readonly inputs: Inputs;
  /** Assignments → what the prover assigns instead. None: the honest assignment, where it is the row that refuses. */
  readonly hints: Readonly<Record<string, string>>;
  /**
   * Statements without which the lie is accepted, each necessary: several where one of them alone still refuses it. A statement in a loop
   * is one row in each of its rounds.
   */
  readonly pins: readonly string[];
  /** Values of signals in the accepted lie. */
  readonly reads: Readonly<Record<string, bigint>>;
}

const r = FIELD_MODULUS;
const octetsOf = (hex: string, length: number): bigint[] => {
  const octets = [...Buffer.from(hex.replaceAll(' ', ''), 'hex')].map(BigInt);
  return [...octets, ...Array<bigint>(length - octets.length).fill(0n)];
};
const ascii = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const bitsOf = (word: number): bigint[] => Array.from({ length: 32 }, (_, i) => BigInt((word >>> i) & 1));

const LENGTH = { file: 'lib/der/length.circom', template: 'DefiniteLength()' };
const IS_LONG = 'isLong <-- octets[0] >= 128 ? 1 : 0;';
const IS_TWO = 'isTwo <-- octets[0] == 130 ? 1 : 0;';
const lengths: readonly Lie[] = [
  {
    ...LENGTH,
    claim: '83 00 00 is a length of 0 in four octets',
    inputs: { octets: octetsOf('83 00 00', 3) },
    hints: { [IS_TWO]: 'isTwo <-- octets[0] - 0x81;' },
    pins: ['isTwo * (isTwo - 1) === 0;'],
    reads: { length: 0n, extra: 3n, isLong: 1n, isTwo: 2n },
  },
  {
    ...LENGTH,
    claim: '81 C8 is a length of 271 in three octets, not of 200 in two',
    inputs: { octets: octetsOf('81 C8', 3) },
    hints: { [IS_LONG]: 'isLong <-- 2;' },
    pins: ['isLong * (isLong - 1) === 0;'],
    reads: { length: 271n, extra: 2n, isLong: 2n, isTwo: 0n },
  },
  {
    ...LENGTH,
    claim: '84 C8 is a length of 200 in two octets',
    inputs: { octets: octetsOf('84 C8', 3) },
    hints: { [IS_LONG]: 'isLong <-- 1;', [IS_TWO]: 'isTwo <-- 0;' },
    pins: ['isLong * (octets[0] - 0x81) === isTwo;'],
    reads: { length: 200n, extra: 1n, isLong: 1n, isTwo: 0n },
  },
  {
    ...LENGTH,
    claim: '81 is the short length 129',
    inputs: { octets: octetsOf('81 C8', 3) },
    hints: { [IS_LONG]: 'isLong <-- 0;', [IS_TWO]: 'isTwo <-- 0;' },
    pins: ['Range(7)(octets[0] + replaced - 128 * isLong + 127 * isTwo);'],
    reads: { length: 129n, extra: 0n, isLong: 0n, isTwo: 0n },
  },
];

const TIME = { file: 'lib/der/time.circom', template: 'CertificateTime()' };
const IS_GENERALIZED = 'isGeneralized <-- octets[0] == 0x18 ? 1 : 0;';

/** Octets of which, read twice as far on as a GeneralizedTime's, each is the time's: aligned = octet + 2 · (octet two on - octet). */
function readTwice(time: string): string {
  const read = [...Buffer.from(time, 'latin1')];
  const octets: number[] = [0x32, 0x30].map((assumed, i) => (read[i]! + assumed) / 2);
  for (let i = 2; i < 15; i++) octets[i] = (read[i]! + octets[i - 2]!) / 2;
  if (!octets.every(Number.isInteger)) throw new Error(`${time} cannot be read so`);
  return Buffer.from(octets).toString('hex');
}
const times: readonly Lie[] = [
  {
    ...TIME,
    claim: 'a tag that is no time is one of 17 octets and of other digits than stand there, a hundred years later',
    inputs: { octets: octetsOf(`19 11 ${readTwice('20600422021232Z')}`, 17) },
    hints: { [IS_GENERALIZED]: 'isGeneralized <-- 2;' },
    pins: ['isGeneralized * (isGeneralized - 1) === 0;'],
    reads: { isGeneralized: 2n, seconds: BigInt(Date.UTC(2060, 3, 22, 2, 12, 32)) / 1000n + 36_525n * 86_400n },
  },
  {
    ...TIME,
    claim: 'a UTCTime is a GeneralizedTime (both its tag and its length refuse that)',
    inputs: { octets: octetsOf(`17 0D ${ascii('20550401082751Z')}`, 17) },
    hints: { [IS_GENERALIZED]: 'isGeneralized <-- 1;' },
    pins: ['octets[0] === 0x17 + isGeneralized;', 'octets[1] === 13 + 2 * isGeneralized;'],
    reads: { isGeneralized: 1n, seconds: BigInt(Date.UTC(2055, 3, 1, 8, 27, 51)) / 1000n },
  },
];

const EXTENSION = { file: 'lib/der/extension.circom', template: 'Extension()' };
const IS_CRITICAL = 'isCritical <-- behind[0] == 0x01 ? 1 : 0;';
const extensions: readonly Lie[] = [
  {
    ...EXTENSION,
    claim: 'basicConstraints are of one octet, which is in the OID: behind 0A 01 FF 0D, minus two times critical',
    inputs: { octets: octetsOf('30 02 06 03 55 1D 13 0A 01 FF 0D 01', 24) },
    hints: { [IS_CRITICAL]: 'isCritical <-- -2;' },
    pins: ['isCritical * (isCritical - 1) === 0;'],
    reads: { isCritical: r - 2n, 'is[1]': 1n, valueStart: 3n, valueLength: 1n, length: 4n },
  },
  {
    ...EXTENSION,
    claim: 'a NULL as of three octets is critical TRUE',
    inputs: { octets: octetsOf('30 0C 06 03 55 1D 13 05 01 FF 04 02 30 00', 24) },
    hints: { [IS_CRITICAL]: 'isCritical <-- 1;' },
    pins: ['behind[0] === 4 - 3 * isCritical;'],
    reads: { isCritical: 1n, valueStart: 12n, valueLength: 2n },
  },
];

const POLICIES = { file: 'lib/der/policies.circom', template: 'CertificatePolicies()' };
const IS_SUB_CI = 'isSubCi <-- length == 14 ? 1 : 0;';
/** certificatePolicies as they would be for any "boolean" isSubCi, with last arcs. */
export const policiesFor = (isSubCi: number, arcs: string): Inputs => {
  const octet = (value: number): string => (value & 0xff).toString(16).padStart(2, '0');
  const [list, info, oid] = [0x0b, 0x09, 0x07].map((length) => octet(length + isSubCi));
  return {
    octets: octetsOf(`30 ${list} 30 ${info} 06 ${oid} 67 81 12 01 02 01 ${arcs}`, 14),
    length: BigInt(13 + isSubCi),
  };
};
/** Either alone refuses: arc.flags[0], which the second equates it with, is boolean itself (hints.test.ts). */
export const SUB_CI_PINS = ['isSubCi * (isSubCi - 1) === 0;', 'arc.flags[0] === isSubCi;'];
const policies: readonly Lie[] = [
  {
    ...POLICIES,
    claim: 'an eUICC of 15 octets is a sub-CI twice over too, and of the role of 8',
    inputs: policiesFor(2, '01 00'),
    hints: { [IS_SUB_CI]: 'isSubCi <-- 2;' },
    pins: SUB_CI_PINS,
    reads: { isSubCi: 2n, isEuicc: 1n, role: 8n },
  },
  {
    ...POLICIES,
    claim: 'an eUICC is what the length of a sub-CI says',
    inputs: { ...policiesFor(0, '01'), length: 14n },
    hints: { [IS_SUB_CI]: 'isSubCi <-- 0;' },
    pins: ['length === 13 + isSubCi;'],
    reads: { isSubCi: 0n, isEuicc: 1n },
  },
];

const USAGE = { file: 'lib/der/usage.circom', template: 'BasicConstraints()' };
const IS_CA = 'isCa <-- length >= 5 ? 1 : 0;';
const IS_STATED = 'isStated <-- length == 8 ? 1 : 0;';
const usages: readonly Lie[] = [
  {
    ...USAGE,
    claim: 'a CA twice over has three octets of anything instead of a path length',
    inputs: { octets: octetsOf('30 06 01 01 FF AA BB CC', 8), length: 8 },
    hints: { [IS_CA]: 'isCa <-- 2;', [IS_STATED]: 'isStated <-- 0;' },
    pins: ['isCa * (isCa - 1) === 0;'],
    reads: { isCa: 2n, pathLength: 7n },
  },
  {
    ...USAGE,
    claim: 'a path length of 0, stated twice over, is unlimited less 14',
    inputs: { octets: octetsOf('30 09 01 01 FF 02 01 00', 8), length: 11 },
    hints: { [IS_STATED]: 'isStated <-- 2;' },
    pins: ['isStated * (isStated - 1) === 0;'],
    reads: { isCa: 1n, pathLength: r - 7n },
  },
  {
    ...USAGE,
    claim: 'who says to be a CA is none',
    inputs: { octets: octetsOf('30 03 01 01 FF 02 01 00', 8), length: 5 },
    hints: { [IS_CA]: 'isCa <-- 0;', [IS_STATED]: 'isStated <-- 1;' },
    pins: ['isStated * (1 - isCa) === 0;'],
    reads: { isCa: 0n, pathLength: 0n },
  },
  {
    ...USAGE,
    claim: 'an empty list says that one is a CA (both lengths refuse that)',
    inputs: { octets: octetsOf('30 00 01 01 FF', 8), length: 2 },
    hints: { [IS_CA]: 'isCa <-- 1;' },
    pins: ['length === 2 + 3 * (isCa + isStated);', 'octets[1] === 3 * (isCa + isStated);'],
    reads: { isCa: 1n, pathLength: 7n },
  },
];

const SUBTREE = { file: 'lib/der/constraints.circom', template: 'Subtree()' };
const IS_FIRST = 'isOrganizationFirst <-- a[14] == 0x0A ? 1 : 0;';
/** A message with one subtree of two attributes, PrintableStrings of four characters, by the last octets of their types. */
function subtreeOf(types: readonly [string, string]): Inputs {
  const [first, second] = types.map((type) => `31 0D 30 0B 06 03 55 04 ${type} 13 04`);
  const bytes = octetsOf(`30 22 A4 20 30 1E ${first} ${ascii('8904')} ${second} ${ascii('ACME')}`, 768);
  const words = Array.from({ length: 96 }, (_, i) =>
    bytes.slice(8 * i, 8 * i + 8).reduce((word, octet) => 256n * word + octet, 0n),
  );
  return { bytes, words, offset: 0 };
}
const subtrees: readonly Lie[] = [
  {
    ...SUBTREE,
    claim: 'attributes of other types are O and serialNumber, which begin between the two strings',
    inputs: subtreeOf(['06', '09']),
    hints: { [IS_FIRST]: 'isOrganizationFirst <-- 1 / 5;' },
    pins: ['isOrganizationFirst * (isOrganizationFirst - 1) === 0;'],
    reads: { organizationStart: 29n, organizationLength: 4n, prefixStart: 20n, prefixLength: 4n },
  },
  {
    ...SUBTREE,
    claim: 'O is the serialNumber and the serialNumber O (both types refuse that)',
    inputs: subtreeOf(['0A', '05']),
    hints: { [IS_FIRST]: 'isOrganizationFirst <-- 0;' },
    pins: ['a[14] === 0x05 + 5 * isOrganizationFirst;', 'b[8] === 0x0A - 5 * isOrganizationFirst;'],
    reads: { organizationStart: 32n, organizationLength: 4n, prefixStart: 17n, prefixLength: 4n },
  },
];

const ONE_HOT = { file: 'lib/der/onehot.circom', template: 'OneHot(1, 12)' };
const FLAGS = 'flags[i] <-- value == low + i ? 1 : 0;';
const strings: readonly Lie[] = [
  {
    file: 'lib/der/digits.circom',
    template: 'DecimalString(4)',
    claim: '12 is 13',
    inputs: { octets: octetsOf(ascii('12'), 4), length: 2 },
    hints: { 'value <-- spelled / scale;': 'value <-- spelled / scale + 1;' },
    pins: ['value * scale === spelled;'],
    reads: { value: 13n },
  },
  {
    ...ONE_HOT,
    claim: '13 is twelve times the second month less eleven times the first',
    inputs: { value: 13 },
    hints: { [FLAGS]: 'flags[i] <-- i == 1 ? value - low : (i == 0 ? 1 - (value - low) : 0);' },
    pins: ['flags[i] * (flags[i] - 1) === 0;'],
    reads: { 'flags[1]': 12n, 'flags[0]': r - 11n },
  },
  {
    ...ONE_HOT,
    claim: '13 is the fifth month and the eighth',
    inputs: { value: 13 },
    hints: { [FLAGS]: 'flags[i] <-- i == 4 || i == 7 ? 1 : 0;' },
    pins: ['sum === 1;'],
    reads: { 'flags[4]': 1n, 'flags[7]': 1n },
  },
  {
    ...ONE_HOT,
    claim: 'the third month is the fourth',
    inputs: { value: 3 },
    hints: { [FLAGS]: 'flags[i] <-- i == 3 ? 1 : 0;' },
    pins: ['spelled === value;'],
    reads: { 'flags[2]': 0n, 'flags[3]': 1n },
  },
];

const FUNCTIONS = 'lib/sha256/functions.circom';
const PADDING = { file: 'lib/sha256/padding.circom', template: 'Sha256Padding(1)' };
const ENDED = 'ended[j] <-- j >= length ? 1 : 0;';
const message = [...Buffer.from('abc'.padEnd(64, '\0'))].flatMap((octet) =>
  Array.from({ length: 8 }, (_, i) => BigInt((octet >> (7 - i)) & 1)),
);
const [X, Y, Z] = [0x510e527f, 0x9b05688c, 0x1f83d9ab].map(bitsOf);
const hashes: readonly Lie[] = [
  ...[0, 1, 2, 3].map((sum) => ({
    file: FUNCTIONS,
    template: 'Parity()',
    claim: `the parity of ${sum} set bits is ${1 - (sum % 2)}`,
    inputs: { x: sum > 0 ? 1 : 0, y: sum > 1 ? 1 : 0, z: sum > 2 ? 1 : 0 },
    hints: { 'signal output out <-- x ^ y ^ z;': 'signal output out <-- 1 - (x ^ y ^ z);' },
    pins: ['s * (2 * out - s) === 3 * out - 2 * s;'],
    reads: { out: BigInt(1 - (sum % 2)) },
  })),
  {
    file: FUNCTIONS,
    template: 'Majority()',
    claim: 'the majority is with the minority, bit for bit',
    inputs: { x: X, y: Y, z: Z },
    hints: {
      'majority[i] <-- (x[i] & y[i]) | (z[i] & (x[i] | y[i]));':
        'majority[i] <-- 1 - ((x[i] & y[i]) | (z[i] & (x[i] | y[i])));',
    },
    pins: ['s * (4 * majority[i] - s) === 6 * majority[i] - s;'],
    reads: {},
  },
  {
    ...PADDING,
    claim: 'a message of 3 octets ends behind its fourth',
    inputs: { bits: message, length: 3 },
    hints: { [ENDED]: 'ended[j] <-- j >= length + 1 ? 1 : 0;' },
    pins: ['(ended[j] - before) * (length - j) === 0;'],
    reads: { 'ended[3]': 0n, 'padded[24]': 0n, 'padded[32]': 1n },
  },
  {
    ...PADDING,
    claim: 'a message does not end, and no block is the last',
    inputs: { bits: message, length: 3 },
    hints: { [ENDED]: 'ended[j] <-- 0;' },
    pins: ['ended[maxLength] === 1;'],
    reads: { 'isLast[0]': 0n, 'padded[24]': 0n },
  },
];

const RULE = { file: 'lib/certificate/rules.circom', template: 'EidPrefixRule()' };
const IS_CHOSEN = 'isChosen[i] <-- foundIndex == i ? 1 : 0;';
const IS_LENGTH = 'isLength[j] <-- foundLength == j + 1 ? 1 : 0;';
const EID = '10512345678901234567890123456789';
const eidPrefixes = Array.from(EID, (_, i) => BigInt(EID.slice(0, i + 1)));
const permit = (...digits: readonly string[]): Inputs => ({
  enabled: 1,
  eidPrefixes,
  prefixes: Array.from({ length: 4 }, (_, i) =>
    digits[i] === undefined ? 0n : (BigInt(digits[i].length) << 128n) + BigInt(digits[i]),
  ),
});
const rules: readonly Lie[] = [
  {
    ...RULE,
    claim: 'a line through two foreign prefixes meets the EID',
    inputs: permit('89', '77'),
    hints: {
      [IS_CHOSEN]:
        'isChosen[i] <-- i == 0 ? ((1 << 128) + eidPrefixes[0] - prefixes[1]) / (prefixes[0] - prefixes[1])' +
        ' : (i == 1 ? 1 - isChosen[0] : 0);',
    },
    pins: ['isChosen[i] * (isChosen[i] - 1) === 0;'],
    reads: { 'isLength[0]': 1n },
  },
  {
    ...RULE,
    claim: 'two foreign prefixes, 9 and 96, add up to 105',
    inputs: permit('9', '96'),
    hints: {
      [IS_CHOSEN]: 'isChosen[i] <-- i < 2 ? 1 : 0;',
      [IS_LENGTH]: 'isLength[j] <-- j == 2 ? 1 : 0;',
    },
    pins: ['chosenSum === 1;'],
    reads: { 'isChosen[0]': 1n, 'isChosen[1]': 1n, 'isLength[2]': 1n },
  },
  {
    ...RULE,
    claim: 'a line through two prefixes of the EID meets a foreign one',
    inputs: permit('89'),
    hints: {
      [IS_LENGTH]:
        'isLength[j] <-- j == 0 ? (prefixes[0] - (2 << 128) - eidPrefixes[1]) / (eidPrefixes[0] - (1 << 128) - eidPrefixes[1])' +
        ' : (j == 1 ? 1 - isLength[0] : 0);',
    },
    pins: ['isLength[j] * (isLength[j] - 1) === 0;'],
    reads: { 'isChosen[0]': 1n },
  },
  {
    ...RULE,
    claim: 'two prefixes of the EID, 1 and 10, add up to a foreign one, 011',
    inputs: permit('011'),
    hints: { [IS_LENGTH]: 'isLength[j] <-- j < 2 ? 1 : 0;' },
    pins: ['lengthSum === 1;'],
    reads: { 'isLength[0]': 1n, 'isLength[1]': 1n },
  },
  {
    ...RULE,
    claim: 'of foreign prefixes none is asked for (with one sum missing the other refuses that)',
    inputs: permit('89'),
    hints: { [IS_CHOSEN]: 'isChosen[i] <-- 0;', [IS_LENGTH]: 'isLength[j] <-- 0;' },
    pins: ['chosenSum === 1;', 'lengthSum === 1;'],
    reads: { 'isChosen[0]': 0n },
  },
  {
    ...RULE,
    claim: 'a foreign prefix is the EID’s',
    inputs: permit('89'),
    hints: {},
    pins: ['enabled * (prefix - expected) === 0;'],
    reads: { 'isChosen[0]': 1n, 'isLength[0]': 1n },
  },
];

/** Octets as bits, most significant first, in as many blocks of SHA-256 as the template has. */
const messageOf = (message: Uint8Array, blocks: number): Inputs => ({
  bits: messageBits(message, 64 * blocks),
  length: message.length,
});
const RESULT = { file: 'lib/notification/result.circom', template: 'InstallationResult(119, 7)' };
const notifications: readonly Lie[] = [
  {
    file: 'lib/notification/metadata.circom',
    template: 'NotificationEvent()',
    claim: 'an installation that is an enabling too is a disabling',
    inputs: { unused: 6, bits: 0xc0 },
    hints: { 'isKind[i] <-- bits == (128 >> i) ? 1 : 0;': 'isKind[i] <-- (bits >> (7 - i)) & 1;' },
    pins: ['sum === 1;'],
    reads: { kind: 3n },
  },
  {
    file: 'lib/notification/message.circom',
    template: 'NotificationMessage(2)',
    claim: 'BF28 is an installation result',
    inputs: messageOf(installation({ address: Buffer.from('a.eu') }).with(1, 0x28), 2),
    hints: { 'isInstall <-- octets[1] == 0x27 ? 1 : 0;': 'isInstall <-- 1;' },
    pins: ['octets[1] === 0x2F - 8 * isInstall;'],
    reads: { isInstall: 1n, kind: 1n, outcome: 0n },
  },
  {
    ...RESULT,
    claim: 'an element 54 is half an identifier, and ends in the middle of itself',
    inputs: { enabled: 1, octets: octetsOf('54 02 A2 08 A1 06 80 01 03 81 01 01', 119) },
    hints: { 'signal hasOid <-- octets[0] == 0x06 ? 1 : 0;': 'signal hasOid <-- 1 / 2;' },
    pins: ['hasOid * (hasOid - enabled) === 0;'],
    reads: { hasOid: (r + 1n) / 2n, length: 12n, outcome: 1n },
  },
  {
    ...RESULT,
    claim: 'a result A2 is a failure twice over, with members of other tags',
    inputs: { enabled: 1, octets: octetsOf('A2 08 A2 06 B1 01 03 FE 01 01', 119) },
    hints: { 'signal isFailure <-- choice.out[0] == 0xA1 ? 1 : 0;': 'signal isFailure <-- 2;' },
    pins: ['isFailure * (isFailure - enabled) === 0;'],
    reads: { isFailure: 2n, outcome: 2n },
  },
  {
    ...RESULT,
    claim: 'a response counts twice, and hides what stands behind it',
    inputs: { enabled: 1, octets: octetsOf('A2 0C A1 0A 80 01 03 81 01 01 04 00 DE AD', 119) },
    hints: { 'signal hasResponse <-- isFailure == 1 && after1.out[3] == 0x04 ? 1 : 0;': 'signal hasResponse <-- 2;' },
    pins: ['hasResponse * (hasResponse - isFailure) === 0;'],
    reads: { hasResponse: 2n, outcome: 1n },
  },
];

export const LIES: readonly Lie[] = [
  ...lengths,
  ...times,
  ...extensions,
  ...policies,
  ...usages,
  ...subtrees,
  ...strings,
  ...hashes,
  ...rules,
  ...notifications,
  {
    file: 'lib/bits/nonzero.circom',
    template: 'NonZero()',
    claim: '0 has an inverse',
    inputs: { in: 0 },
    hints: { 'signal inverse <-- in != 0 ? 1 / in : 0;': 'signal inverse <-- 1;' },
    pins: ['in * inverse === 1;'],
    reads: { inverse: 1n },
  },
];
