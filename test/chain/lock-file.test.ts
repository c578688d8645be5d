import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { withLockFile } from '../../src/chain/lock-file.ts';

describe('withLockFile', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'openrsp-test-'));
    file = path.join(folder, 'deep', 'network.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const attempt = (): Promise<unknown> => withLockFile(file, () => Promise.resolve('done')).catch(String);
  const leave = async (content: string): Promise<void> => {
    await attempt();
    writeFileSync(file, content);
  };

  it('names this process while the work lasts, and leaves nothing', async () => {
    const seen = await withLockFile(file, () => Promise.resolve(readFileSync(file, 'utf8')));
    expect(seen).to.equal(`${process.pid}\n`);
    expect(readdirSync(path.dirname(file))).to.deep.equal([]);
  });

  it('leaves nothing when the work fails, and passes its error on', async () => {
    const failure = await withLockFile(file, () => Promise.reject(new Error('broken'))).catch(String);
    expect(failure).to.equal('Error: broken');
    expect(existsSync(file)).to.equal(false);
  });

  it('refuses a second one while the first one works, and does not touch its file', async () => {
    const second = await withLockFile(file, async () => {
      const refused = await attempt();
      expect(existsSync(file)).to.equal(true);
      return refused;
    });
    expect(second).to.match(
      new RegExp(`network.lock says that process ${process.pid} is deploying .*; wait for its end, or remove the file`),
    );
    expect(await attempt()).to.equal('done');
  });

  it('takes over what a dead process left', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await leave(`${pid}\n`);
    expect(await attempt()).to.equal('done');
    expect(readdirSync(path.dirname(file))).to.deep.equal([]);
  });

  it('lets one of many take over what a dead process left', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await leave(`${pid}\n`);
    let working = 0;
    const work = async (): Promise<number> => {
      const atOnce = ++working;
      await new Promise((resolve) => setTimeout(resolve, 20));
      working--;
      return atOnce;
    };
    const results = await Promise.allSettled([1, 2, 3].map(() => withLockFile(file, work)));
    expect(results.filter(({ status }) => status === 'fulfilled')).to.deep.equal([{ status: 'fulfilled', value: 1 }]);
  });

  for (const content of ['', 'somebody', '-1', '0', '1']) {
    it(`does not take over a file with "${content}", which is of no process known to be dead`, async () => {
      await leave(content);
      expect(await attempt()).to.match(/is deploying to this network; wait for its end, or remove the file/);
      expect(readFileSync(file, 'utf8')).to.equal(content);
    });
  }
});
