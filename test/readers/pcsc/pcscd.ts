import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PCSCD = '/usr/sbin/pcscd';
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const CLIENT = ['/usr/lib', '/lib'].flatMap((folder) =>
  ['x86_64-linux-gnu', 'aarch64-linux-gnu', ''].map((triple) => path.join(folder, triple, 'libpcsclite.so.1')),
);
const START = 10_000;
/** Where PC/SC of this process finds the daemon: its library reads the name once, so it is the same for each daemon. */
const SOCKET = path.join(tmpdir(), `openrsp-pcscd-${process.pid}.comm`);

/** The Debian packages that a test of the real PC/SC lacks. */
export function missingPcsc(): readonly string[] {
  const needed = { pcscd: [PCSCD], 'vsmartcard-vpcd': [DRIVER], libpcsclite1: CLIENT };
  return Object.entries(needed).flatMap(([name, files]) => (files.some((file) => existsSync(file)) ? [] : [name]));
}

/** A pcscd of the test's own, with a virtual reader on ports that were free, beside any other pcscd of the machine. */
export class Pcscd {
  /** Where vpcd waits for the first card. */
  readonly port: number;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(port: number, folder: string, process: ChildProcess) {
    this.port = port;
    this.#folder = folder;
    this.#process = process;
  }

  /** Starts it and directs PC/SC of this process to it. */
  static async start(port?: number): Promise<Pcscd> {
    const chosen = port ?? (await freePort());
    const folder = mkdtempSync(path.join(tmpdir(), 'openrsp-pcscd-'));
    const channel = `0x${chosen.toString(16)}`;
    const lines = [
      `FRIENDLYNAME "Virtual PCD"`,
      `DEVICENAME /dev/null:${channel}`,
      `LIBPATH ${DRIVER}`,
      `CHANNELID ${channel}`,
    ];
    writeFileSync(path.join(folder, 'vpcd'), `${lines.join('\n')}\n`);
    const [command, ...parameters] = commandLine(folder);
    const daemon = spawn(command!, parameters, { stdio: 'ignore' });
    // The folder of its socket is compiled in, but another for a daemon that has a mount namespace of its own.
    symlinkSync(`/proc/${daemon.pid}/root/run/pcscd/pcscd.comm`, SOCKET);
    process.env.PCSCLITE_CSOCK_NAME = SOCKET;
    const pcscd = new Pcscd(chosen, folder, daemon);
    try {
      await pcscd.#ready();
    } catch (error) {
      await pcscd.stop();
      throw error;
    }
    return pcscd;
  }

  /** Ends it, with the reader: what happens to a program whose reader is pulled out. */
  async stop(): Promise<void> {
    const ended =
      this.#process.exitCode === null && this.#process.signalCode === null ? once(this.#process, 'exit') : undefined;
    this.#process.kill('SIGKILL');
    await ended;
    rmSync(SOCKET, { force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    const end = Date.now() + START;
    while (!(existsSync(SOCKET) && (await answers(SOCKET)))) {
      if (this.#process.exitCode !== null) throw new Error(`pcscd ended with ${this.#process.exitCode} at its start`);
      if (Date.now() > end) throw new Error(`pcscd did not answer within ${START} ms`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function commandLine(folder: string): string[] {
  const daemon = [PCSCD, '--foreground', '--config', folder];
  const script = 'mount -t tmpfs tmpfs /run && mkdir /run/pcscd && exec "$@"';
  const own = ['unshare', '--mount', 'sh', '-c', script, 'sh'];
  const possible = spawnSync(own[0]!, [...own.slice(1), 'true']).status === 0;
  return possible ? [...own, ...daemon] : daemon;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  // A second virtual reader listens one above.
  return port === 65_535 ? freePort() : port;
}

async function answers(socket: string): Promise<boolean> {
  const client = connect(socket);
  try {
    await once(client, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}
