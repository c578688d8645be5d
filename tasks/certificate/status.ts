import { openDeployment } from '../../src/chain/contracts.ts';
import { statusOf } from '../../src/sdk/status.ts';
import { action } from '../action.ts';
import { connect } from '../connection.ts';
import { readWithIssuer } from '../files.ts';
import { fields, hex32, utc } from '../../src/sdk/format.ts';

const OUT_OF_TREE = 'no: it fell with its issuer; bring it back with: openrsp hardhat certificate prove --register';

/** Says what the chain knows about a certificate now. */
export default action<{ file: string; issuers: string | undefined }>(async ({ file, issuers }, hre) => {
  const { certificate, issuer } = readWithIssuer(file, issuers);
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const { kind, leaf, status, inTree, revokedAt } = await statusOf(openRsp, certificate, issuer);
  const registered = leaf !== undefined;
  const value = {
    role: certificate.role,
    registered,
    leaf: leaf === undefined ? undefined : hex32(leaf),
    status,
    inTree,
    revokedAt: revokedAt === 0n ? undefined : revokedAt,
  };
  return {
    text: fields([
      ['role', certificate.role],
      ['registered', registered ? 'yes' : 'no'],
      ...(leaf === undefined ? [] : ([['leaf', hex32(leaf)]] as const)),
      ['status', kind === 'chip' ? 'hidden: a chip proves its own state' : status],
      ...(status === 'Valid' && inTree === false ? ([['in tree', OUT_OF_TREE]] as const) : []),
      ...(revokedAt === 0n ? [] : ([['revoked', utc(revokedAt)]] as const)),
    ]),
    value,
  };
});
