import { readFileSync } from 'node:fs';
import path from 'node:path';
import { concatenate, tlv } from '../../../src/rsp/tlv/writer.ts';

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

/** A small template with everything that is personalised, and elements that are passed over; about `filler` octets longer. */
export function smallTemplate(filler = 3_000): Uint8Array {
  const header = (number: number) => tlv(0xa0, tlv(0x80), tlv(0x81, Uint8Array.of(number)));
  const file = (tag: number, content: Uint8Array) => tlv(tag, tlv(0xa1, tlv(0x82, octets('4121'))), tlv(0x83, content));
  const aka = (number: number) =>
    tlv(
      0xa4,
      header(number),
      tlv(
        0xa1,
        tlv(
          0xa1,
          tlv(0x80, Uint8Array.of(1)),
          tlv(0x81, Uint8Array.of(2)),
          tlv(0x82, octets('00112233445566778899aabbccddeeff')),
          tlv(0x83, octets('ffeeddccbbaa99887766554433221100')),
        ),
      ),
    );
  return concatenate(
    tlv(0xa0, tlv(0x80, Uint8Array.of(2)), tlv(0x81, Uint8Array.of(1)), tlv(0x83, octets('8949449999999990023f'))),
    tlv(0xb0, header(4), file(0xa3, octets('656eff')), file(0xa4, octets('989444999999990920f3'))),
    tlv(0xb3, header(8), file(0xa3, octets('080910101032540636')), tlv(0xa4, tlv(0xa1, octets('820102')))),
    aka(11),
    aka(12),
    tlv(
      0xa7,
      new Uint8Array(filler).map((_, i) => i),
    ),
    tlv(0xaa, header(99)),
  );
}

/** Unprotected profile packages of TS.48, where OPENRSP_VECTORS names the folder. */
export function ts48(): readonly { readonly name: string; readonly octets: Uint8Array }[] {
  const folder = process.env['OPENRSP_VECTORS'];
  if (folder === undefined) return [];
  return ['TS48V1-A-UNIQUE', 'TS48v3_SAIP2.1_NoBERTLV', 'TS48v5_SAIP2.3_BERTLV_SUCI'].map((name) => ({
    name,
    octets: Uint8Array.from(readFileSync(path.join(folder, 'ts48', `${name}.der`))),
  }));
}
