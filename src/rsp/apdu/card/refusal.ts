import { statusText } from '../status-word.ts';

/** Thrown within a card to answer a command with a status word other than success. */
export class CommandRefusal extends Error {
  override readonly name = 'CommandRefusal';
  readonly status: number;

  constructor(status: number) {
    super(statusText(status));
    this.status = status;
  }
}
