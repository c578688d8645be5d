import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readArtifacts } from '../../../src/zk/artifacts.ts';
import { CERTIFICATE_SIGNALS } from '../../../src/zk/certificate.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { prove } from '../../../src/zk/prover.ts';
import { assertSoundVerificationKey } from '../../../src/zk/verification-key.ts';
import { verifyProof } from '../../../src/zk/verifier.ts';
import { World } from './world.ts';

// test/e2e has the same proof verified by an EVM, with every signal changed.
const describeLong = process.env['OPENRSP_LONG'] === '1' ? describe : (): void => undefined;

describeLong('Certificate proof', () => {
  it('holds for its six public signals and for no other value of any of them, the binding included [S1][S18]', async () => {
    const world = new World();
    const { proof, publicSignals } = await prove('certificate', world.inputs(world.statement(world.pki.euiccs[0])));
    const { verificationKey } = await readArtifacts('certificate');
    const key: unknown = JSON.parse(readFileSync(verificationKey, 'utf8'));
    assertSoundVerificationKey(key);
    expect(await verifyProof(key, publicSignals, proof)).to.equal(true);
    for (const [i, signal] of publicSignals.entries()) {
      for (const step of [1n, -1n]) {
        const changed = publicSignals.with(i, (signal + step + FIELD_MODULUS) % FIELD_MODULUS);
        expect(await verifyProof(key, changed, proof), CERTIFICATE_SIGNALS[i]).to.equal(false);
      }
    }
  });
});
