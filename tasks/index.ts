import type { NewTaskDefinition } from 'hardhat/types/tasks';

/** Every task of the project, as Hardhat's configuration wants them. */
export const tasks: NewTaskDefinition[] = [];
