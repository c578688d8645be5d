import { emptyTask, task } from 'hardhat/config';
import { ArgumentType } from 'hardhat/types/arguments';
import type { NewTaskDefinition } from 'hardhat/types/tasks';

export const pkiGroup = emptyTask('pki', 'Test certificates').build();

export const pkiTasks: NewTaskDefinition[] = [
  task(['pki', 'mint'], 'Mints CI, sub-CI, EUMs, eUICCs, SM-DP+ and SM-DS certificates and CRLs into a new folder')
    .addPositionalArgument({ name: 'folder', description: 'Must not exist yet' })
    .addOption({ name: 'euiccs', description: 'How many eUICCs', type: ArgumentType.INT, defaultValue: 1 })
    .addOption({
      name: 'notBefore',
      description: 'First day of validity, e.g. 2026-01-15; default: today',
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addFlag({ name: 'negative', description: 'Also certificates that must be refused' })
    .addFlag({ name: 'dryRun', description: 'Write nothing' })
    .addFlag({ name: 'json', description: 'Print JSON' })
    .setAction(() => import('./mint.ts'))
    .build(),
];
