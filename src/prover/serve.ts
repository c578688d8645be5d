import { existsSync, lstatSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import { findRapidsnark } from '../zk/rapidsnark.ts';
import { proverApp } from './app.ts';
import { Engine } from './engine.ts';
import { ProvingError } from './error.ts';
import { JobQueue } from './job-queue.ts';
import type { Log } from './log.ts';
import { isLocal, placeText, type Place } from './place.ts';

export interface ServeOptions {
  readonly place: Place;
  /** Octets of proving keys to keep. */
  readonly memory: number;
  /** The circuits to prove; their keys are read at the start, as many as there is room for. */
  readonly circuits: readonly string[];
  /** Listens where others reach it. */
  readonly allowRemote?: boolean | undefined;
  /** Jobs that may wait. Default: 16. */
  readonly capacity?: number | undefined;
  readonly log: Log;
}

export interface RunningProver {
  /** Where it listens: a path, or HOST:PORT. */
  readonly place: string;
  /** Cancels every job, tells those who wait, and ends. */
  close(): Promise<void>;
}

const CAPACITY = 16;
/** Milliseconds after which a job that nobody asks for is forgotten. */
const LEASE = 600_000;

/** Proves for whoever reaches `place`. @throws ProvingError */
export async function serveProver(options: ServeOptions): Promise<RunningProver> {
  const { place, memory, circuits, allowRemote = false, capacity = CAPACITY, log } = options;
  if (!allowRemote && !isLocal(place)) {
    throw new ProvingError(
      'Forbidden',
      `${placeText(place)} can be reached from other machines, and a prover sees every secret of its users: listen on a socket or on 127.0.0.1, or say --allow-remote`,
    );
  }
  const engine = new Engine({ memory });
  const queue = new JobQueue(engine, { capacity, lease: LEASE, onEnd: (end) => log({ kind: 'job', ...end }) });
  const app = proverApp(queue, { circuits, allowRemote, log });
  const close = async (): Promise<void> => {
    log({ kind: 'closing' });
    // Those who wait get their answer before their connections end.
    await queue.close();
    await engine.close();
    await app.close();
  };
  try {
    for (const circuit of circuits) await warm(engine, circuit, log);
    const at = await listen(app, place);
    log({ kind: 'listening', place: at, circuits: circuits.join(','), rapidsnark: findRapidsnark() !== undefined });
    return { place: at, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function warm(engine: Engine, circuit: string, log: Log): Promise<void> {
  const begun = performance.now();
  await engine.warm(circuit);
  log({ kind: 'warm', circuit, outcome: 'read', seconds: (performance.now() - begun) / 1000 });
}

async function listen(app: FastifyInstance, place: Place): Promise<string> {
  if (place.kind === 'port') {
    const { host, port } = place;
    await app.listen({ host, port });
    const address = app.server.address();
    const bound = typeof address === 'object' && address !== null ? address.port : port;
    return placeText({ kind: 'port', host, port: bound });
  }
  await removeStaleSocket(place.file);
  // From its first moment on, the socket is its owner's alone.
  const mask = process.umask(0o177);
  try {
    await app.listen({ path: place.file });
  } finally {
    process.umask(mask);
  }
  return place.file;
}

/** A prover that was killed leaves its socket behind. */
async function removeStaleSocket(file: string): Promise<void> {
  if (!existsSync(file)) return;
  if (!lstatSync(file).isSocket()) {
    throw new ProvingError('Forbidden', `${file} is no socket, and is not overwritten; name another place`);
  }
  const socket = connect(file);
  try {
    await once(socket, 'connect');
  } catch {
    rmSync(file);
    return;
  } finally {
    socket.destroy();
  }
  throw new ProvingError('Forbidden', `at ${file} a prover listens already`);
}
