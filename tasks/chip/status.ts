import { openDeployment } from '../../src/chain/contracts.ts';
import { readChipEntry } from '../../src/sdk/chip/entry.ts';
import { chipIdentity, chipOpening } from '../../src/sdk/chip/opening.ts';
import { fields, hex32, utc } from '../../src/sdk/format.ts';
import { hasHolderSecret, presentHolderSecret } from '../../src/sdk/holder-secret.ts';
import { identityOf } from '../../src/sdk/identity.ts';
import { action } from '../action.ts';
import { connect } from '../connection.ts';
import { readChip, secretsFolder, type HolderArguments } from './arguments.ts';

/** Says what the registry holds of a chip, whose it is, and what waits to take its place. */
export default action<Pick<HolderArguments, 'file' | 'issuers' | 'secrets'>>(
  async ({ file, issuers, secrets }, hre) => {
    const { certificate, issuer, nullifier } = readChip(file, issuers);
    const connection = await connect(hre);
    const openRsp = await openDeployment(connection.store, connection.ethers.provider);
    const [{ leaf, generation, vetoes, pending }, revokedAt] = await Promise.all([
      readChipEntry(openRsp, nullifier),
      openRsp.revocations.chipRevokedAt(identityOf(certificate, issuer).revKey),
    ]);
    const folder = secretsFolder(secrets);
    const own = hasHolderSecret(certificate, folder)
      ? chipIdentity(chipOpening(certificate, issuer, presentHolderSecret(certificate, folder))).leaf
      : undefined;
    const whose = (of: bigint): string => `${hex32(of)}${of === own ? ', yours' : ''}`;
    return {
      text: fields([
        ['registered', leaf === undefined ? 'no' : `with leaf ${whose(leaf)}`],
        ...(leaf === undefined ? [] : ([['generation', `${generation}, ${vetoes} of 1 veto used`]] as const)),
        ...(pending === undefined ? [] : ([['waits', `${whose(pending.leaf)}, until ${utc(pending.from)}`]] as const)),
        ...(revokedAt === 0n ? [] : ([['revoked', utc(revokedAt)]] as const)),
      ]),
      value: {
        registered: leaf !== undefined,
        leaf: leaf === undefined ? undefined : hex32(leaf),
        isOwn: leaf !== undefined && leaf === own,
        generation,
        vetoes,
        pending: pending && { leaf: hex32(pending.leaf), from: pending.from, isOwn: pending.leaf === own },
        revokedAt: revokedAt === 0n ? undefined : revokedAt,
      },
    };
  },
);
