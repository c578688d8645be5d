import { emptyTask, task } from 'hardhat/config';
import { ArgumentType } from 'hardhat/types/arguments';
import type { NewTaskDefinition } from 'hardhat/types/tasks';

export const crlGroup = emptyTask('crl', "Issuers' certificate revocation lists").build();

export const crlTasks: NewTaskDefinition[] = [
  task(['crl', 'submit'], 'Brings a CRL to the chain, or goes on with one: what it lists is revoked for good')
    .addPositionalArgument({ name: 'file', description: 'CRL (DER or PEM)' })
    .addOption({
      name: 'issuers',
      description: "File or folder with the issuer's certificate; default: the folder of the CRL",
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addOption({
      name: 'from',
      description: "Sending account; default: the network's first",
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addFlag({ name: 'json', description: 'Print JSON' })
    .setAction(() => import('./submit.ts'))
    .build(),
];
