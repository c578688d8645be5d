import { artifacts } from 'hardhat';
import { type ContractTransactionResponse, keccak256 } from 'ethers';
import type { Minted } from '../../src/pki/mint/authority.ts';
import { circuitName, verifiedCircuits, verifiers } from '../../src/chain/circuits.ts';
import { revKey, Role } from '../../src/zk/values.ts';
import type { GasMeter } from '../../types/ethers-contracts/index.ts';
import { pki } from '../pki/support/fixture.ts';
import {
  addAnchor,
  type Anchor,
  type Certificate,
  certificate,
  inOrder,
  mockPoints,
  register,
  registerLine,
} from './support/certificates.ts';
import { ethers, time } from './support/chain.ts';
import { registerChip, revokeOwnChip, vetoChip } from './support/chips.ts';
import { crl, entriesOf, issuerOf, nameOf } from './support/crls.ts';
import {
  addVersion,
  CERTIFICATE,
  CIRCUITS,
  deploy,
  deployMock,
  deploySystem,
  Realm,
  type System,
} from './support/deploy.ts';
import { deployOpenSystem, registerOpen } from './support/transparent.ts';
import { IndexedModel } from './support/trees.ts';

export interface GasFigures {
  /** All contracts and libraries of a deployment, verifiers included. */
  readonly deploy: number;
  readonly registerServer: number;
  /** Mean over sub-CIs and EUMs at places 1 to 15 of `caTree`; a place whose number has n binary ones costs n hashes of 21,000. */
  readonly registerCa: number;
  /** Dearest of the same: a sub-CI at place 15. */
  readonly registerCaWorst: number;
  /** With both proofs, in the mean over places 1,000 to 1,023 of `chipTree`. */
  readonly registerChipWithPossession: number;
  /** Dearest of the same. */
  readonly registerChipWithPossessionWorst: number;
  /** The present holder's proof against a pending leaf. */
  readonly vetoChip: number;
  /** A pending leaf takes its place in a tree of 1,024. */
  readonly activateChip: number;
  /** A line of four, measured in a calling contract from a cold start. */
  readonly isValid: number;
  /** One chip into a revocation tree of 17 leaves. */
  readonly revoke: number;
  /** The same by the holder's own proof. */
  readonly revokeOwnChip: number;
  /** A proof with six signals, measured in a calling contract. */
  readonly verify: number;
  /** The chain CI → EUM in the open, certificate and signature checked on chain: place 1 of `caTree`. */
  readonly chainVerifyTransparent: number;
  /** The chain CI → DPauth in the open. */
  readonly chainVerifyTransparentServer: number;
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
  const meters = new Map<string, string>();
  for (const circuit of verifiedCircuits) {
    const name = verifiers[circuit];
    if (await artifacts.artifactExists(name)) meters.set(circuitName(circuit), await (await deploy(name)).getAddress());
  }
  const system = await deploySystem(Realm.Test, meters);
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

  const open = await measureOpen();
  const chips = await measureChips(system);
  const supersession = await measureSupersession(system);
  const revoker = system.revocations.connect(system.revoker);
  await revoker.revokeChips(
    Array.from({ length: 16 }, (_, i) => BigInt(i + 1) << 200n),
    Array.from({ length: 16 }, (_, i) => i),
  );
  const revoke = await spent(revoker.revokeChips([17n << 200n], [16]));
  const revokeOwnChip = await measureOwnRevocation(system);
  return {
    deploy: deployment,
    registerServer,
    registerCa: mean(cas),
    registerCaWorst: Math.max(...cas),
    registerChipWithPossession: mean(chips),
    registerChipWithPossessionWorst: Math.max(...chips),
    ...supersession,
    isValid: Number(isValid),
    revoke,
    revokeOwnChip,
    verify: Number(verify),
    ...open,
    ...(await measureLists()),
  };
}

/** Contract creations since block `first`, without the mocks. */
async function deploymentGas(first: number, { verifiers }: System): Promise<number> {
  let total = 0;
  const last = await ethers.provider.getBlockNumber();
  for (let number = first + 1; number <= last; number++) {
    const block = await ethers.provider.getBlock(number);
    for (const hash of block!.transactions) {
      const receipt = await ethers.provider.getTransactionReceipt(hash);
      if (receipt!.contractAddress !== null) total += Number(receipt!.gasUsed);
    }
  }
  for (const verifier of verifiers.values()) total -= await deployed(verifier);
  return total;
}

/** Registrations in the open, in a deployment of their own. */
async function measureOpen(): Promise<Pick<GasFigures, 'chainVerifyTransparent' | 'chainVerifyTransparentServer'>> {
  const system = await deployOpenSystem();
  const register = ({ certificate: { der } }: Minted): Promise<number> =>
    spent(registerOpen(system, [der], system.anchor));
  return {
    chainVerifyTransparent: await register(pki().eum),
    chainVerifyTransparentServer: await register(pki().dpAuth),
  };
}

const chipAt = (place: number) => ({ leaf: BigInt(place + 1) << 210n, nullifier: BigInt(place + 1) << 211n });

/** Fills `chipTree` with the cheap mocks and measures the places from {@link CHIPS} on with the metered ones. */
async function measureChips(system: System): Promise<number[]> {
  const cheap = await deployMock();
  for (const [circuit, signals] of CIRCUITS) await addVersion(system, circuit, 2, cheap, signals);
  const figures: number[] = [];
  for (let place = 0; place < CHIPS + MEASURED; place++) {
    const { leaf, nullifier } = chipAt(place);
    const registration = registerChip(system, leaf, nullifier, system.stranger, place < CHIPS ? 2 : 1);
    if (place < CHIPS) await registration;
    else figures.push(await spent(registration));
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
  const name = await lists.crlName(nameOf(der), 'role' in issuer && issuer.role === Role.Eum);
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

/** The chip at place 1,000: its holder refuses one leaf and is replaced by another. */
async function measureSupersession(system: System): Promise<Pick<GasFigures, 'vetoChip' | 'activateChip'>> {
  const { leaf, nullifier } = chipAt(CHIPS);
  await registerChip(system, leaf + 1n, nullifier);
  const veto = await spent(vetoChip(system, nullifier));
  await registerChip(system, leaf + 2n, nullifier);
  await time.increase(72 * 3600);
  return { vetoChip: veto, activateChip: await spent(system.registry.activateChip(nullifier)) };
}

/** A chip by its holder into a revocation tree of 18 leaves. */
function measureOwnRevocation(system: System): Promise<number> {
  const { leaf, nullifier } = chipAt(0);
  return spent(revokeOwnChip(system, nullifier, leaf, 18n << 200n, 17));
}
