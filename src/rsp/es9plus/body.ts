import { Es9FormatError } from './error.ts';
import type { Field } from './field.ts';
import type { JsonObject } from './json-object.ts';

/** An object with a member for each field. */
export type BodyValue<F> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** The members of a request or response, without the header. */
export interface Body<T> {
  /** Members that are not known are skipped, as later versions add some. Throws {@link Es9FormatError}. */
  parse(json: JsonObject): T;
  format(value: T): Readonly<Record<string, string>>;
}

export function body<const F extends Readonly<Record<string, unknown>>>(fields: F): Body<BodyValue<F>> {
  const entries = Object.entries(fields) as [string, Field<unknown>][];
  return {
    parse(json) {
      const values = entries.map(([name, field]) => {
        const member = Object.hasOwn(json, name) ? json[name] : undefined;
        if (member === undefined) throw new Es9FormatError('MemberMissing', `${name} is missing.`);
        return [name, field.parse(member, name)] as const;
      });
      return Object.fromEntries(values) as BodyValue<F>;
    },
    format(value) {
      const values = value as Readonly<Record<string, unknown>>;
      return Object.fromEntries(entries.map(([name, field]) => [name, field.format(values[name])]));
    },
  };
}
