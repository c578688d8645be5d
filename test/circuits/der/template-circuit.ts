import { expect } from 'chai';
import { templateCircuit as compile, type Inputs, type TemplateCircuit, type Witness } from '../harness/template.ts';

export type { Inputs, Witness };

/** A template compiled at its first use, with the questions the tests of certificates ask. */
export class CheckedTemplate {
  readonly #file: string;
  readonly #template: string;
  #circuit: Promise<TemplateCircuit> | undefined;

  constructor(file: string, template: string) {
    this.#file = file;
    this.#template = template;
  }

  /** O1 keeps the signals that the tests read. */
  async circuit(): Promise<TemplateCircuit> {
    this.#circuit ??= compile(this.#file, this.#template, 'O1');
    return this.#circuit;
  }

  async witness(inputs: Inputs): Promise<Witness> {
    return (await this.circuit()).witness(inputs);
  }

  async read(inputs: Inputs, signal: string): Promise<bigint> {
    return (await this.circuit()).value(await this.witness(inputs), signal);
  }

  async readArray(inputs: Inputs, signal: string, length: number): Promise<readonly bigint[]> {
    return (await this.circuit()).values(await this.witness(inputs), signal, length);
  }

  async expectAccepted(inputs: Inputs): Promise<void> {
    await this.witness(inputs);
  }

  /** By the constraints too, when the witness code does not look. `template`: the constraint that fails is in it, or in a component of it. */
  async expectRefused(inputs: Inputs, template?: string): Promise<void> {
    const circuit = await this.circuit();
    const message = await circuit.refusal(inputs);
    if (circuit.r1cs.accepts(await circuit.assignment(inputs))) {
      // A row that equates two inputs is gone at O1, and one of the inputs with it: what was refused cannot be said any more.
      const every = await compile(this.#file, this.#template, 'O0');
      expect(every.r1cs.accepts(await every.assignment(inputs)), 'accepted by the constraints').to.equal(false);
    }
    if (template === undefined) return;
    const stack = [...message.matchAll(/Error in template (\w+?)_\d+ line/g)].map(([, name]) => name);
    expect(stack).to.include(template);
  }
}

export function templateCircuit(file: string, template: string): CheckedTemplate {
  return new CheckedTemplate(file, template);
}
