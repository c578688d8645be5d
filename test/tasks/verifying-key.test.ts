import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { readCompiledSource } from '../../src/chain/artifacts.ts';
import { readArtifacts, type ArtifactPlaces } from '../../src/zk/artifacts.ts';
import { assertCompiledFrom, readVerifyingKeyFacts } from '../../tasks/deploy/verifying-key.ts';
import { temporaryFolder, type Folder } from './fixture.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the verifying key that is deployed', () => {
  let folder: Folder;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  /** The built artifacts under a manifest with changes. */
  async function withManifest(changes: Record<string, unknown>): Promise<ArtifactPlaces> {
    const { manifest, zkey } = await readArtifacts('certificate');
    const built = path.dirname(zkey);
    for (const name of Object.keys(manifest.files)) symlinkSync(path.join(built, name), folder.file(name));
    writeFileSync(folder.file('manifest.json'), JSON.stringify({ ...manifest, ...changes }));
    symlinkSync(folder.path, folder.file('certificate'));
    return { folder: folder.path, lockFile: path.join(root, 'circuits.lock.json') };
  }

  it('is the one from which the compiled verifier was generated', async () => {
    const { developmentKey, verifyingKeyHash } = await readVerifyingKeyFacts();
    expect(developmentKey).to.equal(true);
    expect(verifyingKeyHash).to.match(/^[0-9a-f]{64}$/);
    expect(await readVerifyingKeyFacts(await withManifest({}))).to.deep.equal({ developmentKey, verifyingKeyHash });
  });

  it('is refused when its manifest does not own up to a development key [S28]', async () => {
    const failure = await readVerifyingKeyFacts(await withManifest({ developmentKey: false })).catch(String);
    expect(failure).to.match(
      /compiled with isDevelopmentKey = true, but the manifest of the key says false; run: \.\/openrsp build/,
    );
  });

  it('is refused when the verifier was compiled with other constants, each in turn [S22]', () => {
    const source = readCompiledSource('CertificateVerifier');
    expect(source).to.equal(readFileSync(path.join(root, 'contracts/verifiers/CertificateVerifier.sol'), 'utf8'));
    assertCompiledFrom(source, source, true);
    const constants = [...source.matchAll(/uint256 constant (\w+) *= (\d+);/g)];
    expect(constants).to.have.length.greaterThan(25);
    for (const [, name, value] of constants) {
      const changed = source.replace(value!, String(BigInt(value!) - 1n));
      expect(() => assertCompiledFrom(changed, source, true), name).to.throw(
        /compiled from another source than is generated from the built verifying key/,
      );
    }
  });
});
