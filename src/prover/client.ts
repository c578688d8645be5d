import { request as httpRequest } from 'node:http';
import type { ProofInputs } from '../zk/circuit-inputs.ts';
import type { CircuitProver, Proof, ProofOptions } from '../zk/prover.ts';
import { ProvingError } from './error.ts';
import type { JobView } from './job-queue.ts';
import { parsePlace, type Place } from './place.ts';
import { decodeError, decodeView, encodeRequest } from './wire.ts';

export interface ClientProofOptions extends ProofOptions {
  /** How many are to be proven before this one, itself included: 1 is the next. */
  readonly onQueue?: ((position: number) => void) | undefined;
}

/** Octets of an answer. */
const MAX_ANSWER_OCTETS = 65_536;
/** Seconds that an answer may wait for a change, and milliseconds until the prover counts as gone. */
const WAIT = 20;
const TIMEOUT = 30_000;

/** Has a prover make proofs (`openrsp prover serve`). It is shown every secret: it has to be the holder's own, or trusted as himself. */
export class ProverClient implements CircuitProver {
  readonly #place: Place;

  /** @param place A path with a slash in it, or HOST:PORT. @throws ProvingError RequestInvalid */
  constructor(place: string) {
    this.#place = parsePlace(place);
  }

  /** @throws ProvingError, and the signal's reason; the job is then cancelled */
  async prove(
    circuit: string,
    statement: ProofInputs,
    { onProgress, onQueue, signal }: ClientProofOptions = {},
  ): Promise<Proof> {
    signal?.throwIfAborted();
    const { publicSignals } = statement;
    const read = (value: unknown): JobView => decodeView(value, publicSignals);
    let view = read(await this.#call('POST', '/v1/jobs', encodeRequest({ circuit, statement })));
    const path = `/v1/jobs/${view.id}`;
    try {
      for (;;) {
        if (view.state === 'proven') return view.proof;
        if (view.state === 'failed') throw view.error;
        if (view.state === 'queued') onQueue?.(view.position);
        else onProgress?.(view.phase);
        view = read(await this.#call('GET', `${path}?wait=${WAIT}&after=${view.version}`, undefined, signal));
      }
    } finally {
      // Fetched or given up: the prover keeps nothing of it. One that is gone has forgotten it anyway.
      await this.#call('DELETE', path).catch(() => undefined);
    }
  }

  async #call(method: string, path: string, body?: string, signal?: AbortSignal): Promise<unknown> {
    const { status, text } = await this.#send(method, path, body, signal);
    if (status === 204) return undefined;
    const value = parseAnswer(text);
    if (status < 200 || status >= 300) throw decodeError(value);
    return value;
  }

  #send(method: string, path: string, body = '', signal?: AbortSignal): Promise<{ status: number; text: string }> {
    const place = this.#place;
    const target = place.kind === 'socket' ? { socketPath: place.file } : { host: place.host, port: place.port };
    const headers =
      body === '' ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown): void => {
        const { code = 'no answer' } = cause as { code?: string };
        const message = `the prover cannot be reached (${code}); start it: openrsp prover serve`;
        reject(
          signal?.aborted === true ? (signal.reason as Error) : new ProvingError('Unreachable', message, { cause }),
        );
      };
      const request = httpRequest({ ...target, method, path, headers, timeout: TIMEOUT, signal }, (response) => {
        const chunks: Buffer[] = [];
        let octets = 0;
        response.on('data', (chunk: Buffer) => {
          octets += chunk.length;
          if (octets > MAX_ANSWER_OCTETS) response.destroy(new Error('the answer is too long'));
          else chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
        });
      });
      request.on('timeout', () => request.destroy(new Error('the prover does not answer')));
      request.on('error', fail);
      request.end(body);
    });
  }
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProvingError('Unreachable', 'what answers there is no prover', { cause });
  }
}
