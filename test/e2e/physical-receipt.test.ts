import path from 'node:path';
import { expect } from 'chai';
import { encodeBytes32String } from 'ethers';
import { startLocalChain, type LocalChain } from '../../src/demo/chain.ts';
import { newHolderSecret } from '../../src/sdk/holder-secret.ts';
import { proofPoints } from '../../src/zk/calldata.ts';
import { anchorRecord, certificateStatement, issuerLeaf } from '../../src/zk/certificate.ts';
import { chipRecord, chipRecordLeaf, chipRevKey } from '../../src/zk/chip/record.ts';
import { InstallOutcome, NotificationKind } from '../../src/zk/notification.ts';
import { prove, type Proof } from '../../src/zk/prover.ts';
import { RECEIPT_SIGNALS, receiptInputs } from '../../src/zk/receipt.ts';
import { IndexedTree, LeanTree } from '../../src/zk/trees.ts';
import { iccidCommitment, serverScope, tidHash } from '../../src/zk/values.ts';
import { readJson, requireVectors } from '../pki/support/vectors.ts';
import { castOfTheDay, DAY } from './cast.ts';

interface PhysicalReceipt {
  readonly signed_bf27: string;
  readonly r: string;
  readonly s: string;
  readonly iccid: string;
  readonly transactionId: string;
}

const SALT = 0x5a17n << 128n;

describe('The receipt of a physical chip', () => {
  let chain: LocalChain | undefined;
  let receipt: PhysicalReceipt;
  let proof: Proof;

  before(async function () {
    this.timeout(300_000);
    const folder = requireVectors(this, 'receipts');
    receipt = readJson(path.join(folder, 'profile_installation_result.json')) as PhysicalReceipt;
    // Its key is that of SGP.26's eUICC certificate.
    const { ci, eum, euicc } = castOfTheDay();
    const anchor = anchorRecord(ci, 1n);
    const line = certificateStatement({ certificate: eum, issuer: anchor });
    const issuer = line.record!;
    const chip = chipRecord(certificateStatement({ certificate: euicc, issuer, holderSecret: newHolderSecret() }));
    const request = {
      chip,
      chipProof: new LeanTree(24, [chipRecordLeaf(chip)]).membership(0),
      caProof: new LeanTree(12, [issuerLeaf(anchor), issuerLeaf(issuer)]).membership(1),
      revocationProof: new IndexedTree(24).nonMembership(chipRevKey(chip)),
      now: DAY,
      message: Buffer.from(receipt.signed_bf27, 'hex'),
      signature: { r: BigInt(`0x${receipt.r}`), s: BigInt(`0x${receipt.s}`) },
      serverScope: serverScope(1n),
      bindScope: 2n,
      salt: SALT,
      binding: 3n,
    };
    proof = await prove('receipt', receiptInputs(request));
    chain = await startLocalChain(DAY);
  });

  after(async () => chain?.close());

  const verify = (signals: readonly bigint[]): Promise<boolean> =>
    chain!.openRsp.router.verify(encodeBytes32String('receipt'), 1n, proofPoints(proof.proof) as never, [...signals]);

  it('becomes a proof that an EVM verifies', async () => {
    expect(await verify(proof.publicSignals)).to.equal(true);
  });

  it('says that the profile was installed, in which transaction, and hides which it is', () => {
    const said = Object.fromEntries(RECEIPT_SIGNALS.map((name, i) => [name, proof.publicSignals[i]]));
    const iccid = receipt.iccid.replaceAll(/(.)(.)/g, '$2$1');
    expect(said['kind']).to.equal(BigInt(NotificationKind.Install));
    expect(said['outcome']).to.equal(BigInt(InstallOutcome.Success));
    expect(said['tidHash']).to.equal(tidHash(Buffer.from(receipt.transactionId, 'hex')));
    expect(said['iccidCommitment']).to.equal(iccidCommitment(iccid, SALT));
  });

  it('says nothing else: every signal changed by one is refused on the EVM [S1] [S23]', async () => {
    for (const [i, signal] of proof.publicSignals.entries()) {
      expect(await verify(proof.publicSignals.with(i, signal + 1n)), RECEIPT_SIGNALS[i]).to.equal(false);
    }
  });
});
