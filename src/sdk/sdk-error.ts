/** Something about input, files or state that the user can mend: one sentence with the value that is wrong and the remedy. */
export class SdkError extends Error {
  override readonly name = 'SdkError';
}
