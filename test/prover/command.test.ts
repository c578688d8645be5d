import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { samples } from '../../src/bench/sample.ts';
import { ProverClient } from '../../src/prover/client.ts';
import { ProvingError } from '../../src/prover/error.ts';
import { readArtifacts } from '../../src/zk/artifacts.ts';
import { ProofVerifier } from '../../src/zk/verifier.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src/cli/main.ts');
/** Planted in what is sent: nothing of it may be found anywhere. */
const CANARY = 27182818284590452353602874713526624977n;

/** `openrsp prover serve`, with all that it prints. */
class ServingProcess {
  readonly child: ChildProcess;
  output = '';

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [MAIN, 'prover', 'serve', '--json', ...args], {
      env: { ...process.env, OPENRSP_PROVER: 'snarkjs', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  static async start(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<ServingProcess> {
    const serving = new ServingProcess(args, environment);
    await serving.says('listening');
    return serving;
  }

  async says(word: string): Promise<void> {
    while (!this.output.includes(`"kind":"${word}"`)) {
      if (this.child.exitCode !== null) throw new Error(this.output);
      await sleep(20);
    }
  }

  get place(): string {
    return /"place":"([^"]+)"/.exec(this.output)![1]!;
  }

  /** Process ids of its children. */
  children(): number[] {
    const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(this.child.pid)], { encoding: 'utf8' });
    return stdout.trim().split(/\s+/).filter(Boolean).map(Number);
  }

  async stop(signal: NodeJS.Signals): Promise<[number | null, string | null]> {
    if (this.child.exitCode !== null || this.child.signalCode !== null)
      return [this.child.exitCode, this.child.signalCode];
    const ended = once(this.child, 'close');
    this.child.kill(signal);
    return (await ended) as [number | null, string | null];
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
async function hasEnded(pid: number): Promise<boolean> {
  for (let i = 0; i < 500 && isAlive(pid); i++) await sleep(20);
  return !isAlive(pid);
}
const codeOf = async (proving: Promise<unknown>): Promise<string> => {
  const failure: unknown = await proving.catch((error: unknown) => error);
  return failure instanceof ProvingError ? failure.code : String(failure);
};

describe('openrsp prover serve', () => {
  let folder: string;
  let serving: ServingProcess | undefined;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'openrsp-prover-'))));
  afterEach(async () => {
    await serving?.stop('SIGKILL');
    serving = undefined;
    rmSync(folder, { recursive: true });
  });
  const socket = (): string => path.join(folder, 'p.sock');
  const start = async (args: readonly string[] = [], environment?: NodeJS.ProcessEnv): Promise<ServingProcess> =>
    (serving = await ServingProcess.start(
      ['--listen', socket(), '--circuits', 'revocation,authdigest', ...args],
      environment,
    ));

  it('proves for clients in parallel; each gets its own proof, and it verifies', async () => {
    await start();
    const client = new ProverClient(socket());
    const statements = [samples.revocation(), samples.authdigest(), samples.revocation()];
    const circuits = ['revocation', 'authdigest', 'revocation'];
    const phases: string[] = [];
    const positions: number[] = [];
    const proofs = await Promise.all(
      statements.map((statement, i) =>
        client.prove(circuits[i]!, statement, {
          onProgress: (phase) => phases.push(phase),
          onQueue: (position) => positions.push(position),
        }),
      ),
    );
    expect(positions).to.include.members([1, 2]);
    expect(phases).to.include.members(['witness', 'proof']);
    for (const [i, { proof, publicSignals, seconds }] of proofs.entries()) {
      expect(publicSignals).to.deep.equal(statements[i]!.publicSignals);
      expect(seconds).to.be.above(0);
      const { verificationKey } = await readArtifacts(circuits[i]!);
      const verifier = await ProofVerifier.of(JSON.parse(readFileSync(verificationKey, 'utf8')));
      expect(verifier.verify(publicSignals, proof)).to.equal(true);
    }
    expect(await serving!.stop('SIGTERM')).to.deep.equal([0, null]);
    expect(existsSync(socket())).to.equal(false);
  });

  it('warns at the start, and lets nothing of what it is sent come out', async () => {
    await start();
    expect(serving!.output).to.include('sees every secret of its users');
    const client = new ProverClient(socket());
    const { inputs, publicSignals } = samples.revocation();
    const { holderSecret: _, ...missing } = inputs;
    // A wrong secret breaks a constraint; the others are no inputs of the circuit; the last proves, but for another statement.
    const attempts = [
      ['CircuitRefusal', { inputs: { ...inputs, holderSecret: CANARY }, publicSignals }],
      ['InputsRefused', { inputs: { ...inputs, other: CANARY }, publicSignals }],
      ['InputsRefused', { inputs: { ...missing, x: CANARY }, publicSignals }],
      ['InputsRefused', { inputs: { ...inputs, holderSecret: [CANARY, CANARY] }, publicSignals }],
      ['ProofInvalid', { inputs, publicSignals: publicSignals.with(0, CANARY) }],
    ] as const;
    for (const [code, statement] of attempts) {
      const failure: unknown = await client.prove('revocation', statement).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ProvingError).with.property('code', code);
      expect(String(failure)).not.to.include(String(CANARY));
    }
    expect(await codeOf(client.prove('session', samples.revocation()))).to.equal('CircuitUnknown');
    // It goes on.
    await client.prove('revocation', samples.revocation());
    await serving!.stop('SIGTERM');
    const { holderSecret, ownRevKey, keyHash } = inputs;
    for (const secret of [CANARY, holderSecret as bigint, ownRevKey as bigint, keyHash as bigint]) {
      for (const text of [secret.toString(), secret.toString(16)]) {
        // 0x5eed is too short to be found by chance only in its decimal form.
        if (text.length > 4) expect(serving!.output).not.to.include(text);
      }
    }
    expect(serving!.output.match(/"outcome":"\w+"/g)).to.include.members([
      '"outcome":"proven"',
      '"outcome":"CircuitRefusal"',
    ]);
  });

  it('ends a proof at once when it is cancelled, with the process that made it, and proves the next', async () => {
    await start();
    const [engine] = serving!.children();
    const client = new ProverClient(socket());
    const abort = new AbortController();
    const reason = new Error('enough');
    const onProgress = (phase: string): void => {
      if (phase === 'proof') abort.abort(reason);
    };
    const failure: unknown = await client
      .prove('revocation', samples.revocation(), { signal: abort.signal, onProgress })
      .catch((error: unknown) => error);
    expect(failure).to.equal(reason);
    expect(await hasEnded(engine!)).to.equal(true);
    await client.prove('authdigest', samples.authdigest());
    expect(serving!.children()).to.have.length(1);
  });

  it('tells its clients when it is told to end, and ends', async () => {
    await start();
    const client = new ProverClient(socket());
    const codes = [1, 2].map(() => codeOf(client.prove('revocation', samples.revocation())));
    await serving!.says('request');
    await sleep(300);
    const [engine] = serving!.children();
    expect(await serving!.stop('SIGTERM')).to.deep.equal([0, null]);
    for (const code of await Promise.all(codes)) expect(code).to.be.oneOf(['Closed', 'Unreachable']);
    expect(await hasEnded(engine!)).to.equal(true);
  });

  it('leaves nothing behind when it is killed, and starts again in its place', async () => {
    await start();
    const client = new ProverClient(socket());
    const code = codeOf(client.prove('revocation', samples.revocation()));
    await serving!.says('request');
    const [engine] = serving!.children();
    await serving!.stop('SIGKILL');
    expect(await code).to.equal('Unreachable');
    expect(await hasEnded(engine!)).to.equal(true);
    expect(existsSync(socket())).to.equal(true);
    await start();
    await client.prove('authdigest', samples.authdigest());
  });

  it('goes on when the process that proves is killed', async () => {
    await start();
    const client = new ProverClient(socket());
    const [engine] = serving!.children();
    const onProgress = (phase: string): void => {
      if (phase === 'witness' && isAlive(engine!)) process.kill(engine!, 'SIGKILL');
    };
    expect(await codeOf(client.prove('revocation', samples.revocation(), { onProgress }))).to.equal('Fault');
    await client.prove('authdigest', samples.authdigest());
  });

  it('leaves no witness of rapidsnark’s behind, cancelled or killed', async () => {
    const [tmp, bin] = [path.join(folder, 'tmp'), path.join(folder, 'bin')];
    for (const each of [tmp, bin]) mkdirSync(each);
    const program = path.join(bin, 'rapidsnark');
    writeFileSync(program, `#!/bin/sh\necho $$ >'${folder}/pid'\nexec sleep 60\n`);
    chmodSync(program, 0o755);
    await start([], { TMPDIR: tmp, OPENRSP_PROVER: '', PATH: `${bin}${path.delimiter}${process.env.PATH}` });
    const client = new ProverClient(socket());
    const running = async (): Promise<number> => {
      while (!existsSync(path.join(folder, 'pid')) || readdirSync(tmp).length === 0) await sleep(20);
      await sleep(50);
      const pid = Number(readFileSync(path.join(folder, 'pid'), 'utf8'));
      rmSync(path.join(folder, 'pid'));
      return pid;
    };
    const abort = new AbortController();
    const first = client.prove('revocation', samples.revocation(), { signal: abort.signal }).catch(() => undefined);
    const cancelled = await running();
    abort.abort(new Error('enough'));
    await first;
    expect(await hasEnded(cancelled)).to.equal(true);
    expect(readdirSync(tmp)).to.deep.equal([]);

    const second = codeOf(client.prove('revocation', samples.revocation()));
    const killed = await running();
    await serving!.stop('SIGKILL');
    expect(await second).to.equal('Unreachable');
    expect(await hasEnded(killed)).to.equal(true);
    for (let i = 0; i < 200 && readdirSync(tmp).length > 0; i++) await sleep(20);
    expect(readdirSync(tmp)).to.deep.equal([]);
  });

  it('says in one sentence what is wrong', () => {
    const run = (...args: string[]): string => {
      const { status, stderr } = spawnSync(process.execPath, [MAIN, 'prover', 'serve', ...args], { encoding: 'utf8' });
      expect(status).to.equal(1);
      return stderr.trim().split('\n').at(-1)!;
    };
    expect(run('--listen', '0.0.0.0:0')).to.match(/can be reached from other machines.*--allow-remote/);
    expect(run('--listen', 'nowhere')).to.include('is neither a path');
    expect(run('--circuits', 'none', '--listen', socket())).to.include('"none"');
    expect(run('--circuits', 'authdigest', '--memory', '5', '--listen', socket())).to.match(
      /[Tt]he keys of the circuit "authdigest" take 2\d MB of memory; the limit is 5 MB/,
    );
    expect(run('--circuits', '../x')).to.include('Names of circuits');
    expect(run('--memory', '0')).to.include('A number of MB');
  });
});
