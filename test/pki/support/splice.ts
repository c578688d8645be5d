import fc from 'fast-check';
import { explicit, sequence } from '../../../src/pki/der/writer.ts';
import { Member, nodeAt } from './surgery.ts';

/** Members of TBSCertificate before the extensions: version to subjectPublicKeyInfo. */
const FIELDS = 7;

/** Members and extensions of a valid certificate, to splice from. */
interface Donor {
  readonly fields: readonly Uint8Array[];
  readonly extensions: readonly Uint8Array[];
}

function donor(der: Uint8Array): Donor {
  return {
    fields: nodeAt(der, Member.tbs)
      .children.slice(0, FIELDS)
      .map(({ bytes }) => bytes),
    extensions: nodeAt(der, Member.extensions).children.map(({ bytes }) => bytes),
  };
}

/** TBSCertificates whose members come from several valid certificates, some with a bit flipped. */
export function splicedTbs(certificates: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const donors = certificates.map(donor);
  const allExtensions = donors.flatMap(({ extensions }) => extensions);
  const index = fc.nat({ max: donors.length - 1 });
  return fc
    .record({
      base: index,
      // Which donor each field comes from; mostly the base, so that some results are whole.
      fields: fc.array(fc.option(index, { freq: 1 }), { minLength: FIELDS, maxLength: FIELDS }),
      keep: fc.oneof({ weight: 3, arbitrary: fc.constant(0xffff) }, { weight: 1, arbitrary: fc.nat({ max: 0xffff }) }),
      added: fc.oneof(
        { weight: 1, arbitrary: fc.constant<number[]>([]) },
        { weight: 1, arbitrary: fc.array(fc.nat({ max: allExtensions.length - 1 }), { maxLength: 3 }) },
      ),
      flip: fc.option(fc.nat({ max: 8_000 }), { freq: 1 }),
    })
    .map(({ base, fields, keep, added, flip }) => {
      const from = donors[base]!;
      const extensions = from.extensions.filter((_, i) => (keep >> i) % 2 === 1);
      const tbs = sequence(
        ...from.fields.map((own, i) => donors[fields[i] ?? base]!.fields[i] ?? own),
        explicit(3, sequence(...extensions, ...added.map((i) => allExtensions[i]!))),
      );
      return flip === null || flip >= tbs.length * 8
        ? tbs
        : tbs.map((octet, i) => (i === flip >> 3 ? octet ^ (1 << (flip & 7)) : octet));
    });
}
