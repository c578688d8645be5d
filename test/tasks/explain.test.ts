import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { ChainError } from '../../src/chain/chain-error.ts';
import { PkiError } from '../../src/pki/error.ts';
import { explain } from '../../src/sdk/explain.ts';
import { SdkError } from '../../src/sdk/sdk-error.ts';
import { readArtifacts } from '../../src/zk/artifacts.ts';
import { CircuitRefusal } from '../../src/zk/circuit-refusal.ts';
import { buildTinyCircuit, CIRCUIT } from '../zk/tiny-circuit.ts';

describe('explain', () => {
  it('puts into one sentence what the user can mend', () => {
    expect(explain(new ChainError('No such chain; choose another'))).to.equal('No such chain; choose another');
    expect(explain(new SdkError('no such file; give one'))).to.equal('No such file; give one');
    expect(explain(new PkiError('Expired', 'it ended; get another.'))).to.equal('It ended; get another. [Expired]');
    expect(explain(new CircuitRefusal('a constraint does not hold'))).to.equal('A constraint does not hold');
  });

  it('names stale artifacts and the command that renews them', async () => {
    const tiny = await buildTinyCircuit();
    try {
      const missing: unknown = await readArtifacts('missing', tiny.places).catch((error: unknown) => error);
      expect(explain(missing)).to.match(/^The circuit "missing" is not built \(.*\); run: \.\/openrsp build$/);
      appendFileSync(path.join(tiny.folder, `${CIRCUIT}.zkey`), 'x');
      const stale: unknown = await readArtifacts(CIRCUIT, tiny.places).catch((error: unknown) => error);
      expect(explain(stale)).to.match(/product\.zkey has the SHA-256 .*; run: \.\/openrsp build$/);
    } finally {
      tiny.remove();
    }
  });

  it('leaves bugs what they are', () => {
    expect(explain(new TypeError('x is not a function'))).to.equal(undefined);
    expect(explain('text')).to.equal(undefined);
  });

  it('knows the errors of nodes', () => {
    const error = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);
    expect(explain(error('insufficient funds for gas'))).to.match(/has not enough funds .*--from/);
    expect(explain(error('connect', { code: 'ECONNREFUSED' }))).to.match(/The node of the network does not answer/);
    expect(explain(error('Request timed out', { name: 'ProviderError' }))).to.match(/did not answer in time/);
    expect(explain(error('execution reverted'))).to.match(/The transaction was reverted/);
  });
});
