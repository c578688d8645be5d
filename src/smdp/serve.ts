import type { FastifyInstance } from 'fastify';
import type { Limits } from './context.ts';
import { es9App } from './http/app.ts';
import type { Log } from './http/log.ts';
import { readCertificateFolder } from './keys/certificate-folder.ts';
import { SmdpServer, systemTime } from './server.ts';
import { removeExpiredSessions } from './session/session.ts';
import { sqliteStore } from './store/sqlite.ts';

export interface ServeOptions {
  /** FQDN at which LPAs find the server. */
  readonly address: string;
  /** Folder of certificates, with private keys in `keys`. */
  readonly certificates: string;
  /** SQLite file. */
  readonly storeFile: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** PEM. Default: plain HTTP. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
  /** Default: {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<Limits> | undefined;
  readonly log: Log;
}

export interface RunningServer {
  /** `https://127.0.0.1:8443`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Milliseconds between two looks for sessions that expired. */
const SWEEP = 60_000;

/** Starts an SM-DP+ for LPAs. Throws {@link SmdpError}, PkiError. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { address, certificates, storeFile, host, port, tls, limits, log } = options;
  const { keys, trust } = readCertificateFolder(certificates, systemTime());
  const store = sqliteStore(storeFile);
  const server = new SmdpServer({ address, store, keys, trust, limits, report: log });
  const app: FastifyInstance = es9App(server, { log, tls });
  const sweep = setInterval(() => removeExpiredSessions(store, systemTime()), SWEEP);
  const close = async () => {
    clearInterval(sweep);
    await app.close();
    store.close();
  };
  try {
    const url = await app.listen({ host, port });
    log({ kind: 'listening', address: url });
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}
