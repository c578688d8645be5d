import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { explain } from '../../src/sdk/explain.ts';
import { connect, signerFor } from '../../tasks/connection.ts';
import { hardhat, runTask } from './harness.ts';

interface Request {
  readonly id: number;
  readonly method: string;
}
interface Answer {
  readonly status: number;
  readonly body: string;
}

const KEY = `0x${'11'.repeat(32)}`;
/** What an address may hold besides the host, none of which belongs in a message. */
const SECRETS = ['alice', 'hunter2', 'api-key-1', 'token-2'];

describe('faults of a node', () => {
  let server: Server;
  /** Undefined: the connection is broken off. */
  let answer: (request: Request) => Answer | undefined;
  let origin: string;
  const environment = process.env;

  before(async () => {
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (data: Buffer) => (text += data.toString()));
      request.on('end', () => {
        const content = answer(JSON.parse(text) as Request);
        if (content === undefined) response.destroy();
        // Longer than Hardhat would wait to try again.
        else response.writeHead(content.status, { 'retry-after': '60' }).end(content.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    process.env = { ...environment };
  });
  afterEach(() => {
    process.env = environment;
  });

  const at = (host: string): Promise<HardhatRuntimeEnvironment> =>
    hardhat(
      { faulty: { type: 'http', url: `http://alice:hunter2@${host}/v2/api-key-1?x=token-2`, accounts: [KEY] } },
      'faulty',
    );
  /** One sentence that shows no secret. */
  const checked = (sentence: string): string => {
    for (const secret of [...SECRETS, KEY.slice(2)]) expect(sentence).not.to.contain(secret);
    expect(sentence.trimEnd()).not.to.contain('\n');
    return sentence;
  };
  const listed = async (hre: HardhatRuntimeEnvironment): Promise<string> => {
    const { success, stdout, stderr } = await runTask(hre, ['anchor', 'list']);
    expect(success).to.equal(false);
    expect(stdout).to.equal('');
    return checked(stderr);
  };

  for (const [status, words] of [
    [429, /HTTP 429 \(Too Many Requests\): it was asked too often; wait a while and try again, or use another node/],
    [503, /HTTP 503 \(Service Unavailable\): it has a fault of its own; try again later, or use another node/],
    [401, /HTTP 401 \(Unauthorized\); check the address, with the key that may be part of it/],
  ] as const) {
    it(`says that the node answers with HTTP ${status}`, async () => {
      answer = () => ({ status, body: `<html>/v2/api-key-1 token-2</html>` });
      const sentence = await listed(await at(origin));
      expect(sentence).to.match(words);
      expect(sentence).to.contain(`The node at http://${origin} answers`);
    });
  }

  it('says that the node refuses by its limits', async () => {
    answer = ({ id }) => ({
      status: 200,
      body: JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32005, message: 'daily request count exceeded' } }),
    });
    expect(await listed(await at(origin))).to.match(
      /^The node refuses by its limits \(daily request count exceeded\); wait a while/,
    );
  });

  it('says that what answers is no node, without repeating what it says', async () => {
    answer = () => ({ status: 200, body: 'Cannot POST /v2/api-key-1' });
    expect(await listed(await at(origin))).to.match(
      /^The node answers with 25 characters that are no JSON-RPC; check that its address .* is an RPC node's/,
    );
  });

  it('says that the node breaks off, and that nobody listens', async () => {
    answer = () => undefined;
    expect(await listed(await at(origin))).to.match(
      /^The node at http:\/\/127\.0\.0\.1:\d+ cannot be reached \([A-Z_]+\); check its address and the connection/,
    );
    // Port 9 (discard) is closed.
    expect(await listed(await at('127.0.0.1:9'))).to.match(
      /^The node of the network "faulty" at http:\/\/127\.0\.0\.1:9 does not answer; start it/,
    );
  });

  for (const [message, words] of [
    [
      'nonce too low: next nonce 5, tx nonce 1',
      /^Another transaction of the sender came first \(nonce too low: next nonce 5, tx nonce 1\); run/,
    ],
    [
      'replacement transaction underpriced',
      /waits under the same number \(replacement transaction underpriced\); wait until/,
    ],
    ['already known', /waits under the same number \(already known\); wait until/],
    ['nonce too high', /^An earlier transaction of the sender is missing \(nonce too high\); wait until/],
    [
      'nonce too low at https://alice:hunter2@node.example/v2/api-key-1',
      /\(nonce too low at https:\/\/node\.example\)/,
    ],
  ] as const) {
    it(`says what to do when a node refuses a transaction with "${message.slice(0, 30)}"`, async () => {
      answer = ({ id, method }) => {
        const result = method === 'eth_getBlockByNumber' ? null : '0x1';
        const refusal = { error: { code: -32000, message } };
        const content = method === 'eth_sendRawTransaction' ? refusal : { result };
        return { status: 200, body: JSON.stringify({ jsonrpc: '2.0', id, ...content }) };
      };
      const signer = await signerFor(await connect(await at(origin)), undefined, 'the sender');
      const transaction = { to: await signer.getAddress(), gasLimit: 21_000, gasPrice: 1n, type: 0 };
      const error: unknown = await signer.sendTransaction(transaction).catch((failure: unknown) => failure);
      expect(checked(explain(error) ?? '')).to.match(words);
    });
  }

  it('says which variable of the environment is missing or wrong, and never what it holds', async () => {
    delete process.env.OPENRSP_RPC_URL;
    delete process.env.OPENRSP_PRIVATE_KEY;
    expect(await listed(await hardhat({}, 'remote'))).to.match(
      /^OPENRSP_RPC_URL is not set; give it in the environment, or .* keystore set OPENRSP_RPC_URL/,
    );
    process.env.OPENRSP_RPC_URL = 'api-key-1';
    expect(await listed(await hardhat({}, 'remote'))).to.match(/^OPENRSP_RPC_URL is set, but to no URL; give it/);
    process.env.OPENRSP_RPC_URL = `http://${origin}/api-key-1`;
    expect(await listed(await hardhat({}, 'remote'))).to.match(
      /^OPENRSP_PRIVATE_KEY is not set; give it in the environment, or .* keystore set OPENRSP_PRIVATE_KEY/,
    );
    process.env.OPENRSP_PRIVATE_KEY = 'hunter2';
    expect(await listed(await hardhat({}, 'remote'))).to.match(/^OPENRSP_PRIVATE_KEY is set, but to no hex/);
    for (const wrong of ['0x1234567890abcdef', `0x${'00'.repeat(32)}`, `0x${'ff'.repeat(32)}`]) {
      process.env.OPENRSP_PRIVATE_KEY = wrong;
      const sentence = await listed(await hardhat({}, 'remote'));
      expect(sentence).to.match(/^OPENRSP_PRIVATE_KEY of the network "remote" is no private key \(64 hex.*set it anew/);
      expect(sentence).not.to.contain(wrong.slice(2));
    }
  });
});
