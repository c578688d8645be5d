import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');

/** Constraints of one template of circuits/, compiled as a main component as the whole circuit is (--O2). */
export async function templateConstraints(file: string, template: string): Promise<number> {
  mkdirSync(path.join(root, 'build'), { recursive: true });
  // Below the project's folder, for the compiler takes no path that leads out of it.
  const folder = mkdtempSync(path.join(root, 'build', 'bench-'));
  try {
    writeFileSync(
      path.join(folder, 'main.circom'),
      `pragma circom 2.2.0;\ninclude "../../circuits/${file}";\ncomponent main = ${template};\n`,
    );
    const own = path.relative(root, folder);
    const args = ['node_modules/circom2/cli.js', path.join(own, 'main.circom'), '--r1cs', '--O2', '-o', own];
    await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 1 << 26 });
    return readConstraints(readFileSync(path.join(folder, 'main.r1cs')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const HEADER_SECTION = 1;

/** Number of constraints from the header of an .r1cs file (iden3's binary format, version 1). */
export function readConstraints(r1cs: Uint8Array): number {
  const view = new DataView(r1cs.buffer, r1cs.byteOffset, r1cs.byteLength);
  // Magic, version and number of sections take 12 octets; each section begins with its type and length.
  for (let at = 12; at < view.byteLength; at += 12 + Number(view.getBigUint64(at + 4, true))) {
    if (view.getUint32(at, true) !== HEADER_SECTION) continue;
    const fieldOctets = view.getUint32(at + 12, true);
    // After the prime: wires, public outputs, public inputs, private inputs (4 octets each), labels (8 octets).
    return view.getUint32(at + 16 + fieldOctets + 24, true);
  }
  throw new Error('the .r1cs file has no header section');
}
