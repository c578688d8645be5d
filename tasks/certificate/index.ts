import { emptyTask, task } from 'hardhat/config';
import { ArgumentType } from 'hardhat/types/arguments';
import type { NewTaskDefinition } from 'hardhat/types/tasks';

const issuers = {
  name: 'issuers',
  description: "File or folder with the issuer's certificate; default: the folder of the certificate",
  type: ArgumentType.STRING_WITHOUT_DEFAULT,
  defaultValue: undefined,
} as const;
const from = {
  name: 'from',
  description: "Sending account; default: the network's first",
  type: ArgumentType.STRING_WITHOUT_DEFAULT,
  defaultValue: undefined,
} as const;
const json = { name: 'json', description: 'Print JSON' } as const;

export const certificateGroup = emptyTask('certificate', 'SGP.22 certificates: look, prove, register').build();

export const certificateTasks: NewTaskDefinition[] = [
  task(['certificate', 'inspect'], 'Shows a certificate or CRL (DER or PEM) and checks all that concerns it alone')
    .addPositionalArgument({ name: 'file', description: 'Certificate or CRL' })
    .addFlag(json)
    .setAction(() => import('./inspect.ts'))
    .build(),
  task(['certificate', 'prove'], 'Proves a certificate against the registry and writes a proof file')
    .addPositionalArgument({ name: 'file', description: 'Certificate (DER or PEM)' })
    .addOption(issuers)
    .addOption({ ...from, description: "Account that will register; default: the network's first" })
    .addOption({
      name: 'out',
      description: 'Proof file; default: beside the certificate',
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addOption({
      name: 'secrets',
      description: "Folder of eUICCs' holder secrets",
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addFlag({ name: 'register', description: 'Also send the proof to the registry (CAs and servers)' })
    .addFlag({ name: 'dryRun', description: 'Check everything, compute no proof' })
    .addFlag(json)
    .setAction(() => import('./prove.ts'))
    .build(),
  task(
    ['certificate', 'register'],
    'Sends the proof file of a CA or server to the registry; a chip registers with chip register',
  )
    .addPositionalArgument({ name: 'file', description: 'Proof file' })
    .addOption(from)
    .addFlag({ name: 'dryRun', description: 'Ask the registry, send nothing' })
    .addFlag(json)
    .setAction(() => import('./register.ts'))
    .build(),
  task(['certificate', 'register-transparent'], "Registers a CA's or server's certificate in the open, without a proof")
    .addPositionalArgument({ name: 'file', description: 'Certificate (DER or PEM)' })
    .addOption({
      ...issuers,
      description: "File or folder with the issuers' certificates; default: the folder of the certificate",
    })
    .addOption(from)
    .addFlag({ name: 'dryRun', description: 'Ask the contract, send nothing' })
    .addFlag(json)
    .setAction(() => import('./register-transparent.ts'))
    .build(),
  task(['certificate', 'status'], 'Says what the chain knows about a certificate')
    .addPositionalArgument({ name: 'file', description: 'Certificate (DER or PEM)' })
    .addOption(issuers)
    .addFlag(json)
    .setAction(() => import('./status.ts'))
    .build(),
];
