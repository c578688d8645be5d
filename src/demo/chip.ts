import { createPrivateKey } from 'node:crypto';
import { EuiccCredential } from '../euicc/ecasd/credential.ts';
import { Ecasd } from '../euicc/ecasd/ecasd.ts';
import { SoftwareEuicc } from '../euicc/software-euicc.ts';
import { EuiccConnection } from '../lpa/connection.ts';
import { signBinding, type SignedBinding } from '../lpa/possession/sign-binding.ts';
import type { Certificate } from '../pki/certificate.ts';
import type { MintedPki } from '../pki/mint/pki.ts';
import { privateKeyPem } from '../pki/mint/store.ts';
import { InProcessReader } from '../readers/in-process-reader.ts';
import { SoftwareKeys } from '../smdp/keys/software-keys.ts';
import { SmdpServer } from '../smdp/server.ts';
import { memoryStore } from '../smdp/store/memory.ts';

/** A certificate with its private key, 32 octets. */
export interface Keyed {
  readonly certificate: Certificate;
  readonly secretKey: Uint8Array;
}

/** A chip that can sign, and the server that it signs to: all under one CI. */
export interface ChipParties {
  readonly ci: Certificate;
  readonly eum: Certificate;
  readonly euicc: Keyed;
  readonly dpAuth: Keyed;
  readonly dpPb: Keyed;
}

/** The first chip of a minted PKI. */
export function mintedParties({ ci, eum, euiccs, dpAuth, dpPb }: MintedPki): ChipParties {
  return { ci: ci.certificate, eum: eum.certificate, euicc: euiccs[0], dpAuth, dpPb };
}

const ADDRESS = 'smdp.example.com';

/** Has the simulated chip sign a binding, through an LPA and an SM-DP+ in this process. `time`: the server's, seconds since 1970. */
export async function signInProcess(parties: ChipParties, binding: bigint, time: bigint): Promise<SignedBinding> {
  const server = serverOf(parties, Number(time));
  const reader = new InProcessReader(chipOf(parties).card);
  try {
    await using es10 = await EuiccConnection.open(reader);
    const es9Plus = {
      initiateAuthentication: (_: string, request: InitiateRequest) => server.initiateAuthentication(request),
    };
    return await signBinding({ es10, es9Plus, smdpAddress: ADDRESS }, binding);
  } finally {
    await reader.close();
  }
}

type InitiateRequest = Parameters<SmdpServer['initiateAuthentication']>[0];

function chipOf({ ci, eum, euicc }: ChipParties): SoftwareEuicc {
  const credential = new EuiccCredential({
    euiccCertificate: euicc.certificate,
    eumCertificate: eum,
    ciCertificate: ci,
    secretKey: euicc.secretKey,
  });
  return new SoftwareEuicc(new Ecasd([credential], [ci]));
}

function serverOf({ ci, dpAuth, dpPb }: ChipParties, time: number): SmdpServer {
  const keyed = [dpAuth, dpPb].map(({ certificate, secretKey }) => ({
    certificate,
    privateKey: createPrivateKey(privateKeyPem(secretKey)),
  }));
  return new SmdpServer({
    address: ADDRESS,
    store: memoryStore(),
    keys: new SoftwareKeys(keyed, [ci], time),
    trust: { certificateIssuers: [ci] },
    now: () => time,
  });
}
