import { emptyTask, task } from 'hardhat/config';
import type { NewTaskDefinition } from 'hardhat/types/tasks';

const file = { name: 'file', description: "A CI's certificate (DER or PEM)" } as const;
const dryRun = { name: 'dryRun', description: 'Say what would be done, send nothing' } as const;
const json = { name: 'json', description: 'Print JSON' } as const;

export const anchorGroup = emptyTask('anchor', 'Trust anchors: the Certificate Issuers (CI) that are accepted').build();

export const anchorTasks: NewTaskDefinition[] = [
  task(['anchor', 'add'], 'Adds a CI as a trust anchor (governor; run it again after the delay, where there is one)')
    .addPositionalArgument(file)
    .addFlag(dryRun)
    .addFlag(json)
    .setAction(() => import('./add.ts'))
    .build(),
  task(['anchor', 'list'], 'Lists the trust anchors')
    .addFlag(json)
    .setAction(() => import('./list.ts'))
    .build(),
  task(['anchor', 'remove'], 'Removes a trust anchor and all below it, for good (revoker)')
    .addPositionalArgument(file)
    .addFlag(dryRun)
    .addFlag(json)
    .setAction(() => import('./remove.ts'))
    .build(),
];
