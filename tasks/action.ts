import { errorResult, successfulResult } from 'hardhat/utils/result';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import type { NewTaskActionFunction, TaskArguments } from 'hardhat/types/tasks';
import { toJson } from '../src/chain/json.ts';
import { explain } from '../src/sdk/explain.ts';

/** What a task has to say: to people, and to programs (`--json`). */
export interface Outcome {
  readonly text: string;
  readonly value: unknown;
}

/**
 * Makes a task's action of a function that returns what to print. Errors that the user can mend end in one sentence on stderr and
 * exit code 1; anything else is a bug and keeps its stack.
 */
export function action<Arguments extends TaskArguments>(
  run: (args: Arguments, hre: HardhatRuntimeEnvironment) => Promise<Outcome>,
): NewTaskActionFunction<Arguments & { json: boolean }> {
  return async (args, hre) => {
    try {
      const { text, value } = await run(args, hre);
      process.stdout.write(args.json ? toJson(value) : `${text.trimEnd()}\n`);
      return successfulResult(value);
    } catch (error) {
      const sentence = explain(error);
      if (sentence === undefined) throw error;
      process.stderr.write(`${sentence}\n`);
      return errorResult(sentence);
    }
  };
}
