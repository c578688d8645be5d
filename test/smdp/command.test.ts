import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { mintPki } from '../../src/pki/mint/pki.ts';
import { writePki } from '../../src/pki/mint/store.ts';
import { parseActivationCode } from '../../src/rsp/activation-code.ts';
import { transactionKey } from '../../src/smdp/session/session.ts';
import { sqliteStore } from '../../src/smdp/store/sqlite.ts';
import { es9Client, fetched } from './support/es9-client.ts';
import { ADDRESS } from './support/fixture.ts';
import { smallTemplate } from './support/profile.ts';
import { ServingProcess } from './support/serving-process.ts';
import { TestEuicc } from './support/test-euicc.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('openrsp smdp', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smdp-command-'));
    writeFileSync(path.join(folder, 'small.der'), smallTemplate());
    writeFileSync(
      path.join(folder, 'subscriber.json'),
      JSON.stringify({ imsi: '001010123456789', ki: 'ab'.repeat(16) }),
    );
    writeFileSync(path.join(folder, 'wrong.json'), '{"ki":"CANARY"}');
  });
  after(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]) => {
    const command = [path.join(root, 'src/cli/main.ts'), 'smdp', ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const order = (...args: string[]) => run('order', '--address', ADDRESS, '--template', 'small', ...args);

  it('imports a template, orders, shows the activation code and its QR code, and lists', () => {
    expect(run('import', 'small.der', '--name', 'small').stdout).to.include('8949449999999990023');
    const shown = order('--subscriber', 'subscriber.json', '--confirmation-code', '1');
    expect(shown.status, shown.stderr).to.equal(0);
    const [code = '', ...qr] = shown.stdout.trim().split('\n');
    expect(parseActivationCode(code)).to.include({ smdpAddress: ADDRESS, confirmationCodeRequired: true });
    expect(qr.length).to.be.greaterThan(10);
    expect(qr.join('')).to.match(/^[█▀▄ ]+$/);
    const json = JSON.parse(order('--iccid', '8900012345678901234', '--days', '3', '--json').stdout) as Record<
      string,
      string
    >;
    expect(parseActivationCode(json['activationCode']!).matchingId).to.equal(json['matchingId']);
    expect(json).to.include({ state: 'Released', iccid: '8900012345678901234' });
    const listed = JSON.parse(run('orders', '--json').stdout) as unknown[];
    expect(listed).to.have.length(2);
    expect(run('orders').stdout.trim().split('\n')).to.have.length(2);
  });

  it('keeps as many sessions of chips that did not authenticate as it is told to', async () => {
    const pki = mintPki({ seed: 'command' });
    const [certificates, file] = [path.join(folder, 'pki'), path.join(folder, 'limited.sqlite')];
    writePki(pki, certificates);
    const args = ['--address', ADDRESS, '--certificates', certificates, '--store', file];
    const server = await ServingProcess.start([...args, '--unauthenticated-sessions', '2']);
    const chip = new TestEuicc(pki.euiccs[0], pki.ci.certificate.subjectKeyIdentifier!);
    const begun: string[] = [];
    for (let i = 0; i < 3; i++) {
      const request = chip.initiateAuthentication(ADDRESS);
      const { transactionId } = await es9Client(fetched(server.url)).initiateAuthentication(request);
      begun.push(transactionKey(transactionId));
    }
    await server.stop('SIGTERM');
    const store = sqliteStore(file);
    expect(store.sessions.all().map(({ transactionId }) => transactionId)).to.deep.equal(begun.slice(1));
    store.close();
    for (const wrong of ['0', '-1', 'many']) {
      expect(run('serve', ...args, '--unauthenticated-sessions', wrong).stderr).to.include('A number of sessions');
    }
  });

  it('says in one sentence what is wrong', () => {
    const cases = [
      [run('import', 'small.der', '--name', 'small'), '[Duplicate]'],
      [run('import', 'none.der', '--name', 'other'), 'none.der'],
      [run('import', 'wrong.json', '--name', 'other'), '[Template]'],
      [order(), '[Duplicate]'],
      [order('--iccid', '12'), '[Iccid]'],
      [order('--iccid', '8900012345678901235', '--eid', '1'), '[Eid]'],
      [order('--iccid', '8900012345678901235', '--by-eid'), '[OrderValue]'],
      [order('--subscriber', 'wrong.json'), '[OrderValue]'],
      [run('serve', '--address', ADDRESS, '--certificates', folder), '[Configuration]'],
      [run('serve', '--address', ADDRESS, '--certificates', folder, '--tls-key', 'x'), 'both'],
    ] as const;
    for (const [{ status, stderr, stdout }, mention] of cases) {
      expect(status, mention).to.equal(1);
      expect(stderr.trim().split('\n'), stderr).to.have.length(1);
      expect(stderr).to.include(mention);
      expect(stderr + stdout).not.to.include('CANARY');
    }
  });
});
