import { openDeployment } from '../src/chain/contracts.ts';
import { sendGoverned } from '../src/chain/governed-call.ts';
import { isSweepPending, sweep } from '../src/chain/sweep.ts';
import { revocationCall, revokedSince } from '../src/sdk/revoke.ts';
import { action } from './action.ts';
import { connect, signerFor } from './connection.ts';
import { readWithIssuer } from './files.ts';
import { hex32, utc } from '../src/sdk/format.ts';

/** Revokes a certificate for good, registered or not. */
export default action<{ file: string; issuers: string | undefined; dryRun: boolean }>(
  async ({ file, issuers, dryRun }, hre) => {
    const { certificate, issuer } = readWithIssuer(file, issuers);
    const subject = certificate.subject.text;
    const connection = await connect(hre);
    const openRsp = await openDeployment(connection.store, connection.ethers.provider);
    const { governor } = openRsp.deployment.settings;
    // An earlier run was interrupted between the revocation and its sweep.
    if (!dryRun && (await isSweepPending(openRsp))) {
      await sweep(openRsp, await signerFor(connection, governor, 'the governor'));
      if (await revokedSince(openRsp, certificate, issuer)) {
        return {
          text: `"${subject}" (${certificate.role}) was revoked before; what fell with it is taken out now.`,
          value: { subject, role: certificate.role, sent: true, resumed: true },
        };
      }
    }
    const { data, revKey } = await revocationCall(openRsp, certificate, issuer);
    const value = { subject, role: certificate.role, revKey: hex32(revKey), sent: !dryRun };
    if (dryRun) return { text: `Would revoke "${subject}" (${certificate.role}); nothing was sent.`, value };
    const signer = await signerFor(connection, governor, 'the governor');
    const outcome = await sendGoverned(openRsp, signer, openRsp.revocations, data);
    if (outcome.state !== 'done') {
      const { executableAt, state } = outcome;
      return {
        text: `${state === 'scheduled' ? 'Scheduled' : 'Already scheduled'}: run the same command again after ${utc(executableAt)}.`,
        value: { ...value, sent: false, state, executableAt },
      };
    }
    await sweep(openRsp, signer);
    return { text: `Revoked "${subject}" (${certificate.role}) for good.`, value };
  },
);
