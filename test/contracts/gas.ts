import { artifacts } from 'hardhat';
import { type ContractTransactionResponse, keccak256 } from 'ethers';
import { revKey, Role } from '../../src/zk/values.ts';
import type { GasMeter, MockVerifier } from '../../types/ethers-contracts/index.ts';
import {
  addAnchor,
  type Anchor,
  type Certificate,
  certificate,
  inOrder,
  mockPoints,
  prove,
  register,
  registerChip,
  registerLine,
} from './support/certificates.ts';
import { ethers } from './support/chain.ts';
import { crl, entriesOf, issuerOf } from './support/crls.ts';
import { CERTIFICATE, deploy, deploySystem, Realm, type System } from './support/deploy.ts';
import { IndexedModel } from './support/trees.ts';

export interface GasFigures {
  /** All contracts and libraries of a deployment, verifier included. */
  readonly deploy: number;
  readonly registerServer: number;
  /** Mean over sub-CIs and EUMs at places 1 to 15 of `caTree`; a place whose number has n binary ones costs n hashes of 21,000. */
  readonly registerCa: number;
  /** Dearest of the same: a sub-CI at place 15. */
  readonly registerCaWorst: number;
  /** Mean over places 1,000 to 1,023 of `chipTree`. */
  readonly registerChip: number;
  /** Dearest of the same. */
  readonly registerChipWorst: number;
  /** A line of four, measured in a calling contract from a cold start. */
  readonly isValid: number;
  /** One chip into a revocation tree of 17 leaves. */
  readonly revoke: number;
  /** A proof with six signals, measured in a calling contract. */
  readonly verify: number;
  /** A list without entries: form, signature and freshness. */
  readonly crlBase: number;
  /** An entry of a CA or server in a list of 1,000, octets and repeated octets included. */
  readonly crlPerEntry: number;
  /** An entry of a chip, mean over places 1,009 to 1,024 of the revocation tree. */
  readonly crlPerChipEntry: number;
  /** Dearest transaction of either list. */
  readonly crlBatch: number;
}

const CHIPS = 1000;
const MEASURED = 24;

const spent = async (transaction: Promise<ContractTransactionResponse>): Promise<number> => {
  const receipt = await (await transaction).wait();
  return Number(receipt!.gasUsed);
};

const mean = (figures: readonly number[]): number =>
  Math.round(figures.reduce((sum, gas) => sum + gas, 0) / figures.length);

const deployed = async (contract: { deploymentTransaction(): ContractTransactionResponse | null }): Promise<number> => {
  const receipt = await contract.deploymentTransaction()!.wait();
  return Number(receipt!.gasUsed);
};

/** What every call spends with the real verifier's cost: the mock also runs the generated verifier on well-formed points. */
export async function measureGas(): Promise<GasFigures> {
  const first = await ethers.provider.getBlockNumber();
  const meter = (await artifacts.artifactExists('CertificateVerifier'))
    ? await deploy('CertificateVerifier')
    : undefined;
  const system = await deploySystem(Realm.Test, meter === undefined ? ethers.ZeroAddress : await meter.getAddress());
  const deployment = await deploymentGas(first, system);

  const ci = await addAnchor(system);
  const subCi = certificate(ci, Role.SubCi);
  const lowest = certificate(subCi, Role.SubCi);
  const cas = [await spent(register(system, subCi))];
  for (let place = 2; place < 15; place++) {
    cas.push(await spent(register(system, certificate(subCi, place % 3 === 1 ? Role.SubCi : Role.Eum))));
  }
  cas.push(await spent(register(system, lowest)));
  const server = certificate(lowest, Role.DpAuth);
  const registerServer = await spent(register(system, server));

  const gasMeter = await deploy<GasMeter>('GasMeter');
  const [, isValid] = await gasMeter.isValid(system.registry, server.leaf);
  const signals = inOrder({ caRoot: 1n, revRoot: 2n, now: 3n, leaf: 4n, nullifier: 5n, binding: 6n });
  const [, verify] = await gasMeter.verify(system.router, CERTIFICATE, 1, mockPoints(signals), signals);

  const chips = await measureChips(system);
  const revoker = system.revocations.connect(system.revoker);
  await revoker.revokeChips(
    Array.from({ length: 16 }, (_, i) => BigInt(i + 1) << 200n),
    Array.from({ length: 16 }, (_, i) => i),
  );
  const revoke = await spent(revoker.revokeChips([17n << 200n], [16]));
  return {
    deploy: deployment,
    registerServer,
    registerCa: mean(cas),
    registerCaWorst: Math.max(...cas),
    registerChip: mean(chips),
    registerChipWorst: Math.max(...chips),
    isValid: Number(isValid),
    revoke,
    verify: Number(verify),
    ...(await measureLists()),
  };
}

/** Contract creations since block `first`, without the mock. */
async function deploymentGas(first: number, { verifier }: { verifier: MockVerifier }): Promise<number> {
  let total = 0;
  const last = await ethers.provider.getBlockNumber();
  for (let number = first + 1; number <= last; number++) {
    const block = await ethers.provider.getBlock(number);
    for (const hash of block!.transactions) {
      const receipt = await ethers.provider.getTransactionReceipt(hash);
      if (receipt!.contractAddress !== null) total += Number(receipt!.gasUsed);
    }
  }
  return total - (await deployed(verifier));
}

/** Fills `chipTree` with the cheap mock and measures the places from {@link CHIPS} on with the metered one. */
async function measureChips(system: System): Promise<number[]> {
  const cheap = await deploy<MockVerifier>('MockVerifier', ethers.ZeroAddress);
  const code = ethers.keccak256(await ethers.provider.getCode(cheap));
  await system.router.connect(system.governance).addVersion(CERTIFICATE, 2, cheap, 6, code);
  const chip = (i: number) => ({ leaf: BigInt(i + 1) << 210n, nullifier: BigInt(i + 1) << 211n });
  for (let i = 0; i < CHIPS; i++) {
    const { leaf, nullifier } = chip(i);
    const proof = await prove(system, system.stranger, leaf, { nullifier }, 2);
    await system.registry.connect(system.stranger).registerChip(proof, leaf, nullifier);
  }
  const figures: number[] = [];
  for (let i = CHIPS; i < CHIPS + MEASURED; i++) {
    const { leaf, nullifier } = chip(i);
    figures.push(await spent(registerChip(system, leaf, nullifier)));
  }
  return figures;
}

/** Distinct serial numbers of 16 octets, as real ones are. */
const serialNumbers = (count: number): bigint[] =>
  Array.from({ length: count }, (_, i) => BigInt(keccak256(ethers.toBeHex(i + 1))) >> 129n);

async function measureLists(): Promise<Pick<GasFigures, 'crlBase' | 'crlPerEntry' | 'crlPerChipEntry' | 'crlBatch'>> {
  const system = await deploySystem();
  const { ci, eum } = await registerLine(system);
  const crlBase = await spent(system.lists.submitCrl(issuerOf(ci), crl(ci.key), 0, []));
  const listed = serialNumbers(CHIPS);
  const certificates = await measureList(system, ci, listed, 320, () => []);
  const model = new IndexedModel();
  const hints = (batch: readonly bigint[]) =>
    batch.map((serialNumber) => {
      const value = revKey(eum.key.hash, serialNumber);
      const lowIndex = model.lowIndex(value);
      model.insert(value);
      return lowIndex;
    });
  const chips = await measureList(system, eum, serialNumbers(CHIPS + MEASURED), 16, hints);
  return {
    crlBase,
    crlPerEntry: Math.round(certificates.reduce((sum, gas) => sum + gas, 0) / listed.length),
    crlPerChipEntry: Math.round(chips.at(-1)! / 16),
    crlBatch: Math.max(...certificates, ...chips),
  };
}

/** Puts a list in, `size` entries at a time, and says what each transaction cost. */
async function measureList(
  { lists }: System,
  issuer: Anchor | Certificate,
  listed: readonly bigint[],
  size: number,
  hints: (batch: readonly bigint[]) => number[],
): Promise<number[]> {
  const der = crl(issuer.key, { number: 2n, serialNumbers: listed });
  const name = await lists.crlName(keccak256(der), 'role' in issuer && issuer.role === Role.Eum);
  // Said in advance: to have it estimated would take as long again.
  const options = { gasLimit: 16_000_000 };
  const figures: number[] = [];
  for (let from = 0; from < listed.length; from += size) {
    const lowIndexes = hints(listed.slice(from, from + size));
    figures.push(
      await spent(
        from === 0
          ? lists.submitCrl(issuerOf(issuer), der, size, lowIndexes, options)
          : lists.continueCrl(name, entriesOf(listed.slice(from)), size, lowIndexes, options),
      ),
    );
  }
  return figures;
}
