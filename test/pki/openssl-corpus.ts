import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parsePem } from '../../src/pki/file.ts';
import { withCheckDigits } from '../../src/pki/eid.ts';
import { type RoleName, policyOfRole } from '../../src/pki/role.ts';
import type { Certificate } from '../../src/pki/certificate.ts';

/** A certificate that the OpenSSL command line made. */
export interface CorpusCertificate {
  readonly der: Uint8Array;
  readonly role: RoleName;
  /** The member of {@link Corpus.issuers} that signed it. */
  readonly issuer: Certificate;
  /** What is special about it, for messages of tests. */
  readonly description: string;
  /** false: a RelativeDistinguishedName of its subject has several attributes, which the circuit does not take. */
  readonly fitsCircuit: boolean;
}

export interface Corpus {
  readonly seed: number;
  readonly issuers: { readonly ci: Certificate; readonly eum: Certificate };
  /** TBS of at most 759 octets; all in date at {@link CORPUS_TIME}. */
  readonly certificates: readonly CorpusCertificate[];
}

/** 2026-01-15T00:00:00Z. */
export const CORPUS_TIME = 1_768_435_200n;
const SEED = 20_260_115;
const ORGANIZATION = 'Corpus EUM';
const PREFIX = '89999017';

/** One certificate as it is asked for. Everything but keys and signatures follows from the corpus's seed. */
interface Specification {
  readonly role: RoleName;
  readonly subject: string;
  readonly multiValued: boolean;
  readonly stringMask: string;
  /** Even number of hexadecimal digits. */
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly extensions: readonly string[];
}

const roles: fc.Arbitrary<RoleName> = fc.constantFrom(
  ...(['Euicc', 'Euicc', 'Euicc', 'Eum', 'SubCi', 'DpAuth', 'DpPb', 'DpTls', 'DsAuth', 'DsTls'] as const),
);
/** utf8only; PrintableString or T61String; OpenSSL's pkix; PrintableString or BMPString. */
const stringMasks = fc.constantFrom('utf8only', 'nombstr', 'pkix', 'MASK:0x802');
const words = fc.constantFrom(
  'ACME',
  'Ünïcode & Söhne',
  'a=b',
  'Zürich',
  'x',
  "O'Neil (Test), Ltd.",
  'A'.repeat(40),
  'Ærø: 1?',
);
/** T61String has no more than Latin-1 here. */
const wordsOf = (stringMask: string): fc.Arbitrary<string> =>
  stringMask === 'nombstr' ? words : fc.oneof(words, fc.constantFrom('日本電信', 'Ελλάδα', 'Київ'));

/** 1 to 20 content octets, also such that need a leading zero octet, and such that begin with one set bit. */
const serials = fc
  .tuple(
    fc.integer({ min: 1, max: 20 }),
    fc.constantFrom('01', '7f', '80', 'ff', '42'),
    fc.uint8Array({ minLength: 20, maxLength: 20 }),
  )
  .map(([length, first, rest]) => {
    const octets = first >= '80' ? length - 1 : length;
    return octets < 1 ? '01' : first + Buffer.from(rest.subarray(0, octets - 1)).toString('hex');
  });

const notBefores = fc.constantFrom(
  '19500101000000Z',
  '19991231235959Z',
  '20000229120000Z',
  '20200401083130Z',
  '20240229235959Z',
  '20260115000000Z',
);
const notAfters = fc.constantFrom(
  '20270101000000Z',
  '20491231235959Z',
  '20500101000000Z',
  '20550401082751Z',
  '20960229000000Z',
  '74921102143903Z',
  '99991231235959Z',
);

/** In -subj, these characters separate. */
const escaped = (value: string): string => value.replaceAll(/[/+\\]/g, '\\$&');

function subjects(role: RoleName, stringMask: string): fc.Arbitrary<{ subject: string; multiValued: boolean }> {
  if (role === 'Euicc') {
    return fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 22n - 1n }), fc.boolean()).map(([number, countryFirst]) => {
      const eid = withCheckDigits(PREFIX + number.toString().padStart(22, '0'));
      const rdns = [`/O=${ORGANIZATION}`, `/serialNumber=${eid}`, '/CN=Test eUICC'];
      return { subject: (countryFirst ? ['/C=DE', ...rdns] : rdns.toReversed()).join(''), multiValued: false };
    });
  }
  const rdn = fc
    .tuple(fc.constantFrom('O', 'OU', 'L', 'ST', 'CN', 'title'), wordsOf(stringMask))
    .map(([type, text]) => `/${type}=${escaped(text)}`);
  return fc
    .tuple(fc.uniqueArray(rdn, { minLength: 1, maxLength: 4 }), fc.boolean(), fc.integer({ min: 0, max: 9 }))
    .map(([rdns, country, dice]) => {
      const multi = dice === 0 ? '/OU=left+CN=right' : '';
      return { subject: `${country ? '/C=CH' : ''}${rdns.join('')}${multi}`, multiValued: multi !== '' };
    });
}

const optionalExtensions = fc.subarray([
  'subjectKeyIdentifier = hash',
  'authorityKeyIdentifier = keyid',
  'crlDistributionPoints = URI:http://ci.example.com/A.crl',
  'nsComment = "generated for a test"',
  '1.3.6.1.4.1.32473.7 = ASN1:UTF8String:not understood, not critical',
]);

function extensionsOf(role: RoleName): fc.Arbitrary<readonly string[]> {
  const critical = fc.constantFrom('critical,', '');
  const isCa = role === 'Eum' || role === 'SubCi';
  const usage = isCa
    ? fc.constantFrom('keyCertSign', 'keyCertSign,cRLSign', 'digitalSignature,keyCertSign')
    : fc.constantFrom('digitalSignature', 'digitalSignature,nonRepudiation', 'digitalSignature,keyAgreement');
  const names = fc.constantFrom(
    'RID:2.999.10',
    'RID:2.999.16384.1',
    'DNS:dp.example.com,RID:1.3.6.1.4.1.32473',
    'RID:2.999.3,URI:http://x.example',
  );
  const constraints = fc.constantFrom(
    ...(role === 'SubCi' ? ['CA:TRUE', 'CA:TRUE,pathlen:0', 'CA:TRUE,pathlen:1'] : ['CA:TRUE,pathlen:0', 'CA:TRUE']),
  );
  return fc
    .tuple(critical, critical, usage, names, constraints, optionalExtensions)
    .chain(([a, b, bits, san, basic, optional]) => {
      const extensions = [`keyUsage = ${a}${bits}`, `certificatePolicies = ${b}${policyOfRole(role)}`, ...optional];
      if (role !== 'Euicc') extensions.push(`subjectAltName = ${san}`);
      if (isCa) extensions.push(`basicConstraints = critical,${basic}`);
      if (role === 'Eum') extensions.push('nameConstraints = critical,permitted;dirName:constraint');
      if (role === 'DpTls' || role === 'DsTls') extensions.push('extendedKeyUsage = critical,serverAuth,clientAuth');
      return fc.shuffledSubarray(extensions, { minLength: extensions.length });
    });
}

const specifications: fc.Arbitrary<Specification> = fc.tuple(roles, stringMasks).chain(([role, stringMask]) =>
  fc
    .record({
      subject: subjects(role, stringMask),
      serial: serials,
      notBefore: notBefores,
      notAfter: notAfters,
      extensions: extensionsOf(role),
    })
    .map(({ subject, ...rest }) => ({ role, stringMask, ...subject, ...rest })),
);

const CI: Specification = {
  role: 'Ci',
  subject: '/C=IT/O=Corpus+OU=left/CN=Corpus CI',
  multiValued: true,
  stringMask: 'utf8only',
  serial: 'b874f3abfa6c44d3',
  notBefore: '20200401082751Z',
  notAfter: '20550401082751Z',
  extensions: [
    'subjectKeyIdentifier = hash',
    'basicConstraints = critical,CA:TRUE',
    `certificatePolicies = critical,${policyOfRole('Ci')}`,
    'keyUsage = critical,keyCertSign,cRLSign',
  ],
};

const EUM: Specification = {
  ...CI,
  role: 'Eum',
  subject: `/C=ES/O=${ORGANIZATION}/CN=EUM`,
  serial: '12345678',
  extensions: [
    'authorityKeyIdentifier = keyid',
    'subjectKeyIdentifier = hash',
    'keyUsage = critical,keyCertSign',
    `certificatePolicies = critical,${policyOfRole('Eum')}`,
    'basicConstraints = critical,CA:TRUE,pathlen:0',
    'nameConstraints = critical,permitted;dirName:constraint',
  ],
};

/** Makes `count` certificates with OpenSSL, about 25 ms each. `seed` decides everything but keys and signatures. */
export function opensslCorpus({ count = 200, seed = SEED }: { count?: number; seed?: number } = {}): Corpus {
  const directory = mkdtempSync(path.join(tmpdir(), 'openrsp-corpus-'));
  try {
    const openssl = new OpensslCa(directory);
    const ci = parsePem(openssl.issue('ci', CI, 'ci'));
    const eum = parsePem(openssl.issue('eum', EUM, 'ci'));
    const certificates = fc.sample(specifications, { numRuns: count, seed }).map((specification) => {
      const { role, subject, stringMask, serial, notAfter, extensions } = specification;
      const isChip = role === 'Euicc';
      const der = octetsOfPem(openssl.issue('end', specification, isChip ? 'eum' : 'ci'));
      return {
        der,
        role,
        issuer: isChip ? eum : ci,
        description: `${role} ${subject} (${stringMask}), serial ${serial}, until ${notAfter}: ${extensions.join('; ')}`,
        fitsCircuit: !specification.multiValued,
      };
    });
    return { seed, issuers: { ci, eum }, certificates };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Octets of a PEM file without the project's own reader, which is under test. */
function octetsOfPem(pem: string): Uint8Array {
  return Uint8Array.from(Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64'));
}

/** `openssl ca` in a folder of its own; keys are P-256. */
class OpensslCa {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** PEM of a certificate named `name`, signed by the one named `issuer` (itself: self-signed). */
  issue(name: string, specification: Specification, issuer: string): string {
    const { subject, serial, notBefore, notAfter } = specification;
    writeFileSync(path.join(this.#directory, 'openssl.cnf'), configuration(specification));
    writeFileSync(path.join(this.#directory, 'serial'), serial);
    // Forgets what was issued before: serial numbers of a single octet repeat.
    writeFileSync(path.join(this.#directory, 'index.txt'), '');
    const common = ['-config', 'openssl.cnf', '-utf8', '-batch'];
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
    this.#run('req', '-new', ...common, ...newKey, '-subj', subject, '-out', `${name}.csr`);
    const signer = name === issuer ? ['-selfsign'] : ['-cert', `${issuer}.pem`];
    const dates = ['-startdate', notBefore, '-enddate', notAfter];
    const files = ['-keyfile', `${issuer}.key`, '-in', `${name}.csr`, '-out', `${name}.pem`, '-notext'];
    this.#run('ca', ...common, ...signer, ...dates, ...files, '-preserveDN');
    return readFileSync(path.join(this.#directory, `${name}.pem`), 'utf8');
  }

  #run(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#directory, stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

function configuration({ stringMask, extensions }: Specification): string {
  return `
[req]
distinguished_name = subject
prompt = no
string_mask = ${stringMask}
[subject]
CN = given on the command line
[ca]
default_ca = authority
[authority]
new_certs_dir = .
database = index.txt
serial = serial
default_md = sha256
policy = any
preserve = yes
unique_subject = no
string_mask = ${stringMask}
x509_extensions = extensions
[any]
[constraint]
O = ${ORGANIZATION}
serialNumber = ${PREFIX}
[extensions]
${extensions.join('\n')}
`;
}
