import { MAX_PACKAGE_OCTETS } from './structures/bound-profile-package.ts';
import { RspError } from './error.ts';
import { Element } from './tlv/element.ts';
import { tagText } from './tlv/tag.ts';
import { concatenate } from './tlv/writer.ts';

const PACKAGE = 0xbf36;
const SECURE_CHANNEL = 0xbf23;
/** Sequences whose header travels with their first segment; that of the others travels alone. */
const WITH_FIRST: ReadonlySet<number> = new Set([0xa0, 0xa2]);

/**
 * Splits a Bound Profile Package into the pieces ES10b carries (SGP.22 2.5.5), in order, one STORE DATA chain each; one after the other they
 * are the package. Throws {@link RspError}.
 */
export function segment(boundProfilePackage: Uint8Array): readonly Uint8Array[] {
  const whole = Element.read(boundProfilePackage, MAX_PACKAGE_OCTETS);
  const [secureChannel, ...sequences] = whole.children;
  if (whole.tag !== PACKAGE || secureChannel?.tag !== SECURE_CHANNEL) {
    const found = `${tagText(whole.tag)} with ${secureChannel ? tagText(secureChannel.tag) : 'nothing'} in it`;
    throw new RspError('UnexpectedTag', `A package is BF36 with BF23 first; this is ${found}.`);
  }
  return [concatenate(header(whole), secureChannel.bytes), ...sequences.flatMap(pieces)];
}

function pieces(sequence: Element): Uint8Array[] {
  const [first, ...others] = sequence.children.map(({ bytes }) => bytes);
  if (first === undefined || !WITH_FIRST.has(sequence.tag)) {
    return [header(sequence), ...(first === undefined ? [] : [first]), ...others];
  }
  return [concatenate(header(sequence), first), ...others];
}

/** Identifier and length octets as they came. */
function header({ bytes, content }: Element): Uint8Array {
  return bytes.subarray(0, bytes.length - content.length);
}
