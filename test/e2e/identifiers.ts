import { createHash } from 'node:crypto';
import { keccak256, solidityPackedKeccak256 } from 'ethers';
import { poseidon1 } from 'poseidon-lite';
import { Domain, eidValue } from '../../src/zk/values.ts';
import { poseidon } from '../../src/zk/poseidon.ts';

/** Forms in which an EID, or a hash of it alone, could stand in public, as hex. */
export function eidForms(eid: string): Readonly<Record<string, string>> {
  const ascii = Buffer.from(eid, 'ascii');
  const bcd = Buffer.from(eid, 'hex');
  const word = (value: bigint): string => value.toString(16).padStart(64, '0');
  const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');
  const keccak = (octets: Uint8Array): string => keccak256(octets).slice(2);
  return {
    text: ascii.toString('hex'),
    BCD: bcd.toString('hex'),
    // Nibbles swapped, as ICCIDs have them.
    'swapped BCD': eid.replaceAll(/(.)(.)/g, '$2$1'),
    number: BigInt(eid).toString(16),
    'SHA-256 of the text': sha256(ascii),
    'SHA-256 of the BCD': sha256(bcd),
    'Keccak of the text': keccak(ascii),
    'Keccak of the BCD': keccak(bcd),
    'Keccak of the word': solidityPackedKeccak256(['uint256'], [eidValue(eid)]).slice(2),
    'Keccak of the number': solidityPackedKeccak256(['uint256'], [BigInt(eid)]).slice(2),
    Poseidon: word(poseidon1([eidValue(eid)])),
    'Poseidon of the number': word(poseidon1([BigInt(eid)])),
    'holder without secret': word(poseidon(Domain.Holder, 0n, eidValue(eid))),
    'holder with secret 1': word(poseidon(Domain.Holder, 1n, eidValue(eid))),
  };
}
