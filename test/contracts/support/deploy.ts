import type { Artifact } from 'hardhat/types/artifacts';
import { artifacts } from 'hardhat';
import type { Signer } from 'ethers';
import type {
  AccessManager,
  CertificateRegistry,
  ListParts,
  MockVerifier,
  RevocationLists,
  RevocationRegistry,
  TransparentRegistration,
  VerifierRouter,
} from '../../../types/ethers-contracts/index.ts';
import { ethers } from './chain.ts';

export const Realm = { Test: 0, Production: 1 } as const;
export const RoleId = { Admin: 0n, Governance: 1n, Guardian: 2n, Revoker: 3n, Registrar: 4n, Remover: 5n } as const;
export const CERTIFICATE = ethers.encodeBytes32String('certificate');
export const POSSESSION = ethers.encodeBytes32String('possession');
export const REVOCATION = ethers.encodeBytes32String('revocation');
/** Circuits that the registries ask for, and their numbers of public signals. */
export const CIRCUITS = [
  [CERTIFICATE, 6],
  [POSSESSION, 2],
  [REVOCATION, 4],
] as const;
/** Execution delay of governance, in seconds. */
export const DELAY = 3600;

export interface System {
  readonly manager: AccessManager;
  /** Of the circuit `certificate`. */
  readonly verifier: MockVerifier;
  /** All of them, by circuit. */
  readonly verifiers: ReadonlyMap<string, MockVerifier>;
  readonly router: VerifierRouter;
  readonly revocations: RevocationRegistry;
  readonly registry: CertificateRegistry;
  readonly transparent: TransparentRegistration;
  readonly lists: RevocationLists;
  readonly parts: ListParts;
  readonly admin: Signer;
  readonly governance: Signer;
  readonly guardian: Signer;
  readonly revoker: Signer;
  readonly stranger: Signer;
  readonly other: Signer;
}

export type Addressed = { getAddress(): Promise<string> };

/**
 * Deploys contracts with the libraries that they link, each library once. Good for one fixture: going back to a snapshot takes
 * the libraries with it.
 */
function deployer(): <T>(name: string, ...args: unknown[]) => Promise<T & Addressed> {
  const libraries = new Map<string, string>();
  async function deployOne<T>(name: string, ...args: unknown[]): Promise<T & Addressed> {
    const artifact: Artifact = await artifacts.readArtifact(name);
    const linked: Record<string, string> = {};
    for (const [source, entries] of Object.entries(artifact.linkReferences)) {
      for (const library of Object.keys(entries)) {
        const address = libraries.get(library) ?? (await (await deployOne(library)).getAddress());
        libraries.set(library, address);
        linked[`${source}:${library}`] = address;
      }
    }
    const factory = await ethers.getContractFactory(name, { libraries: linked });
    const contract = await factory.deploy(...args);
    await contract.waitForDeployment();
    return contract as never;
  }
  return deployOne;
}

/** Deploys a single contract with libraries of its own. */
export const deploy = <T>(name: string, ...args: unknown[]): Promise<T & Addressed> => deployer()<T>(name, ...args);

/** Selectors of `contract`'s functions. */
const selectors = (
  contract: { interface: { getFunction(name: string): { selector: string } | null } },
  names: string[],
) => names.map((name) => contract.interface.getFunction(name)!.selector);

/** Routes a version of a circuit as governance. */
export async function addVersion(
  { router, governance }: Pick<System, 'router' | 'governance'>,
  circuit: string,
  version: number,
  verifier: Addressed,
  signals: number,
): Promise<void> {
  const address = await verifier.getAddress();
  const code = ethers.keccak256(await ethers.provider.getCode(address));
  await router.connect(governance).addVersion(circuit, version, address, signals, code);
}

/** A stand-in for a generated verifier of any circuit. */
export const deployMock = (meter: string = ethers.ZeroAddress, isDevelopmentKey = true) =>
  deploy<MockVerifier>('MockVerifier', meter, isDevelopmentKey);

/** Generated verifiers by circuit, whose gas the mocks are to spend too. */
export type Meters = ReadonlyMap<string, string>;

/** Deploys everything as docs/DEPLOYMENT says, with mocks in the verifiers' places and roles on separate accounts. */
export async function deploySystem(realm: number = Realm.Test, meters: Meters = new Map()): Promise<System> {
  const deploy = deployer();
  const [admin, governance, guardian, revoker, stranger, other] = await ethers.getSigners();
  const manager = await deploy<AccessManager>('AccessManager', admin);
  const router = await deploy<VerifierRouter>('VerifierRouter', manager, realm);
  const revocations = await deploy<RevocationRegistry>('RevocationRegistry', manager);
  const registry = await deploy<CertificateRegistry>('CertificateRegistry', manager, realm, router, revocations);
  await revocations.setCertificates(registry);
  const transparent = await deploy<TransparentRegistration>('TransparentRegistration', registry);
  const lists = await deploy<RevocationLists>('RevocationLists', manager, registry);
  const parts = await deploy<ListParts>('ListParts');

  const table: [{ getAddress(): Promise<string>; interface: never }, string[], bigint][] = [
    [router as never, ['addVersion', 'setSunset'], RoleId.Governance],
    [router as never, ['disableVersion'], RoleId.Guardian],
    [registry as never, ['addAnchor', 'setFailClosed'], RoleId.Governance],
    [registry as never, ['removeAnchor'], RoleId.Remover],
    [registry as never, ['setNextUpdate'], RoleId.Revoker],
    [registry as never, ['pause', 'unpause'], RoleId.Guardian],
    [registry as never, ['registerVerified'], RoleId.Registrar],
    [lists as never, ['forgetScope'], RoleId.Governance],
    [revocations as never, ['revokeCertificates', 'revokeChips'], RoleId.Revoker],
  ];
  for (const [contract, names, role] of table) {
    await manager.setTargetFunctionRole(await contract.getAddress(), selectors(contract, names), role);
  }
  // The fixture's governance acts without delay; governance.test.ts grants the role with one.
  await manager.grantRole(RoleId.Governance, governance!, 0);
  await manager.grantRole(RoleId.Guardian, guardian!, 0);
  await manager.grantRole(RoleId.Remover, revoker!, 0);
  // In a deployment governance revokes, after its delay.
  await manager.grantRole(RoleId.Revoker, revoker!, 0);
  await manager.grantRole(RoleId.Registrar, transparent, 0);
  await manager.grantRole(RoleId.Revoker, lists, 0);
  await manager.setRoleGuardian(RoleId.Governance, RoleId.Guardian);
  const verifiers = new Map<string, MockVerifier>();
  for (const [circuit, signals] of CIRCUITS) {
    const verifier = await deployMock(meters.get(circuit), realm === Realm.Test);
    await addVersion({ router, governance: governance! }, circuit, 1, verifier, signals);
    verifiers.set(circuit, verifier);
  }
  return {
    manager,
    verifier: verifiers.get(CERTIFICATE)!,
    verifiers,
    router,
    revocations,
    registry,
    transparent,
    lists,
    parts,
    admin: admin!,
    governance: governance!,
    guardian: guardian!,
    revoker: revoker!,
    stranger: stranger!,
    other: other!,
  };
}
