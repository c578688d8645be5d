import type { Codec } from './codec.ts';
import { primitive, Refused } from './primitive.ts';

/** A text form of content octets. `toText` and `toOctets` undo each other; what does not match `pattern` is refused both ways. */
export interface TextForm {
  readonly pattern: RegExp;
  /** Completes `... is `: "no ICCID". */
  readonly not: string;
  toText(content: Uint8Array): string;
  toOctets(text: string): Uint8Array;
}

/** OCTET STRING of `size` octets (any number where there is none) whose values are texts. */
export function pattern(tag: number, form: TextForm, size?: number): Codec<string> {
  return primitive(
    tag,
    { kind: 'pattern', pattern: form.pattern },
    {
      read(content) {
        const value = size === undefined || content.length === size ? form.toText(content) : '';
        return form.pattern.test(value)
          ? value
          : new Refused(`is ${form.not}: ${Buffer.from(content.subarray(0, 24)).toString('hex')}`);
      },
      write(value) {
        return form.pattern.test(value)
          ? form.toOctets(value)
          : new Refused(`is ${form.not}: ${JSON.stringify(value.slice(0, 48))}`);
      },
    },
  );
}
