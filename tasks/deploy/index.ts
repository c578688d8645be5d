import { task } from 'hardhat/config';
import { ArgumentType } from 'hardhat/types/arguments';
import type { NewTaskDefinition } from 'hardhat/types/tasks';

export const deployTasks: NewTaskDefinition[] = [
  task(
    'deploy',
    'Deploys what is not deployed yet and writes deployments/<network>.json; safe to repeat and to interrupt',
  )
    .addOption({ name: 'realm', description: '"test" or "production"', defaultValue: 'test' })
    .addOption({
      name: 'from',
      description: "Deploying account; default: the network's first",
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addOption({
      name: 'governor',
      description: 'Account that adds anchors and verifiers; on a local chain by default its second',
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addOption({
      name: 'admin',
      description: 'Account that grants roles; default: the governor, from which a production realm wants it to differ',
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addOption({
      name: 'guardian',
      description: 'Account that may pause; on a local chain by default its third',
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addOption({
      name: 'revoker',
      description: 'Account that may remove anchors at once; default: the governor',
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addOption({
      name: 'delay',
      description:
        'Seconds between an announcement of governor or administrator and its effect; default: 0 on a local chain, else 172800',
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addFlag({
      name: 'allowDevKeys',
      description: 'Deploy verifiers of development keys to a chain that is not local',
    })
    .addFlag({ name: 'dryRun', description: 'Say what would be sent, send nothing' })
    .addFlag({ name: 'json', description: 'Print JSON' })
    .setAction(() => import('./deploy.ts'))
    .build(),
];
