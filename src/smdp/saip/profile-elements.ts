import { Element } from '../../rsp/tlv/element.ts';
import { RspError } from '../../rsp/error.ts';
import { readHeader } from '../../rsp/tlv/header.ts';
import { SmdpError } from '../error.ts';

/** Tags of the profile elements that are looked into (Interoperable Profile Package, module PEDefinitions). */
export const ProfileElementTag = { header: 0xa0, akaParameter: 0xa4, masterFile: 0xb0, usim: 0xb3, end: 0xaa } as const;

/** A profile package holds a few hundred kilobytes. */
const MAX_OCTETS = 2_097_152;

/**
 * The profile elements of an unprotected profile package, in order: views on `profilePackage`, so that writing into a content writes into
 * the package. Throws {@link SmdpError} Template where it is no such package.
 */
export function profileElements(profilePackage: Uint8Array): readonly Element[] {
  const elements = readable(() => {
    const found: Element[] = [];
    for (let offset = 0; offset < profilePackage.length;) {
      const { end } = readHeader(profilePackage, offset, profilePackage.length);
      found.push(Element.read(profilePackage.subarray(offset, end), MAX_OCTETS));
      offset = end;
    }
    return found;
  });
  if (elements[0]?.tag !== ProfileElementTag.header || elements.at(-1)?.tag !== ProfileElementTag.end) {
    throw new SmdpError('Template', 'The profile package does not begin with a header (A0) and end with PE-End (AA).');
  }
  return elements;
}

/** Members of an element with this tag. Throws {@link SmdpError} Template where it cannot be read. */
export function members(element: Element, tag: number): readonly Element[] {
  return readable(() => element.children.filter((child) => child.tag === tag));
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof RspError)) throw cause;
    throw new SmdpError('Template', `The profile package is not in DER (${cause.code}).`, { cause });
  }
}
