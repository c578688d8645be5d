import { task } from 'hardhat/config';
import { ArgumentType } from 'hardhat/types/arguments';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { anchorGroup, anchorTasks } from './anchor/index.ts';
import { certificateGroup, certificateTasks } from './certificate/index.ts';
import { crlGroup, crlTasks } from './crl/index.ts';
import { chipGroup, chipTasks } from './chip/index.ts';
import { deployTasks } from './deploy/index.ts';
import { pkiGroup, pkiTasks } from './pki/index.ts';

const revoke = task('revoke', 'Revokes a certificate for good, registered or not (governor)')
  .addPositionalArgument({ name: 'file', description: 'Certificate (DER or PEM)' })
  .addOption({
    name: 'issuers',
    description: "File or folder with the issuer's certificate; default: the folder of the certificate",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .addFlag({ name: 'dryRun', description: 'Say what would be done, send nothing' })
  .addFlag({ name: 'json', description: 'Print JSON' })
  .setAction(() => import('./revoke.ts'))
  .build();

/** Every task of the project, as Hardhat's configuration wants them. */
export const tasks: TaskDefinition[] = [
  ...deployTasks,
  anchorGroup,
  ...anchorTasks,
  certificateGroup,
  ...certificateTasks,
  chipGroup,
  ...chipTasks,
  revoke,
  crlGroup,
  ...crlTasks,
  pkiGroup,
  ...pkiTasks,
];
