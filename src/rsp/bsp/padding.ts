import { BLOCK } from './aes.ts';
import { BspError } from './error.ts';

const MARK = 0x80;

/** Content ‖ 80 ‖ zeros up to whole blocks; the mark is always added (ISO/IEC 9797-1 method 2, SGP.22 2.5.3). */
export function pad(content: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor(content.length / BLOCK) + 1) * BLOCK);
  padded.set(content);
  padded[content.length] = MARK;
  return padded;
}

/** The content of whole blocks that `pad` made; blocks whose MAC was verified before. Throws `Padding`. */
export function unpad(blocks: Uint8Array): Uint8Array {
  const mark = blocks.findLastIndex((octet) => octet !== 0);
  if (mark < 0 || blocks[mark] !== MARK || blocks.length - mark > BLOCK) {
    throw new BspError('Padding', 'The content of a segment ends in 80 and zeros within its last block.');
  }
  return blocks.slice(0, mark);
}
