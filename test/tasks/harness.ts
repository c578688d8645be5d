import path from 'node:path';
import { createHardhatRuntimeEnvironment, importUserConfig } from 'hardhat/hre';
import type { NetworkUserConfig } from 'hardhat/types/config';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';

const root = path.resolve(import.meta.dirname, '../..');

/** The project's Hardhat with further networks, and `network` as if given by --network. */
export async function hardhat(
  networks: Record<string, NetworkUserConfig> = {},
  network?: string,
): Promise<HardhatRuntimeEnvironment> {
  const config = await importUserConfig(path.join(root, 'hardhat.config.ts'));
  return createHardhatRuntimeEnvironment(
    { ...config, networks: { ...config.networks, ...networks } },
    network === undefined ? {} : { network },
    root,
  );
}

export interface TaskRun {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a task as the command line does, and collects what it prints. */
export async function runTask(
  hre: HardhatRuntimeEnvironment,
  id: string | string[],
  args: Record<string, unknown> = {},
): Promise<TaskRun> {
  const printed = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const write = stream.write.bind(stream);
    stream.write = (chunk: string | Uint8Array) => {
      printed[name] += chunk.toString();
      return true;
    };
    return () => (stream.write = write);
  });
  try {
    const result = (await hre.tasks.getTask(id).run(args)) as { success: boolean };
    return { success: result.success, ...printed };
  } finally {
    for (const undo of restore) undo();
  }
}

export interface ServedChain {
  readonly url: string;
  /** Sends JSON-RPC to the chain. */
  rpc(method: string, ...params: unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

/** A chain behind JSON-RPC, as `hardhat node` starts it. */
export async function serveChain(network: NetworkUserConfig): Promise<ServedChain> {
  const hre = await hardhat({ served: network });
  const server = await hre.network.createServer('served', '127.0.0.1', 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  return {
    url,
    async rpc(method, ...params) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } };
      if (error !== undefined) throw new Error(error.message);
      return result;
    },
    close: () => server.close(),
  };
}
