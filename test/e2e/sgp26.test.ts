import { readdirSync } from 'node:fs';
import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { getBytes, type ContractTransactionReceipt } from 'ethers';
import { CERTIFICATE_CIRCUIT, CERTIFICATE_VERSION } from '../../src/chain/circuits.ts';
import { contractAt, openDeployment, type OpenRsp } from '../../src/chain/contracts.ts';
import { MemoryStore } from '../../src/chain/deployment-store.ts';
import { contractErrorOf } from '../../src/chain/explain.ts';
import { sendGoverned } from '../../src/chain/governed-call.ts';
import { sweep } from '../../src/chain/sweep.ts';
import { startLocalChain, type LocalChain } from '../../src/demo/chain.ts';
import { anchorCi, type ProvenChip } from '../../src/demo/registration.ts';
import type { Certificate } from '../../src/pki/certificate.ts';
import { registerChip } from '../../src/sdk/chip/register-chip.ts';
import { prepareProof } from '../../src/sdk/prepare.ts';
import type { ProvenCertificate } from '../../src/sdk/prove.ts';
import { readProofFile } from '../../src/sdk/proof-file.ts';
import { registerProof, solidityProof } from '../../src/sdk/register.ts';
import { revocationCall } from '../../src/sdk/revoke.ts';
import { statusOf } from '../../src/sdk/status.ts';
import { FIELD_MODULUS } from '../../src/zk/poseidon.ts';
import { deployOpenRsp } from '../../tasks/deploy/run.ts';
import type { Folder } from '../tasks/fixture.ts';
import { runTask } from '../tasks/harness.ts';
import { DAY, type Cast } from './cast.ts';
import { BASE_FIELD_MODULUS, negated, rerandomised } from './groth16.ts';
import { eidForms } from './identifiers.ts';
import { publicTraces } from './traces.ts';
import { openWorld, refusal, stopClock, WORLD_TIMEOUT } from './world.ts';

describe('Certificates proven on chain, with the real circuit', () => {
  let cast: Cast;
  let folder: Folder;
  let chain: LocalChain;
  let openRsp: OpenRsp;
  let dpAuth: ProvenCertificate;
  let dpPb: string;
  let dpTls: ProvenCertificate;
  let chip: ProvenChip;
  /** Of the chip's certificate. */
  let euicc: ProvenCertificate;
  let restore: () => Promise<void>;

  const register = ({ proof }: ProvenCertificate): ReturnType<typeof registerProof> =>
    registerProof(openRsp, proof, chain.registrant);
  const registerTheChip = async (): Promise<ContractTransactionReceipt> =>
    (await registerChip(openRsp, euicc.proof, chip.possession, chain.registrant)).receipt;
  const revoke = async (certificate: Certificate, issuer: Certificate): Promise<void> => {
    const { data } = await revocationCall(openRsp, certificate, issuer);
    await sendGoverned(openRsp, chain.governor, openRsp.revocations, data);
    await sweep(openRsp, chain.governor);
  };
  const pass = async (seconds: number): Promise<void> => {
    const block = await chain.provider.getBlock('latest');
    await chain.travelTo(BigInt(block!.timestamp + seconds));
  };

  before(async function () {
    this.timeout(WORLD_TIMEOUT);
    ({ cast, folder, chain, openRsp, dpAuth, dpPb, dpTls, euicc: chip } = await openWorld());
    euicc = chip.certificate;
  });
  beforeEach(async () => {
    restore = await chain.snapshot();
    await stopClock(chain);
  });
  afterEach(() => restore());

  it('registers the five certificates of SGP.26 under its CI', async function () {
    if (!cast.isSgp26) this.skip();
    for (const proven of [dpAuth, dpTls]) await register(proven);
    await registerTheChip();
    await registerProof(openRsp, readProofFile(dpPb), chain.registrant);
    for (const certificate of [cast.eum, cast.dpAuth, cast.dpPb, cast.dpTls]) {
      expect((await statusOf(openRsp, certificate, cast.ci)).status, certificate.subject.text).to.equal('Valid');
    }
    expect((await statusOf(openRsp, cast.euicc, cast.eum)).leaf).to.equal(euicc.proof.leaf);
  });

  it('registers from a proof file, whole and with nothing secret in it, by the tasks', async () => {
    expect(readdirSync(folder.file('proofs'))).to.deep.equal(['certificate.json']);
    const { publicKey, serialNumber } = cast.dpPb;
    const proof = readProofFile(dpPb);
    expect(proof.opening?.serialNumber).to.equal(serialNumber);
    expect(Object.values(proof)).not.to.include(publicKey.x);
    const dry = await runTask(chain.hre, ['certificate', 'register'], { file: dpPb, dryRun: true });
    expect(dry.stdout).to.match(/The registry would accept leaf 0x[0-9a-f]{64} for \d+ gas; nothing was sent/);
    const run = await runTask(chain.hre, ['certificate', 'register'], { file: dpPb, json: true });
    expect(run.stderr).to.equal('');
    expect(JSON.parse(run.stdout)).to.include({ sent: true });
    const { leaf, status } = await statusOf(openRsp, cast.dpPb, cast.ci);
    expect({ leaf, status }).to.deep.equal({ leaf: proof.leaf, status: 'Valid' });
    const again = await runTask(chain.hre, ['certificate', 'prove'], { file: folder.file('certificate.der') });
    expect(again.stderr).to.match(/is registered already, with leaf 0x/);
  });

  it('spends at most 500,000 gas on a server and 850,000 on a chip', async () => {
    expect(Number((await register(dpAuth)).gasUsed)).to.be.at.most(500_000);
    expect(Number((await registerTheChip()).gasUsed)).to.be.at.most(850_000);
  });

  it('answers for the whole line of each certificate, and for a chip nothing', async () => {
    for (const { proof } of [dpAuth, dpTls]) expect(await openRsp.certificates.isValid(proof.leaf)).to.equal(0n);
    await register(dpAuth);
    await registerTheChip();
    expect((await statusOf(openRsp, cast.dpAuth, cast.ci)).status).to.equal('Valid');
    expect((await statusOf(openRsp, cast.eum, cast.ci)).status).to.equal('Valid');
    expect(await openRsp.certificates.isValid(euicc.proof.leaf)).to.equal(0n);
  });

  it('refuses the TLS certificate as expired at today’s time, before proving', async () => {
    const today = BigInt(Math.floor(Date.now() / 1000));
    const { notAfter } = cast.dpTls;
    await chain.travelTo(cast.isSgp26 || today > notAfter ? today : notAfter + 60n);
    const request = { certificate: cast.dpTls, issuer: cast.ci, submitter: chain.registrant.address };
    const failure: unknown = await prepareProof(openRsp, request).catch((error: unknown) => error);
    expect(failure).to.include({ name: 'CertificateStatementError', code: 'Expired' });
  });

  it('says Expired one second after a registered certificate ended, and Valid until then [S38]', async () => {
    await register(dpTls);
    await chain.travelTo(cast.dpTls.notAfter);
    expect((await statusOf(openRsp, cast.dpTls, cast.ci)).status).to.equal('Valid');
    await chain.travelTo(cast.dpTls.notAfter + 1n);
    expect((await statusOf(openRsp, cast.dpTls, cast.ci)).status).to.equal('Expired');
  });

  it('refuses a proof older than 15 minutes', async () => {
    await pass(901);
    expect(await refusal(openRsp, dpAuth.proof, chain.registrant)).to.equal('ProofTimeRefused');
  });

  it('refuses a proof copied by another sender [S31]', async () => {
    expect(await refusal(openRsp, dpAuth.proof, chain.stranger)).to.equal('ProofRefused');
    expect(await refusal(openRsp, euicc.proof, chain.stranger, chip.possession)).to.equal('ProofRefused');
  });

  it('refuses a proof made for another registry [S32]', async () => {
    const { provider } = chain;
    const deployer = await provider.getSigner(5);
    const store = new MemoryStore();
    const settings = { ...openRsp.deployment.settings, deployer: deployer.address };
    await deployOpenRsp({ signer: deployer, store, settings });
    const other = await openDeployment(store, provider);
    await anchorCi({ ...chain, openRsp: other }, cast.ci);
    // Same chain, same roots, same sender: only the registry differs.
    expect(await other.certificates.caRoot()).to.equal(dpAuth.proof.caRoot);
    expect(await other.revocations.revRoot()).to.equal(dpAuth.proof.revRoot);
    expect(await refusal(other, dpAuth.proof, chain.registrant)).to.equal('ProofRefused');
  });

  it('refuses a proof made for another chain id [S32]', async () => {
    const other = await startLocalChain(DAY, 1337);
    try {
      await anchorCi(other, cast.ci);
      // Same registry address, same roots, same sender: only the chain differs.
      expect(await other.openRsp.certificates.getAddress()).to.equal(dpAuth.proof.registry);
      expect(await other.openRsp.certificates.caRoot()).to.equal(dpAuth.proof.caRoot);
      expect(await refusal(other.openRsp, dpAuth.proof, other.registrant)).to.equal('ProofRefused');
    } finally {
      await other.close();
    }
  });

  it('refuses a proof when any of its public signals is changed by one [S1]', async () => {
    for (const { proof, prepared } of [dpAuth, euicc]) {
      const verify = (signals: readonly bigint[]): Promise<boolean> =>
        openRsp.router.verify(CERTIFICATE_CIRCUIT, CERTIFICATE_VERSION, solidityProof(proof).points, [...signals]);
      const { publicSignals } = prepared.circuit;
      expect(await verify(publicSignals)).to.equal(true);
      for (const index of publicSignals.keys()) {
        for (const difference of [1n, -1n]) {
          const changed = publicSignals.map((signal, i) =>
            i === index ? (signal + difference + FIELD_MODULUS) % FIELD_MODULUS : signal,
          );
          expect(await verify(changed), `signal ${index} + ${difference}`).to.equal(false);
        }
      }
    }
  });

  describe('the deployed verifier', () => {
    type Arguments = [[bigint, bigint], [[bigint, bigint], [bigint, bigint]], [bigint, bigint], bigint[]];
    const verifies = (points: readonly bigint[], signals: readonly bigint[]): Promise<boolean> => {
      const { address } = openRsp.deployment.contracts.CertificateVerifier!;
      const verifier = contractAt('CertificateVerifier', address, chain.registrant);
      const [a0, a1, b00, b01, b10, b11, c0, c1] = solidityProof({ ...dpAuth.proof, points }).points;
      const args: Arguments = [
        [a0, a1],
        [
          [b00, b01],
          [b10, b11],
        ],
        [c0, c1],
        [...signals],
      ];
      return verifier.verifyProof(...(args as Parameters<typeof verifier.verifyProof>));
    };

    it('refuses a public signal to which the modulus was added [S23]', async () => {
      const { publicSignals } = dpAuth.prepared.circuit;
      expect(await verifies(dpAuth.proof.points, publicSignals)).to.equal(true);
      for (const index of publicSignals.keys()) {
        const alias = publicSignals.map((signal, i) => (i === index ? signal + FIELD_MODULUS : signal));
        expect(await verifies(dpAuth.proof.points, alias), `signal ${index}`).to.equal(false);
      }
    });

    it('refuses coordinates to which the modulus was added [S23]', async () => {
      const { publicSignals } = dpAuth.prepared.circuit;
      const { points } = dpAuth.proof;
      for (const index of points.keys()) {
        const alias = points.map((coordinate, i) => (i === index ? coordinate + BASE_FIELD_MODULUS : coordinate));
        expect(await verifies(alias, publicSignals), `coordinate ${index}`).to.equal(false);
      }
    });

    it('is asked through the router, which names the signal that is out of range [S23]', async () => {
      const { publicSignals } = dpAuth.prepared.circuit;
      for (const index of publicSignals.keys()) {
        const alias = publicSignals.map((signal, i) => (i === index ? signal + FIELD_MODULUS : signal));
        const failure: unknown = await openRsp.router
          .verify(CERTIFICATE_CIRCUIT, CERTIFICATE_VERSION, solidityProof(dpAuth.proof).points, alias)
          .catch((error: unknown) => error);
        expect(contractErrorOf(failure)?.name).to.equal('SignalNotInField');
      }
    });
  });

  it('accepts a rerandomised proof, and no second registration by any form of it [S25]', async () => {
    const forms = (points: readonly bigint[]): (readonly bigint[])[] => [
      rerandomised(points, 7n),
      negated(points),
      points,
    ];
    const [first = [], ...later] = forms(dpAuth.proof.points);
    await registerProof(openRsp, { ...dpAuth.proof, points: first }, chain.registrant);
    for (const points of later) {
      const again = await refusal(openRsp, { ...dpAuth.proof, points }, chain.registrant);
      expect(again).to.equal('CertificateAlreadyRegistered');
    }
    const { possession } = chip;
    const formOf = <Proof extends { readonly points: readonly bigint[] }>(proof: Proof, i: number): Proof => ({
      ...proof,
      points: forms(proof.points)[i]!,
    });
    await registerChip(openRsp, formOf(euicc.proof, 0), formOf(possession, 1), chain.registrant);
    for (const i of [1, 2]) {
      const again = await refusal(openRsp, formOf(euicc.proof, i), chain.registrant, formOf(possession, i));
      expect(again).to.equal('ChipAlreadyRegistered');
    }
  });

  it('refuses a second registration of one chip, nullifier 0 and one out of range [S35]', async () => {
    await registerTheChip();
    const { proof } = euicc;
    const { possession } = chip;
    expect(await refusal(openRsp, proof, chain.registrant, possession)).to.equal('ChipAlreadyRegistered');
    expect(await refusal(openRsp, { ...proof, nullifier: 0n }, chain.registrant, possession)).to.equal('NullifierZero');
    const alias = { ...proof, nullifier: proof.nullifier + FIELD_MODULUS };
    expect(await refusal(openRsp, alias, chain.registrant, possession)).to.match(/^(SignalNotInField|NotInField)$/);
  });

  it('refuses a chip whose issuer was revoked, at the latest five minutes later [S37]', async () => {
    await revoke(cast.eum, cast.ci);
    expect((await statusOf(openRsp, cast.eum, cast.ci)).status).to.equal('Revoked');
    const request = {
      certificate: cast.euicc,
      issuer: cast.eum,
      submitter: chain.registrant.address,
      holderSecret: 1n,
    };
    expect(await prepareProof(openRsp, request).catch(String)).to.match(/is no active CA in this registry/);
    await pass(301);
    expect(await refusal(openRsp, euicc.proof, chain.registrant, chip.possession)).to.equal('RootNotRecent');
  });

  it('refuses a chip and a server that were revoked before they registered [S37]', async () => {
    await revoke(cast.dpAuth, cast.ci);
    expect(await refusal(openRsp, dpAuth.proof, chain.registrant)).to.equal('CertificateIsRevoked');
    await revoke(cast.euicc, cast.eum);
    const request = {
      certificate: cast.euicc,
      issuer: cast.eum,
      submitter: chain.registrant.address,
      holderSecret: 1n,
    };
    expect(await prepareProof(openRsp, request).catch(String)).to.match(/was revoked; a revocation is for good/);
    await pass(301);
    expect(await refusal(openRsp, euicc.proof, chain.registrant, chip.possession)).to.equal('RootNotRecent');
  });

  it('gives a stranger who registers a server’s certificate first no right: only its key claims it [S33]', async () => {
    // Whoever sends the registration is a stranger to the server: the certificate is public.
    await register(dpAuth);
    const { leaf, opening } = dpAuth.proof;
    const { publicKey } = cast.dpAuth;
    const owner = chain.stranger;
    const { revKey } = dpAuth.prepared.statement.opening;
    const claim = {
      ...publicKey,
      role: BigInt(opening!.role),
      notAfter: opening!.notAfter,
      revKey,
      ridHash: opening!.attribute,
    };
    const sign = async (account: string): Promise<[string, string]> => {
      const digest = getBytes(await openRsp.certificates.claimDigest(leaf, account));
      const signature = p256.sign(digest, cast.parties.dpAuth.secretKey, { prehash: false });
      const hex = Buffer.from(signature).toString('hex');
      return [`0x${hex.slice(0, 64)}`, `0x${hex.slice(64)}`];
    };
    const [r, s] = await sign(owner.address);
    const squatter = openRsp.certificates.connect(chain.registrant);
    const failure: unknown = await squatter.claimServer(claim, r, s).catch((error: unknown) => error);
    expect(contractErrorOf(failure)?.name).to.equal('ClaimSignatureRefused');
    await openRsp.certificates.connect(owner).claimServer(claim, r, s);
    expect((await openRsp.certificates.claimOf(leaf)).account).to.equal(owner.address);
  });

  it('leaves no EID, and no hash of it alone, in calldata, events or storage [S40]', async () => {
    for (const proven of [dpAuth, dpTls]) await register(proven);
    await registerTheChip();
    const traces = await publicTraces(chain.provider);
    expect(traces.length).to.be.greaterThan(50);
    // The search finds what is there: the chip's leaf.
    expect(traces.some((hex) => hex.includes(euicc.proof.leaf.toString(16)))).to.equal(true);
    for (const [form, needle] of Object.entries(eidForms(cast.euicc.eid!))) {
      expect(
        traces.some((hex) => hex.includes(needle)),
        `the EID as ${form}`,
      ).to.equal(false);
    }
    // Nor what else would name the chip: its key and the serial number under its issuer.
    const { keyHash, revKey } = euicc.prepared.statement.opening;
    for (const value of [keyHash, revKey, cast.euicc.publicKey.x]) {
      expect(traces.some((hex) => hex.includes(value.toString(16).padStart(64, '0')))).to.equal(false);
    }
  });
});
