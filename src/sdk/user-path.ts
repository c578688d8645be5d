import path from 'node:path';

/** A path as the user meant it: relative to where he is. The launcher, like npm, works in the project's folder and says where it came from. */
export function userPath(given: string): string {
  return path.resolve(process.env.INIT_CWD ?? process.cwd(), given);
}
