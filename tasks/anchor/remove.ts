import { openDeployment } from '../../src/chain/contracts.ts';
import { sendGoverned } from '../../src/chain/governed-call.ts';
import { isSweepPending, sweep } from '../../src/chain/sweep.ts';
import { readCertificate } from '../../src/pki/file.ts';
import { SdkError } from '../../src/sdk/sdk-error.ts';
import { statusOf } from '../../src/sdk/status.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { userPath } from '../../src/sdk/user-path.ts';
import { hex32 } from '../../src/sdk/format.ts';

/** Removes an anchor for good, and with it all that stands below. */
export default action<{ file: string; dryRun: boolean }>(async ({ file, dryRun }, hre) => {
  const certificate = readCertificate(userPath(file));
  const subject = certificate.subject.text;
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const { revoker } = openRsp.deployment.settings;
  // An earlier run was interrupted between the removal and its sweep.
  const isResumed = !dryRun && (await isSweepPending(openRsp));
  if (isResumed) await sweep(openRsp, await signerFor(connection, revoker, 'the revoker'));
  const { leaf, status, kind } = await statusOf(openRsp, certificate, certificate);
  if (leaf === undefined || kind !== 'anchor' || status === 'Revoked') {
    if (isResumed && leaf !== undefined) {
      return {
        text: `The anchor "${subject}" was removed before; what fell with it is taken out now.`,
        value: { subject, leaf: hex32(leaf), sent: true, resumed: true },
      };
    }
    throw new SdkError(`"${subject}" is no anchor here; see: anchor list`);
  }
  if (dryRun) {
    return {
      text: `Would remove the anchor "${subject}" and its whole line; nothing was sent.`,
      value: { subject, leaf: hex32(leaf), sent: false },
    };
  }
  const data = openRsp.certificates.interface.encodeFunctionData('removeAnchor', [leaf]);
  const signer = await signerFor(connection, revoker, 'the revoker');
  const outcome = await sendGoverned(openRsp, signer, openRsp.certificates, data);
  if (outcome.state !== 'done')
    throw new SdkError(`The revoker has a delay until ${outcome.executableAt}; run this again then`);
  await sweep(openRsp, signer);
  const rest = await statusOf(openRsp, certificate, certificate);
  const isLast = rest.leaf === undefined || rest.status === 'Revoked';
  return {
    text: isLast
      ? `Removed the anchor "${subject}"; nothing below it is valid any more.`
      : `Removed the anchor "${subject}" with leaf ${hex32(leaf)}; its key is an anchor once more, with leaf ${hex32(rest.leaf)}: run this again to remove that too.`,
    value: { subject, leaf: hex32(leaf), sent: true, standing: isLast ? undefined : hex32(rest.leaf) },
  };
});
