/** A proof that came out wrong: damaged artifacts, or a foreign program called like rapidsnark's. */
export class ProverError extends Error {
  override readonly name = 'ProverError';
}
