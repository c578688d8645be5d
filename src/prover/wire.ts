import { FIELD_MODULUS } from '../zk/poseidon.ts';
import type { CircuitInputs, ProofInputs } from '../zk/circuit-inputs.ts';
import type { ProofPhase } from '../zk/prover.ts';
import { readProofPoints, writeProof } from '../zk/proof-points.ts';
import { readFieldElement, readPublicSignals } from '../zk/public-signals.ts';
import { ProvingError, type ProvingErrorCode } from './error.ts';
import type { JobView } from './job-queue.ts';

/** A job's request and state as JSON; numbers of the field as decimal text. */

/** Octets of a request; the largest circuit's inputs take 350,000. */
export const MAX_REQUEST_OCTETS = 1 << 20;
const MAX_NAMES = 256;
const MAX_VALUES = 1 << 18;
const MAX_DEPTH = 4;
const CIRCUIT = /^[A-Za-z][A-Za-z0-9]{0,31}$/;
/** Of a signal; the first letter keeps out the names that objects have of themselves. */
const SIGNAL = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

export interface JobRequest {
  readonly circuit: string;
  readonly statement: ProofInputs;
}

export function encodeRequest({ circuit, statement: { inputs, publicSignals } }: JobRequest): string {
  const values = Object.entries(inputs).map(([name, value]) => [name, encodeValue(value)]);
  const request = { circuit, inputs: Object.fromEntries(values) as unknown, publicSignals: publicSignals.map(String) };
  return JSON.stringify(request);
}

function encodeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(encodeValue);
  if (typeof value !== 'bigint' && typeof value !== 'number') throw new TypeError(`a signal is no ${typeof value}`);
  // The field's own representative, as the circuit reads what is negative.
  return String(((BigInt(value) % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS);
}

/** Reads a request from wherever it came. @throws ProvingError RequestInvalid, whose message names members and never values */
export function decodeRequest(octets: Uint8Array): JobRequest {
  const request = members(parseJson(octets), 'the request');
  const unknown = Object.keys(request).find((name) => !['circuit', 'inputs', 'publicSignals'].includes(name));
  if (unknown !== undefined) throw invalid('the request has members besides circuit, inputs and publicSignals');
  const { circuit } = request;
  if (typeof circuit !== 'string' || !CIRCUIT.test(circuit)) throw invalid('circuit is no name of a circuit');
  const publicSignals = readPublicSignals(request['publicSignals']);
  if (publicSignals === undefined) throw invalid('publicSignals is no list of decimal numbers of the field');
  return { circuit, statement: { inputs: decodeInputs(members(request['inputs'], 'inputs')), publicSignals } };
}

function decodeInputs(members: Readonly<Record<string, unknown>>): CircuitInputs {
  const names = Object.keys(members);
  if (names.length > MAX_NAMES) throw invalid(`inputs has more than ${MAX_NAMES} members`);
  if (!names.every((name) => SIGNAL.test(name))) throw invalid('inputs has a member that is no name of a signal');
  let left = MAX_VALUES;
  const decodeValue = (value: unknown, name: string, depth: number): unknown => {
    if (--left < 0) throw invalid(`inputs has more than ${MAX_VALUES} values`);
    if (!Array.isArray(value)) {
      const number = readFieldElement(value);
      if (number === undefined) throw invalid(`inputs.${name} is no decimal number of the field, nor a list of them`);
      return number;
    }
    if (depth === MAX_DEPTH) throw invalid(`inputs.${name} has lists in more than ${MAX_DEPTH} levels`);
    return value.map((each) => decodeValue(each, name, depth + 1));
  };
  return Object.fromEntries(names.map((name) => [name, decodeValue(members[name], name, 0)]));
}

function parseJson(octets: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
  } catch {
    // The parser's message quotes what it reads.
    throw invalid('the request is no JSON');
  }
}

function members(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${what} is no JSON object`);
  return value as Readonly<Record<string, unknown>>;
}

const invalid = (message: string): ProvingError => new ProvingError('RequestInvalid', message);

export interface ErrorBody {
  readonly error: { readonly code: ProvingErrorCode; readonly message: string };
}

export const errorBody = ({ code, message }: ProvingError): ErrorBody => ({ error: { code, message } });

/** A job's state as JSON. */
export function encodeView(view: JobView): object {
  if (view.state === 'failed') return { ...view, ...errorBody(view.error) };
  if (view.state !== 'proven') return view;
  const { proof, witnessSeconds, proveSeconds, seconds } = view.proof;
  return { ...view, proof, witnessSeconds, proveSeconds, seconds };
}

const PHASES: readonly ProofPhase[] = ['artifacts', 'witness', 'proof', 'verification'];

/** Reads what a prover says of a job for `publicSignals`. @throws ProvingError Unreachable for what no prover says */
export function decodeView(value: unknown, publicSignals: readonly bigint[]): JobView {
  const view = answered(value);
  const { id, version } = view;
  if (typeof id !== 'string' || !/^[0-9a-f]{32}$/.test(id) || !isCount(version)) throw foreign();
  switch (view['state']) {
    case 'queued':
      if (!isCount(view['position'])) throw foreign();
      return { id, version, state: 'queued', position: view['position'] };
    case 'running': {
      const phase = PHASES.find((each) => each === view['phase']);
      if (phase === undefined) throw foreign();
      return { id, version, state: 'running', phase };
    }
    case 'proven': {
      const points = readProofPoints(view['proof']);
      const seconds = ['witnessSeconds', 'proveSeconds', 'seconds'].map((name) => view[name]);
      if (points === undefined || !seconds.every(isDuration)) throw foreign();
      const [witnessSeconds = 0, proveSeconds = 0, all = 0] = seconds;
      const proof = { proof: writeProof(points), publicSignals, witnessSeconds, proveSeconds, seconds: all };
      return { id, version, state: 'proven', proof };
    }
    case 'failed':
      return { id, version, state: 'failed', error: decodeError(view) };
    default:
      throw foreign();
  }
}

const CODES: Readonly<Record<ProvingErrorCode, true>> = {
  RequestInvalid: true,
  CircuitUnknown: true,
  MemoryLimit: true,
  QueueFull: true,
  JobUnknown: true,
  Cancelled: true,
  ArtifactsRefused: true,
  InputsRefused: true,
  CircuitRefusal: true,
  ProofInvalid: true,
  Closed: true,
  Forbidden: true,
  Unreachable: true,
  Fault: true,
};
const MAX_MESSAGE = 1000;

/** The error that a prover answered with. @throws ProvingError Unreachable for what no prover says */
export function decodeError(value: unknown): ProvingError {
  const { code, message } = answered(answered(value)['error']);
  if (typeof code !== 'string' || !Object.hasOwn(CODES, code) || typeof message !== 'string') throw foreign();
  return new ProvingError(code as ProvingErrorCode, message.slice(0, MAX_MESSAGE));
}

function answered(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw foreign();
  return value as Readonly<Record<string, unknown>>;
}

const foreign = (): ProvingError => new ProvingError('Unreachable', 'what answers there is no prover of this version');
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isDuration = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 1e9;
