import { keccak256, type ContractTransactionReceipt, type Signer } from 'ethers';
import type { OpenRsp } from '../../chain/contracts.ts';
import { readLogs } from '../../chain/event-logs.ts';
import type { Certificate } from '../../pki/certificate.ts';
import type { Crl } from '../../pki/crl.ts';
import { SdkError } from '../sdk-error.ts';
import { entriesBefore, nextBatch } from './batch.ts';
import { findListIssuer } from './issuer.ts';
import { refresh } from './freshness.ts';
import { mustBeStaged, stageParts } from './parts.ts';
import type { CrlProgress } from './progress.ts';

export interface CrlSubmission {
  readonly crl: Crl;
  readonly issuer: Certificate;
  readonly signer: Signer;
  readonly report?: (progress: CrlProgress) => void;
}

/**
 * Brings a CRL to the chain, or goes on where it, or anybody else, stopped. Sends nothing where all of it is there.
 * @returns the list's name on chain.
 * @throws SdkError when the issuer is none, or a transaction was replaced.
 */
export async function submitCrl(openRsp: OpenRsp, submission: CrlSubmission): Promise<string> {
  const { crl, issuer, signer, report = () => undefined } = submission;
  const lists = openRsp.lists.connect(signer);
  const crlHash = await lists.crlName(keccak256(crl.tbs), issuer.role === 'Eum');
  let left = await octetsLeft(openRsp, crlHash);
  const found = await findListIssuer(openRsp, issuer);
  const parts = left !== 0 && mustBeStaged(crl.der) ? await stageParts(openRsp, crl.der, signer, report) : undefined;

  while (left !== 0) {
    const { maxEntries, lowIndexes } = await nextBatch(openRsp, { crl, issuer, octetsLeft: left });
    const entries = crl.revokedCertificates;
    const rest = entries.subarray(entries.length - (left ?? entries.length));
    let response;
    if (left === undefined) {
      response =
        parts === undefined
          ? await lists.submitCrl(found.opening, crl.der, maxEntries, lowIndexes)
          : await lists.submitStaged(found.opening, parts, maxEntries, lowIndexes);
    } else {
      const from = rest.byteOffset - crl.der.byteOffset;
      response =
        parts === undefined
          ? await lists.continueCrl(crlHash, rest, maxEntries, lowIndexes)
          : await lists.continueStaged(crlHash, parts, from, rest.length, maxEntries, lowIndexes);
    }
    const receipt = await response.wait();
    if (receipt === null) throw new SdkError(`The transaction ${response.hash} was replaced; run this again to go on`);
    left = leftAfter(openRsp, receipt);
    report({ did: 'inserted', done: entriesBefore(crl, left), of: crl.entries.length, gasUsed: receipt.gasUsed });
  }
  await refresh(openRsp, issuer, found, signer);
  return crlHash;
}

/** Octets of entries that are to follow; undefined: nobody brought the list yet. */
async function octetsLeft(openRsp: OpenRsp, crlHash: string): Promise<number | undefined> {
  const { lists } = openRsp;
  const provider = lists.runner?.provider;
  if (provider === null || provider === undefined) throw new Error('a submission needs a provider');
  const logs = await readLogs(openRsp, await provider.getBlockNumber(), (from, to) =>
    lists.queryFilter(lists.filters.CrlInserted(crlHash), from, to),
  );
  const last = logs.at(-1);
  return last === undefined ? undefined : Number(last.args.octetsLeft);
}

function leftAfter({ lists }: OpenRsp, { logs }: ContractTransactionReceipt): number {
  for (const log of logs) {
    const event = lists.interface.parseLog(log);
    if (event?.name === 'CrlInserted') return Number(event.args['octetsLeft']);
  }
  throw new Error('a list was inserted, but there is no event of it');
}
