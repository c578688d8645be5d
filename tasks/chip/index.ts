import { emptyTask, task } from 'hardhat/config';
import { ArgumentType } from 'hardhat/types/arguments';
import type { NewTaskDefinition } from 'hardhat/types/tasks';

const option = <Name extends string>(name: Name, description: string) =>
  ({ name, description, type: ArgumentType.STRING_WITHOUT_DEFAULT, defaultValue: undefined }) as const;

const proofFile = { name: 'file', description: "Proof file of the chip's certificate (certificate prove)" } as const;
const certificateFile = { name: 'file', description: "The chip's certificate (DER or PEM)" } as const;
const issuers = option('issuers', "File or folder with its EUM's certificate; default: the folder of the certificate");
const secrets = option('secrets', 'Folder of holder secrets; default: where certificate prove keeps them');
const from = option('from', "Sending account; default: the network's first");
const dryRun = { name: 'dryRun', description: 'Check everything, send nothing' } as const;
const json = { name: 'json', description: 'Print JSON' } as const;

export const chipGroup = emptyTask('chip', 'Chips (eUICCs): register, supersede, veto, revoke').build();

export const chipTasks: NewTaskDefinition[] = [
  task(['chip', 'binding'], 'Prints what the chip signs to be registered with the leaf of a proof file')
    .addPositionalArgument(proofFile)
    .addOption(option('block', 'Number of the block to sign for; default: the last one that is final'))
    .addFlag(json)
    .setAction(() => import('./binding.ts'))
    .build(),
  task(['chip', 'register'], "Registers a chip: its certificate's proof, and one that the chip signed for it")
    .addPositionalArgument(proofFile)
    .addOption(option('signed', 'What the chip signed (openrsp lpa possess); not needed when its proof is kept'))
    .addOption(option('block', 'The block that chip binding named'))
    .addOption(option('possession', 'Where the proof of it is kept; default: beside the proof file'))
    .addOption(secrets)
    .addOption({ ...from, description: 'Sending account; default: the one the proof names' })
    .addFlag(dryRun)
    .addFlag(json)
    .setAction(() => import('./register.ts'))
    .build(),
  task(['chip', 'status'], 'Says what the registry holds of a chip, and whether it is yours')
    .addPositionalArgument(certificateFile)
    .addOption(issuers)
    .addOption(secrets)
    .addFlag(json)
    .setAction(() => import('./status.ts'))
    .build(),
  task(['chip', 'veto'], 'Refuses, once, the leaf that waits to take the place of yours (present holder)')
    .addPositionalArgument(certificateFile)
    .addOption(issuers)
    .addOption(secrets)
    .addOption(from)
    .addFlag(dryRun)
    .addFlag(json)
    .setAction(() => import('./veto.ts'))
    .build(),
  task(['chip', 'activate'], 'Puts the leaf that waited 72 hours into place')
    .addPositionalArgument(certificateFile)
    .addOption(issuers)
    .addOption(from)
    .addFlag(dryRun)
    .addFlag(json)
    .setAction(() => import('./activate.ts'))
    .build(),
  task(['chip', 'revoke'], 'Revokes your own chip, for good; shows whose leaf it is to all who know the certificate')
    .addPositionalArgument(certificateFile)
    .addOption(issuers)
    .addOption(secrets)
    .addOption(from)
    .addFlag(dryRun)
    .addFlag(json)
    .setAction(() => import('./revoke.ts'))
    .build(),
];
