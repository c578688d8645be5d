import { utc } from '../sdk/format.ts';
import { userPath } from '../sdk/user-path.ts';
import { toJson } from '../chain/json.ts';
import { buildAll } from './build.ts';
import { chooseCast, type Cast, type Member } from './cast.ts';
import type { ChipParties } from './chip.ts';
import { startLocalChain, type LocalChain } from './chain.ts';
import { step } from './progress.ts';
import type { Refusal } from './refusal.ts';
import { anotherChip, anotherLeaf, copiedProof, expired, revokedIssuer, tampered, wrongIssuer } from './refusals.ts';
import {
  anchorCi,
  proveChip,
  proveMember,
  registerMember,
  registerProvenChip,
  type Registration,
} from './registration.ts';
import { refusalList, registrationTable } from './report.ts';
import type { ProvenCertificate } from '../sdk/prove.ts';

export interface DemoOptions {
  /** Folder of certificates; undefined: see {@link chooseCast}. */
  readonly certificates: string | undefined;
  /** Day of the chain, e.g. 2026-01-15. */
  readonly date: string | undefined;
  readonly json: boolean;
}

/** Builds what is missing, starts a chain, registers certificates by proof, and shows what is refused. */
export async function runDemo({ certificates, date, json }: DemoOptions): Promise<void> {
  const cast = chooseCast(certificates === undefined ? undefined : userPath(certificates), date);
  if (cast.chip === undefined) {
    process.stderr.write(
      'No eUICC takes part: it signs its registration, with its private key and that of an SM-DP+.\n',
    );
  }
  await buildAll();
  const chain = await step(
    'Local chain',
    () => startLocalChain(cast.startTime),
    ({ deployment }) => {
      const gas = deployment.reduce((sum, { gasUsed = 0n }) => sum + gasUsed, 0n);
      return `Local chain of ${utc(cast.startTime)}: deployed with ${gas} gas, the deployer keeps no role`;
    },
  );
  try {
    const result = await play(chain, cast);
    if (json) {
      process.stdout.write(toJson({ origin: cast.origin, startTime: cast.startTime, ...result }));
    } else {
      process.stdout.write(`\nCertificates from ${cast.origin}\n\n${registrationTable(result.registrations)}\n\n`);
      process.stdout.write(`Refused, each tried for real\n\n${refusalList(result.refusals)}\n`);
    }
  } finally {
    await chain.close();
  }
}

interface DemoResult {
  readonly registrations: readonly Registration[];
  readonly refusals: readonly Refusal[];
}

async function play(chain: LocalChain, { ci, members, chip }: Cast): Promise<DemoResult> {
  const registrations: Registration[] = [await step(`Anchor ${ci.subject.text}`, () => anchorCi(chain, ci))];
  const refusals: Refusal[] = [];
  const proofs = new Map<Member, ProvenCertificate>();
  const attempt: Attempt = async (title, run) => {
    refusals.push(...(await step(`Refused: ${title}`, run)));
  };

  for (const member of members) {
    const { role } = member.certificate;
    const proven = await step(
      `Prove ${role}`,
      () => proveMember(chain, member),
      ({ seconds }) => `Proved ${role} in ${seconds.toFixed(1)} s`,
    );
    if (proofs.size === 0) {
      await attempt('a copied proof', () => copiedProof(chain, proven));
      await attempt('a changed bit', () => tampered(chain, member, proven));
      await attempt('an unknown issuer', () => wrongIssuer(chain, proven));
    }
    registrations.push(
      role === 'Euicc' && chip !== undefined
        ? await playChip(chain, chip, { member, proven, attempt })
        : await step(`Register ${role}`, () => registerMember(chain, member, proven)),
    );
    proofs.set(member, proven);
  }

  // The chain's time only goes forward: the certificate that ends first, last.
  const [first] = [...proofs].sort(([a], [b]) => (a.certificate.notAfter < b.certificate.notAfter ? -1 : 1));
  if (first !== undefined) await attempt('after its end', () => expired(chain, ...first));
  return { registrations, refusals };
}

type Attempt = (title: string, run: () => Promise<readonly Refusal[]>) => Promise<void>;

/** A chip registers by its own signature, after others tried without it. */
async function playChip(
  chain: LocalChain,
  parties: ChipParties,
  { member, proven, attempt }: { member: Member; proven: ProvenCertificate; attempt: Attempt },
): Promise<Registration> {
  const chip = await step(
    'The chip signs; prove possession',
    () => proveChip(chain, parties, member, proven),
    ({ seconds }) => `The chip signed; proved possession in ${seconds.toFixed(1)} s`,
  );
  await attempt("another chip's signature", () => anotherChip(chain, chip));
  await attempt('a signature for another leaf', () => anotherLeaf(chain, parties, chip));
  await attempt('a revoked issuer', () => revokedIssuer(chain, chip, parties.ci));
  return step('Register Euicc', () => registerProvenChip(chain, chip));
}
