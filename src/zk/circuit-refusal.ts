/** The circuit does not accept these inputs: a constraint fails, whoever asks. */
export class CircuitRefusal extends Error {
  override readonly name = 'CircuitRefusal';
}
