import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { IndexedTree } from '../../../src/zk/trees.ts';
import { encodePrefix, Role, type RoleNumber } from '../../../src/zk/values.ts';
import { CERTIFICATE_SIGNALS, leafOf, type CertificateStatement } from '../../../src/zk/certificate.ts';
import { expectAccepted, expectRefused } from './record-circuit.ts';
import { REVOCATION_DEPTH, withInputs, World } from './world.ts';

describe('CertificateRecord: what it refuses', () => {
  const world = new World();
  const { pki } = world;
  const [euicc] = pki.euiccs;
  const chip = world.statement(euicc);

  it('refuses each public signal but the free binding when it is one off [S1]', async () => {
    for (const statement of [chip, world.statement(pki.dpAuth), world.statement(pki.eum)]) {
      const honest = world.inputs(statement);
      for (const [i, name] of CERTIFICATE_SIGNALS.entries()) {
        for (const step of [1n, -1n]) {
          const value = (honest.publicSignals[i]! + step + FIELD_MODULUS) % FIELD_MODULUS;
          // now is free within the validity, and binding altogether: the proof binds them, as proof.test.ts shows.
          if (name === 'binding' || name === 'now') await expectAccepted(withInputs(honest, { [name]: value }));
          else await expectRefused(withInputs(honest, { [name]: value }));
        }
      }
    }
  });

  it('refuses times that are no time: beyond 40 bits, negative [S5]', async () => {
    const honest = world.inputs(chip);
    for (const now of [1n << 40n, FIELD_MODULUS - 1n, FIELD_MODULUS - (1n << 39n), 1n << 252n]) {
      await expectRefused(withInputs(honest, { now }));
    }
  });

  it('refuses an issuer that is not on record, or on record otherwise', async () => {
    const honest = world.inputs(chip);
    const changes: Record<string, unknown>[] = [
      { issuerRevKey: chip.issuer.revKey + 1n },
      { issuerNotAfter: chip.issuer.notAfter + 1n },
      { issuerPathLength: 1 },
      { issuerPathLength: 8 },
      { issuerCrlSign: 1 },
      { issuerCrlSign: 2 },
      { issuerIsEum: 0 },
      { issuerIsEum: 0, issuerIsSubCi: 1 },
      { issuerIsSubCi: 1 },
      { issuerConstraint: 0n },
      { caPresent: Array<number>(12).fill(0) },
      { caBits: (honest.inputs['caBits'] as bigint[]).map((bit) => 1n - bit) },
    ];
    for (const change of changes) await expectRefused(withInputs(honest, change));
  });

  it('refuses roles that the issuer may not issue, swapped or not [S15]', async () => {
    for (const name of ['issuedByServer', 'serverIssuedByEum', 'euiccIssuedByCi', 'pathTooLong'] as const) {
      await expectRefused(new World().negative(name));
    }
    const claims: readonly [CertificateStatement, RoleNumber][] = [
      [world.statement(pki.dpAuth), Role.DpPb],
      [world.statement(pki.dpAuth), Role.DpTls],
      [world.statement(pki.dpPb), Role.DpAuth],
      [world.statement(pki.eum), Role.SubCi],
      [chip, Role.DpAuth],
      [world.statement(pki.dpAuth), Role.Euicc],
    ];
    for (const [statement, role] of claims) {
      const meta = statement.opening.meta + ((BigInt(role) - BigInt(statement.role)) << 48n);
      const opening = { ...statement.opening, meta };
      await expectRefused(world.forcedInputs({ ...statement, leaf: leafOf(statement.kind, opening) }));
    }
  });

  it('refuses the leaf of another kind for the same certificate [S15]', async () => {
    for (const minted of [pki.dpAuth, pki.eum, euicc]) {
      const statement = world.statement(minted);
      for (const kind of ['ca', 'server', 'chip'] as const) {
        if (kind === statement.kind) continue;
        await expectRefused(world.forcedInputs({ ...statement, leaf: leafOf(kind, statement.opening) }));
      }
    }
  });

  it('refuses a leaf with a later notAfter, other flags, another serial number, constraint or RID', async () => {
    for (const minted of [pki.dpTls, pki.subCiEum, euicc]) {
      const statement = world.statement(minted);
      const { opening } = statement;
      for (const changed of [
        { ...opening, meta: opening.meta + 1n },
        { ...opening, meta: opening.meta + (1n << 40n) },
        { ...opening, meta: opening.meta + (1n << 41n) },
        { ...opening, revKey: opening.revKey + 1n },
        { ...opening, keyHash: opening.keyHash + 1n },
        { ...opening, extra: opening.extra + 1n },
        { ...opening, extra: 0n },
      ]) {
        await expectRefused(world.forcedInputs({ ...statement, leaf: leafOf(statement.kind, changed) }));
      }
    }
  });

  it('refuses an eUICC with another organization or EID prefix than its EUM may name [S16]', async () => {
    for (const name of ['wrongOrganization', 'wrongEidPrefix'] as const) {
      await expectRefused(new World().negative(name));
    }
    const honest = world.inputs(chip);
    const prefix = encodePrefix(chip.issuer.constraint!.prefixes[0]!);
    for (const issuerPrefixes of [
      [0n, 0n, 0n, 0n],
      [0n, prefix, 0n, 0n],
      [prefix, prefix, 0n, 0n],
      [prefix + 1n, 0n, 0n, 0n],
      [encodePrefix('8'), 0n, 0n, 0n],
    ]) {
      await expectRefused(withInputs(honest, { issuerPrefixes }));
    }
    // The EUM under the sub-CI has another prefix; its record does not help the chip of this one.
    const foreign = { ...chip, issuer: world.recordOf(pki.subCiEum.certificate) };
    await expectRefused(world.forcedInputs(foreign));
  });

  it("refuses what is past the end of its own or of its issuer's line [S17]", async () => {
    const short = { ...chip.issuer, notAfter: world.now - 1n };
    const lapsed = new World();
    lapsed.addRecord(pki.eum.certificate, short);
    const statement = lapsed.statement(euicc);
    await expectRefused(lapsed.forcedInputs(statement));
    await expectAccepted(lapsed.inputs(statement, world.now - 1n));
    await expectRefused(world.forcedInputs(world.statement(pki.dpTls), pki.dpTls.certificate.notAfter + 1n));
  });

  it('refuses a revoked certificate, also with the path of before [S14]', async () => {
    const before = world.inputs(chip);
    const revoked = new IndexedTree(REVOCATION_DEPTH, [7n, 1n << 250n, 1n << 100n, chip.opening.revKey]);
    await expectRefused(withInputs(before, { revRoot: revoked.root }));
    // The best low leaf there is now: the revoked value itself, or the one before it.
    for (const key of [chip.opening.revKey - 1n, chip.opening.revKey + 1n]) {
      const { root, lowValue, lowNext, siblings, bits, present } = revoked.nonMembership(key);
      await expectRefused(
        withInputs(before, {
          revRoot: root,
          revLowValue: lowValue,
          revLowNext: lowNext,
          revSiblings: siblings,
          revBits: bits,
          revPresent: present,
        }),
      );
    }
    // Another certificate is not touched.
    world.inputs(world.statement(pki.dpAuth));
  });
});
