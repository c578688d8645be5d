import { fields, table } from '../sdk/format.ts';
import { ourCounts, readCountFiles, type CountFiles, type Ours } from './ours.ts';
import { peers, type Peer, type Subject } from './peers.ts';

/** A circuit of others, with how many times as large it is as ours. */
export interface ComparedPeer extends Peer {
  /** constraints / ours, to two decimals. */
  readonly factor: number;
  /** nonLinear / ours, where it is known. */
  readonly nonLinearFactor?: number;
}

/** Our count and those of others. */
export interface Comparison {
  readonly statement: string;
  readonly unit: 'R1CS constraints';
  readonly ours: Ours;
  readonly peers: readonly ComparedPeer[];
}

export type Comparisons = Readonly<Record<Subject, Comparison>>;

const statements: Readonly<Record<Subject, string>> = {
  ecdsaP256: 'One ECDSA P-256 verification',
  sha256Block: 'SHA-256, a block',
  certificate: "An X.509 certificate, or a passport's",
};

/** Compares our counts with those of others. Nothing is compiled or proven: build and tests compare the counts with the compiler. */
export function compareCircuits(files: CountFiles = readCountFiles()): Comparisons {
  const ours = ourCounts(files);
  const compare = (subject: Subject): Comparison => ({
    statement: statements[subject],
    unit: 'R1CS constraints',
    ours: ours[subject],
    peers: peers[subject].map((peer) => compared(peer, ours[subject].constraints)),
  });
  return {
    ecdsaP256: compare('ecdsaP256'),
    sha256Block: compare('sha256Block'),
    certificate: compare('certificate'),
  };
}

function compared(peer: Peer, ours: number): ComparedPeer {
  const factor = (constraints: number): number => Number((constraints / ours).toFixed(2));
  const { nonLinear } = peer;
  return {
    ...peer,
    factor: factor(peer.constraints),
    ...(nonLinear === undefined ? {} : { nonLinearFactor: factor(nonLinear) }),
  };
}

/** A table for each statement, ours first, with notes below it. */
export function comparisonReport(comparisons: Comparisons): string {
  const legend =
    'Constraints of the R1CS, linear ones included; × is how many times ours.\n' +
    'Level: of circom; O2 substitutes linear constraints, O1 leaves many. none: another compiler.';
  return [...Object.values(comparisons).map(section), legend].join('\n\n');
}

function section({ statement, ours, peers: others }: Comparison): string {
  const counts = rightAligned([ours.constraints, ...others.map((peer) => peer.constraints)].map(thousands));
  const factors = rightAligned(['1.00', ...others.map((peer) => peer.factor.toFixed(2))]);
  const nonLinear = rightAligned([ours.constraints, ...others.map((peer) => peer.nonLinear)].map(thousands));
  const nonLinearFactors = rightAligned(['1.00', ...others.map((peer) => peer.nonLinearFactor?.toFixed(2) ?? '–')]);
  const rows = [
    [`OpenRSP: ${ours.of}`, ours.level, 'compared with the compiler by build and tests', ours.source],
    ...others.map(({ name, level, counted, source }) => [name, level, counted, source]),
  ].map(([name = '', ...rest], row) => [
    name,
    ...[counts, factors, nonLinear, nonLinearFactors].map((column) => column[row] ?? ''),
    ...rest,
  ]);
  const notes: [string, string][] = [['OpenRSP', ours.note], ...others.map(({ name, note }) => [name, note])].filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const heading = ['circuit', 'constraints', '×', 'non-linear', '×', 'level', 'counted', 'source'];
  return `${statement}\n\n${table(heading, rows)}\n\n${fields(notes)}`;
}

const thousands = (count: number | undefined): string => count?.toLocaleString('en') ?? '–';

function rightAligned(cells: readonly string[]): string[] {
  const width = Math.max(...cells.map((cell) => cell.length));
  return cells.map((cell) => cell.padStart(width));
}
