import { openDeployment } from '../../src/chain/contracts.ts';
import { sendGoverned } from '../../src/chain/governed-call.ts';
import { readCertificate } from '../../src/pki/file.ts';
import { anchorArguments } from '../../src/sdk/anchor.ts';
import { SdkError } from '../../src/sdk/sdk-error.ts';
import { statusOf } from '../../src/sdk/status.ts';
import { action } from '../action.ts';
import { connect, signerFor } from '../connection.ts';
import { userPath } from '../../src/sdk/user-path.ts';
import { fields, hex32, utc } from '../../src/sdk/format.ts';

/** Adds a CI as a trust anchor: at once, or in two runs where governance has a delay. */
export default action<{ file: string; dryRun: boolean }>(async ({ file, dryRun }, hre) => {
  const certificate = readCertificate(userPath(file));
  const { x, y, notAfter, flags } = anchorArguments(certificate);
  const connection = await connect(hre);
  const openRsp = await openDeployment(connection.store, connection.ethers.provider);
  const present = await statusOf(openRsp, certificate, certificate);
  if (present.leaf !== undefined && present.status === 'Valid') {
    throw new SdkError(`"${certificate.subject.text}" is an anchor already, with leaf ${hex32(present.leaf)}`);
  }
  const subject = certificate.subject.text;
  if (dryRun) {
    return {
      text: `Would add "${subject}", valid until ${utc(notAfter)}, as an anchor; nothing was sent.`,
      value: { subject, notAfter, flags, sent: false },
    };
  }
  const { governor } = openRsp.deployment.settings;
  const data = openRsp.certificates.interface.encodeFunctionData('addAnchor', [x, y, notAfter, flags]);
  const signer = await signerFor(connection, governor, 'the governor');
  const outcome = await sendGoverned(openRsp, signer, openRsp.certificates, data);
  if (outcome.state !== 'done') {
    const { executableAt, state } = outcome;
    return {
      text: `${state === 'scheduled' ? 'Scheduled' : 'Already scheduled'}: run the same command again after ${utc(executableAt)}.`,
      value: { subject, state, executableAt },
    };
  }
  const { leaf = 0n } = await statusOf(openRsp, certificate, certificate);
  const gasUsed = outcome.receipt?.gasUsed ?? 0n;
  return {
    text: fields([
      ['anchor', subject],
      ['leaf', hex32(leaf)],
      ['valid until', utc(notAfter)],
      ['gas', gasUsed],
    ]),
    value: { subject, leaf: hex32(leaf), notAfter, gasUsed, state: 'done' },
  };
});
