import { codeName } from '../../rsp/asn1/integer.ts';
import type { PprIds } from '../../rsp/structures/policy-rules.ts';
import { ProfileClass, type StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';
import type { Decision, EndUser } from '../download/end-user.ts';
import { LpaError } from '../error.ts';
import { shown, type Terminal } from './terminal.ts';

/** What the user has decided before. */
export interface Answers {
  /** Accepts the profile and its policy rules. */
  readonly yes: boolean;
  /** {@link FROM_INPUT}: the first line of the terminal's input, be somebody there or not. */
  readonly confirmationCode?: string | undefined;
}

/** Stands for a confirmation code that is no argument, since every process sees arguments. */
export const FROM_INPUT = '-';

const RULES: Readonly<Record<string, string>> = {
  ppr1: 'you cannot disable it once it is enabled',
  ppr2: 'you cannot delete it',
};

/** A user at a terminal; without one, what was not decided before is postponed. */
export class TerminalEndUser implements EndUser {
  readonly #terminal: Terminal;
  readonly #answers: Answers;

  constructor(terminal: Terminal, answers: Answers) {
    this.#terminal = terminal;
    this.#answers = answers;
  }

  acceptProfile(metadata: StoreMetadataRequest, smdpAddress: string): Promise<Decision> {
    const kind = codeName(ProfileClass, metadata.profileClass) ?? 'unknown';
    this.#terminal.tell(
      `${smdpAddress} offers the ${kind} profile "${shown(metadata.profileName)}" of "${shown(metadata.serviceProviderName)}".`,
    );
    return this.#decide('Install it? [y]es, [n]o for good, [l]ater: ');
  }

  acceptPolicyRules(rules: PprIds): Promise<Decision> {
    const meanings = rules.map((rule) => RULES[rule] ?? rule).join('; ');
    this.#terminal.tell(`Its operator restricts what you can do with the profile: ${meanings}.`);
    return this.#decide('Accept that? [y]es, [n]o for good, [l]ater: ');
  }

  async confirmationCode(): Promise<string | undefined> {
    const { confirmationCode } = this.#answers;
    const isAskedFor =
      confirmationCode === FROM_INPUT || (confirmationCode === undefined && this.#terminal.isInteractive);
    if (!isAskedFor) return confirmationCode;
    return this.#terminal.ask('Confirmation code: ');
  }

  async #decide(question: string): Promise<Decision> {
    if (this.#answers.yes) return 'accepted';
    while (this.#terminal.isInteractive) {
      const answer = (await this.#terminal.ask(question)).toLowerCase();
      if (answer === 'y' || answer === 'yes') return 'accepted';
      if (answer === 'n' || answer === 'no') return 'rejected';
      if (answer === 'l' || answer === 'later') return 'postponed';
    }
    this.#terminal.tell('Nobody is here to answer; use --yes to accept.');
    return 'postponed';
  }
}

/** Throws LpaError `EndUserRejected` unless the user wants what cannot be undone. */
export async function confirm(terminal: Terminal, what: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!terminal.isInteractive) {
    throw new LpaError('EndUserRejected', `${what} cannot be undone; use --yes to confirm it.`);
  }
  const answer = await terminal.ask(`${what} cannot be undone. Go on? [y/N] `);
  if (answer.toLowerCase() !== 'y') throw new LpaError('EndUserRejected', 'Nothing was changed.');
}
