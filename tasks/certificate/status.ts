import { openDeployment } from '../../src/chain/contracts.ts';
import { statusOf } from '../../src/sdk/status.ts';
import { action } from '../action.ts';
import { connect } from '../connection.ts';
import { readWithIssuer } from '../files.ts';
import { fields, hex32, utc } from '../../src/sdk/format.ts';

/** Says what the chain knows about a certificate now. */
export default action<{ file: string; issuers: string | undefined }>(async ({ file, issuers }, hre) => {
  const { certificate, issuer } = readWithIssuer(file, issuers);
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const { kind, leaf, status, revokedAt } = await statusOf(openRsp, certificate, issuer);
  const registered = leaf !== undefined;
  const value = {
    role: certificate.role,
    registered,
    leaf: leaf === undefined ? undefined : hex32(leaf),
    status,
    revokedAt: revokedAt === 0n ? undefined : revokedAt,
  };
  return {
    text: fields([
      ['role', certificate.role],
      ['registered', registered ? 'yes' : 'no'],
      ...(leaf === undefined ? [] : ([['leaf', hex32(leaf)]] as const)),
      ['status', kind === 'chip' ? 'hidden: a chip proves its own state' : status],
      ...(revokedAt === 0n ? [] : ([['revoked', utc(revokedAt)]] as const)),
    ]),
    value,
  };
});
