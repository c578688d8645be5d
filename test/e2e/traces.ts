interface StructLog {
  readonly op: string;
  readonly stack: readonly string[];
}

interface Rpc {
  send(method: string, params: unknown[]): Promise<unknown>;
}

/** Everything that a chain's transactions left in public: calldata, log topics and data, and values written to storage; as hex. */
export async function publicTraces(provider: Rpc): Promise<string[]> {
  const found: string[] = [];
  const last = Number(await provider.send('eth_blockNumber', []));
  for (let number = 1; number <= last; number++) {
    const block = (await provider.send('eth_getBlockByNumber', [`0x${number.toString(16)}`, true])) as {
      transactions: { hash: string; input: string; to: string | null }[];
    };
    for (const { hash, input, to } of block.transactions) {
      const receipt = (await provider.send('eth_getTransactionReceipt', [hash])) as {
        logs: { topics: string[]; data: string }[];
      };
      found.push(input, ...receipt.logs.flatMap(({ topics, data }) => [...topics, data]));
      if (to !== null) found.push(...(await storageWrites(provider, hash)));
    }
  }
  return found.map((hex) => hex.replace(/^0x/, '').toLowerCase());
}

async function storageWrites(provider: Rpc, hash: string): Promise<string[]> {
  const { structLogs } = (await provider.send('debug_traceTransaction', [
    hash,
    { disableMemory: true, disableStorage: true, disableStack: false },
  ])) as { structLogs: StructLog[] };
  return structLogs
    .filter(({ op }) => op === 'SSTORE')
    .flatMap(({ stack }) => stack.slice(-2).map((word) => word.replace(/^0x/, '').padStart(64, '0')));
}
