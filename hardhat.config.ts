import { fileURLToPath } from 'node:url';
import hardhatToolboxMochaEthers from '@nomicfoundation/hardhat-toolbox-mocha-ethers';
import { configVariable, defineConfig } from 'hardhat/config';
import { tasks } from './tasks/index.ts';

const solc = { version: '0.8.37', path: fileURLToPath(import.meta.resolve('solc/soljson.js')) };
const settings = { viaIR: true, optimizer: { enabled: true, runs: 1_000 }, evmVersion: 'osaka' };
// Straight-line code on the stack: the IR pipeline would move its variables to memory.
const poseidon = { ...solc, settings: { optimizer: { enabled: true, runs: 1_000_000 }, evmVersion: 'osaka' } };
const poseidonFiles = ['Nodes', 'Values'].map((name) => `contracts/poseidon/Poseidon${name}.sol`);

const coverage = process.env.OPENRSP_COVERAGE === '1';

export default defineConfig({
  plugins: [hardhatToolboxMochaEthers],
  tasks,
  solidity: {
    npmFilesToBuild: ['@openzeppelin/contracts/access/manager/AccessManager.sol'],
    compilers: [{ ...solc, settings }],
    overrides: Object.fromEntries(poseidonFiles.map((file) => [file, poseidon])),
  },
  paths: {
    tests: { mocha: 'test/contracts', solidity: 'test/contracts' },
    // Instrumented contracts must never lie where those to be deployed are looked for.
    ...(coverage ? { artifacts: 'build/coverage/artifacts', cache: 'build/coverage/cache' } : {}),
  },
  networks: {
    default: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka', initialDate: '2026-01-15T00:00:00Z' },
    localhost: { type: 'http', chainType: 'l1', url: 'http://127.0.0.1:8545' },
    // Any other chain: variables of the environment, or Hardhat's encrypted keystore (hardhat keystore set …).
    remote: {
      type: 'http',
      chainType: 'l1',
      url: configVariable('OPENRSP_RPC_URL'),
      accounts: [configVariable('OPENRSP_PRIVATE_KEY')],
    },
  },
});
