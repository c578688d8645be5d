import { ReaderError } from './error.ts';

/** What `work` gives, or a ReaderError `Timeout` after so many milliseconds, when `late` is called too; the work itself goes on. */
export async function withDeadline<T>(
  work: Promise<T>,
  milliseconds: number,
  what: string,
  late: () => void = () => undefined,
): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late();
    const text = `${what} took more than ${milliseconds} ms. Connect the card again, or allow it more time.`;
    reject(new ReaderError('Timeout', text));
  }, milliseconds);
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}
