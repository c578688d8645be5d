/** Something about the chain or the deployment that the user can mend: one sentence with the value that is wrong and the remedy. */
export class ChainError extends Error {
  override readonly name = 'ChainError';
}
