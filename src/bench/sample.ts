import { p256 } from '@noble/curves/nist.js';
import { mintPki } from '../pki/mint/pki.ts';
import { encode } from '../rsp/asn1/codec.ts';
import { encodeExact } from '../rsp/asn1/exact.ts';
import { EuiccSigned1 } from '../rsp/structures/authenticate-server.ts';
import { CtxParams1 } from '../rsp/structures/device-info.ts';
import { EuiccInfo2 } from '../rsp/structures/euicc-info.ts';
import { NotificationMetadata } from '../rsp/structures/notification.ts';
import { CA_TREE_DEPTH, REV_TREE_DEPTH } from '../sdk/tree-depths.ts';
import { authDigestInputs } from '../zk/authdigest.ts';
import { anchorRecord, certificateInputs, certificateStatement, issuerLeaf } from '../zk/certificate.ts';
import type { ChipProofs } from '../zk/chip/active.ts';
import { chipRecord, chipRecordLeaf, chipRevKey, type ChipRecord } from '../zk/chip/record.ts';
import { rawSignature, type EcdsaSignature } from '../zk/chip/signature.ts';
import type { ProofInputs } from '../zk/circuit-inputs.ts';
import { bindingMatchingId, possessionInputs } from '../zk/possession.ts';
import { receiptInputs, type ReceiptInputs } from '../zk/receipt.ts';
import { revocationInputs } from '../zk/revocation.ts';
import { sessionInputs } from '../zk/session.ts';
import { IndexedTree, LeanTree } from '../zk/trees.ts';

const NOT_BEFORE = 1_767_225_600n;
const NOW = NOT_BEFORE + 86_400n;
const CHIP_TREE_DEPTH = 24;
const BINDING = 1n;
const TRANSACTION_ID = new Uint8Array(16).fill(7);
const ICCID = '89000123456789012341';
const SHORT_ADDRESS = 'smdp.example.com';
/** Its notification does not fit the circuit `receipt`. */
const LONG_ADDRESS = `${'a'.repeat(100)}.example.com`;

/** Circuits with a true statement of a minted PKI for each, the same on every machine. */
export const samples = {
  certificate: certificateSample,
  possession: possessionSample,
  session: sessionSample,
  receipt: () => receiptSample(SHORT_ADDRESS),
  receiptLong: () => receiptSample(LONG_ADDRESS),
  authdigest: () =>
    authDigestInputs({
      transactionId: TRANSACTION_ID,
      confirmationCodeRequired: false,
      euiccSignature1: new Uint8Array(64).fill(9),
    }),
  revocation: revocationSample,
} as const satisfies Readonly<Record<string, () => ProofInputs>>;
export type SampleCircuit = keyof typeof samples;
export const sampleCircuits = Object.keys(samples) as readonly SampleCircuit[];

/** An SM-DP+'s auth certificate. */
function certificateSample(): ProofInputs {
  const { ci, dpAuth } = mintPki({ seed: 'benchmark', notBefore: NOT_BEFORE });
  const issuer = anchorRecord(ci.certificate, 1n);
  const statement = certificateStatement({ certificate: dpAuth.certificate, issuer });
  return certificateInputs({
    statement,
    caProof: new LeanTree(CA_TREE_DEPTH, [issuerLeaf(issuer)]).membership(0),
    revocationProof: new IndexedTree(REV_TREE_DEPTH).nonMembership(statement.opening.revKey),
    now: NOW,
    binding: BINDING,
  });
}

interface SampleChip {
  readonly chip: ChipRecord;
  readonly proofs: ChipProofs;
  readonly sign: (message: Uint8Array) => EcdsaSignature;
}

/** A chip under an EUM that is on record, and itself in the tree of chips. */
function sampleChip(): SampleChip {
  const { ci, eum, euiccs } = mintPki({ seed: 'benchmark', notBefore: NOT_BEFORE });
  const anchor = anchorRecord(ci.certificate, 1n);
  const issuer = certificateStatement({ certificate: eum.certificate, issuer: anchor }).record;
  if (issuer === undefined) throw new Error('the sample EUM is no issuer');
  const { certificate, secretKey } = euiccs[0];
  const chip = chipRecord(certificateStatement({ certificate, issuer, holderSecret: 0x5eedn }));
  return {
    chip,
    proofs: {
      chipProof: new LeanTree(CHIP_TREE_DEPTH, [chipRecordLeaf(chip)]).membership(0),
      caProof: new LeanTree(CA_TREE_DEPTH, [issuerLeaf(anchor), issuerLeaf(issuer)]).membership(1),
      revocationProof: new IndexedTree(REV_TREE_DEPTH).nonMembership(chipRevKey(chip)),
      now: NOW,
    },
    sign: (message) => rawSignature(p256.sign(message, secretKey, { prehash: true })),
  };
}

/** A live chip and what it signed, as a server gets them. */
export const sampleMessage: Uint8Array = Buffer.from('a live message', 'ascii');
export const sampleScopes = { serverScope: 2n, bindScope: 3n, binding: BINDING } as const;

function sessionSample(): ProofInputs {
  const { chip, proofs, sign } = sampleChip();
  return sessionInputs({
    chip,
    ...proofs,
    ...sampleScopes,
    message: sampleMessage,
    signature: sign(sampleMessage),
  });
}

/** A deletion that is notified to a server at `address`. */
function receiptSample(address: string): ReceiptInputs {
  const { chip, proofs, sign } = sampleChip();
  const message = encode(NotificationMetadata, {
    seqNumber: 25,
    profileManagementOperation: ['notificationDelete'],
    notificationAddress: address,
    iccid: ICCID,
  });
  const signature = sign(message);
  return receiptInputs({ chip, ...proofs, ...sampleScopes, message, signature, salt: 1n << 200n, prevSeq: 3n });
}

function possessionSample(): ProofInputs {
  const { chip, sign } = sampleChip();
  const message = encode(EuiccSigned1, {
    transactionId: TRANSACTION_ID,
    serverAddress: SHORT_ADDRESS,
    serverChallenge: new Uint8Array(16),
    euiccInfo2: encodeExact(EuiccInfo2, {
      profileVersion: '2.3.1',
      svn: '2.2.2',
      euiccFirmwareVer: '1.0.0',
      extCardResource: Buffer.from('810100', 'hex'),
      uiccCapability: ['usimSupport'],
      rspCapability: ['additionalProfile'],
      euiccCiPKIdListForVerification: [new Uint8Array(20)],
      euiccCiPKIdListForSigning: [new Uint8Array(20)],
      ppVersion: '1.0.0',
      sasAcreditationNumber: 'XX-XX-UP-0000',
    }),
    ctxParams1: encodeExact(CtxParams1, {
      kind: 'ctxParamsForCommonAuthentication',
      value: {
        matchingId: bindingMatchingId(BINDING),
        deviceInfo: { tac: Uint8Array.of(0x35, 0x29, 0x06, 0x11), deviceCapabilities: {} },
      },
    }),
  });
  return possessionInputs({ chip, message, signature: sign(message), binding: BINDING });
}

function revocationSample(): ProofInputs {
  const { chip, proofs } = sampleChip();
  return revocationInputs({ chip, revocationProof: proofs.revocationProof, isShown: true, binding: BINDING });
}
