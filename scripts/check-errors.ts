// Lists every custom error of contracts/interfaces with the tests that trigger it; fails when one is triggered by none, or thrown by no contract.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { assertedErrors } from './asserted-errors.ts';

const root = path.resolve(import.meta.dirname, '..');

interface Artifact {
  readonly contractName: string;
  readonly abi: readonly { readonly type: string; readonly name?: string }[];
}

const errorsOf = (pattern: string): Map<string, string[]> => {
  const errors = new Map<string, string[]>();
  for (const file of globSync(pattern, { cwd: path.join(root, 'artifacts', 'contracts') }).sort()) {
    const { contractName, abi } = JSON.parse(
      readFileSync(path.join(root, 'artifacts', 'contracts', file), 'utf8'),
    ) as Artifact;
    for (const { type, name } of abi) {
      if (type === 'error' && name !== undefined) errors.set(name, [...(errors.get(name) ?? []), contractName]);
    }
  }
  return errors;
};

const declared = errorsOf('interfaces/*.sol/*.json');
const thrown = errorsOf('{*,certificates/*,revocation/*}.sol/*.json');
if (declared.size === 0) {
  console.error('There are no compiled contracts in artifacts/. Run: npx hardhat build');
  process.exit(1);
}

const tests = new Map<string, string[]>();
for (const file of globSync('test/contracts/**/*.test.ts', { cwd: root }).sort()) {
  const source = readFileSync(path.join(root, file), 'utf8');
  for (const name of assertedErrors(source)) tests.set(name, [...(tests.get(name) ?? []), file]);
}

const missing: string[] = [];
for (const [name, interfaces] of [...declared].sort(([a], [b]) => a.localeCompare(b))) {
  const files = tests.get(name) ?? [];
  console.log(`${name.padEnd(28)} ${(interfaces[0] ?? '').padEnd(22)} ${files.join(', ')}`);
  if (files.length === 0) missing.push(`${name} is triggered by no test`);
  if (!thrown.has(name)) missing.push(`${name} is thrown by no contract`);
}
for (const line of missing) console.error(line);
console.log(`${declared.size} custom errors, ${missing.length} problems`);
if (missing.length > 0) process.exitCode = 1;
