import ora from 'ora';

/** Says on stderr what is being done: a spinner on a terminal, a line elsewhere. */
export async function step<Result>(
  title: string,
  run: (say: (text: string) => void) => Promise<Result>,
  done: (result: Result) => string = () => title,
): Promise<Result> {
  const spinner = ora({ text: title, stream: process.stderr }).start();
  try {
    const result = await run((text) => (spinner.text = `${title}: ${text}`));
    spinner.succeed(done(result));
    return result;
  } catch (error) {
    spinner.fail(title);
    throw error;
  }
}
