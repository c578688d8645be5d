import { expect } from 'chai';
import type { DeploymentSettings } from '../../src/chain/deployment.ts';
import { connect, type Connection } from '../../tasks/connection.ts';
import { deploymentSettings, type DeployArguments, type VerifyingKeyFacts } from '../../tasks/deploy/settings.ts';
import { noKeyHashes } from './fixture.ts';
import { hardhat } from './harness.ts';

const [deployer, governor, admin, guardian, revoker] = ['11', '22', '33', '44', '55'].map(
  (octet) => `0x${octet.repeat(20)}`,
) as [string, string, string, string, string];
const DAY = 86_400;

const developmentKey: VerifyingKeyFacts = { verifyingKeyHashes: noKeyHashes, developmentKey: true };
const ceremonyKey: VerifyingKeyFacts = { ...developmentKey, developmentKey: false };

describe('settings of a deployment', () => {
  let local: Connection;
  let remote: Connection;
  before(async () => {
    local = await connect(await hardhat());
    remote = { ...local, network: 'remote', chainId: 11155111n, isLocal: false };
  });

  const none = { governor: undefined, admin: undefined, guardian: undefined, revoker: undefined, delay: undefined };
  const onTestNet = (changes: Partial<DeployArguments>): Promise<DeploymentSettings> => {
    const args = { ...none, realm: 'test', governor, guardian, allowDevKeys: true, ...changes };
    return deploymentSettings(remote, deployer, args, developmentKey);
  };
  const inProduction = (changes: Partial<DeployArguments>, connection = remote): Promise<DeploymentSettings> => {
    const args = { ...none, realm: 'production', governor, admin, guardian, revoker, allowDevKeys: false, ...changes };
    return deploymentSettings(connection, deployer, args, ceremonyKey);
  };
  const refusal = async (settings: Promise<DeploymentSettings>): Promise<string> =>
    settings.then((accepted) => `accepted ${JSON.stringify(accepted)}`, String);

  it('makes the governor administrator and revoker where nobody else is named', async () => {
    const settings = await onTestNet({});
    expect(settings).to.include({ governor, admin: governor, guardian, revoker: governor, governanceDelay: 2 * DAY });
    expect(await onTestNet({ admin, revoker })).to.include({ governor, admin, revoker });
  });

  it('lets a test realm act without delay, on a chain of its own with one account for all', async () => {
    expect((await onTestNet({ delay: '0' })).governanceDelay).to.equal(0);
    const args = { ...none, realm: 'test', governor, guardian: governor, allowDevKeys: false };
    const settings = await deploymentSettings(local, deployer, args, developmentKey);
    expect(settings).to.include({ governor, admin: governor, guardian: governor, governanceDelay: 0 });
  });

  it('refuses a guardian who is governor or administrator off a local chain [S27]', async () => {
    for (const attempt of [onTestNet({ guardian: governor }), inProduction({ guardian: governor })]) {
      expect(await refusal(attempt)).to.equal(
        `ChainError: The guardian ${governor} is the governor too, whom it is to stop; give --guardian another account`,
      );
    }
    for (const attempt of [onTestNet({ admin, guardian: admin }), inProduction({ guardian: admin })]) {
      expect(await refusal(attempt)).to.match(/The guardian 0x33.* is the admin too, .*; give --guardian another/);
    }
  });

  it('refuses a production realm whose administrator is the governor [S27]', async () => {
    for (const attempt of [inProduction({ admin: undefined }), inProduction({ admin: governor })]) {
      expect(await refusal(attempt)).to.match(/The admin 0x22.* is the governor too, .*; give --admin another account/);
    }
  });

  it('refuses a production realm with a delay below one day [S27]', async () => {
    for (const delay of ['0', '3600', String(DAY - 1)]) {
      expect(await refusal(inProduction({ delay }))).to.match(
        new RegExp(`A delay of ${delay} s leaves .* no time to look; give --delay at least 86400$`),
      );
    }
    expect((await inProduction({ delay: String(DAY) })).governanceDelay).to.equal(DAY);
    expect((await inProduction({})).governanceDelay).to.equal(2 * DAY);
  });

  it('asks as much of a production realm on a local chain', async () => {
    expect(await refusal(inProduction({}, local))).to.match(/A delay of 0 s/);
    expect(await refusal(inProduction({ guardian: governor, delay: String(DAY) }, local))).to.match(/The guardian/);
  });

  it('refuses the deploying account and nobody in every role [S27]', async () => {
    const nobody = `0x${'00'.repeat(20)}`;
    for (const role of ['governor', 'admin', 'guardian', 'revoker']) {
      expect(await refusal(onTestNet({ [role]: deployer }))).to.match(
        new RegExp(`The ${role} ${deployer} is the deploying account, .*; give --${role} another account`),
      );
      expect(await refusal(onTestNet({ [role]: nobody }))).to.match(
        new RegExp(`The ${role} ${nobody} is nobody's account; give --${role} an account`),
      );
    }
  });
});
