import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ProvingError } from '../../src/prover/error.ts';
import { defaultPlace, isLocal, parsePlace, placeText } from '../../src/prover/place.ts';
import { serveProver } from '../../src/prover/serve.ts';

describe('places of a prover', () => {
  it('are a path, or a host and a port', () => {
    expect(parsePlace('/run/prover.sock')).to.deep.equal({ kind: 'socket', file: '/run/prover.sock' });
    expect(parsePlace('./p.sock')).to.deep.equal({ kind: 'socket', file: path.resolve('p.sock') });
    for (const text of ['127.0.0.1:8080', 'localhost:1', '[::1]:9', 'prover.example.com:443']) {
      expect(placeText(parsePlace(text))).to.equal(text);
    }
    for (const text of ['', '8080', 'host', 'host:', ':80', '::1:80', '[::1]', 'host:65536', 'host:80x', 'a:b:1']) {
      expect(() => parsePlace(text), text).to.throw(ProvingError, 'is neither a path');
    }
  });

  it('are local where no other machine reaches them', () => {
    for (const text of ['/run/p', '127.0.0.1:1', '127.255.3.4:1', 'localhost:1', '[::1]:1']) {
      expect(isLocal(parsePlace(text)), text).to.equal(true);
    }
    for (const text of ['0.0.0.0:1', '[::]:1', '10.0.0.1:1', '127.0.0.1.example.com:1', '128.0.0.1:1', 'host:1']) {
      expect(isLocal(parsePlace(text)), text).to.equal(false);
    }
  });

  it('are refused where others reach them, unless that is allowed', async () => {
    for (const text of ['0.0.0.0:0', '[::]:0', '192.0.2.1:0']) {
      const place = parsePlace(text);
      const failure: unknown = await serveProver({ place, memory: 1, circuits: [], log: () => undefined }).catch(
        (error: unknown) => error,
      );
      expect(failure).to.be.instanceOf(ProvingError).with.property('code', 'Forbidden');
      expect(String(failure)).to.match(/sees every secret of its users.*--allow-remote/);
    }
    const place = parsePlace('0.0.0.0:0');
    const prover = await serveProver({ place, memory: 1, circuits: [], allowRemote: true, log: () => undefined });
    expect(prover.place).to.match(/^0\.0\.0\.0:[1-9]/);
    await prover.close();
  });

  it('are by default in a folder that is the user’s alone', () => {
    const base = mkdtempSync(path.join(os.tmpdir(), 'openrsp-place-'));
    const before = process.env.TMPDIR;
    process.env.TMPDIR = base;
    try {
      expect(defaultPlace({ XDG_RUNTIME_DIR: '/run/user/7' })).to.deep.equal({
        kind: 'socket',
        file: '/run/user/7/openrsp-prover.sock',
      });
      const folder = path.join(base, `openrsp-${os.userInfo().uid}`);
      expect(defaultPlace({})).to.deep.equal({ kind: 'socket', file: path.join(folder, 'prover.sock') });
      expect(defaultPlace({ XDG_RUNTIME_DIR: 'relative' })).to.have.property('kind', 'socket');
      chmodSync(folder, 0o755);
      expect(() => defaultPlace({})).to.throw(ProvingError, 'is not yours alone');
      rmSync(folder, { recursive: true });
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      rmSync(base, { recursive: true });
    }
  });
});
