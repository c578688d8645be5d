import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../../..');

/** `openrsp smdp serve` as a process of its own. */
export class ServingProcess {
  readonly url: string;
  readonly output: string[];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess, url: string, output: string[]) {
    this.#child = child;
    this.url = url;
    this.output = output;
    this.#ended = once(child, 'close');
  }

  static async start(args: readonly string[]): Promise<ServingProcess> {
    const command = ['src/cli/main.ts', 'smdp', 'serve', '--port', '0', '--json', ...args];
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    child.stderr.on('data', (data: Buffer) => output.push(data.toString()));
    const url = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        output.push(line);
        const { kind, address } = JSON.parse(line) as { kind: string; address?: string };
        if (kind === 'listening' && address !== undefined) resolve(address);
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`the server ended: ${output.join('\n')}`)));
    });
    return new ServingProcess(child, url, output);
  }

  /** Kill -9, or a polite signal. Comes back when the process is gone. */
  async stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    await this.#ended;
    return this.#child.exitCode;
  }
}
