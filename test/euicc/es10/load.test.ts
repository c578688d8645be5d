import { expect } from 'chai';
import { Element } from '../../../src/rsp/tlv/element.ts';
import { encode } from '../../../src/rsp/asn1/codec.ts';
import { encodeExact } from '../../../src/rsp/asn1/exact.ts';
import { BspKeys } from '../../../src/rsp/bsp/keys.ts';
import { segment } from '../../../src/rsp/segmentation.ts';
import { ConfigureIsdpRequest, DpProprietaryData } from '../../../src/rsp/structures/configure-isdp.ts';
import { BppCommandId, ErrorReason } from '../../../src/rsp/structures/profile-installation-result.ts';
import type { SoftwareEuiccOptions } from '../../../src/euicc/software-euicc.ts';
import { StatusWordError } from '../../../src/rsp/apdu/error.ts';
import { rejection } from '../../rsp/apdu/cards.ts';
import { Bench } from '../support/cards.ts';
import { mintedPki } from '../support/parties.ts';
import { metadataFor, profileOf, type PackageChanges } from '../support/server.ts';

const ICCID = '89000123456789012341';
const OWNER = { mccMnc: Uint8Array.of(0x00, 0xf1, 0x10) };

type Reason = keyof typeof ErrorReason;
type Command = keyof typeof BppCommandId;

describe('LoadBoundProfilePackage', () => {
  /** Asserts that a package is refused so, that nothing of it is on the chip, and that a good one installs afterwards. */
  async function expectRefused(
    command: Command,
    reason: Reason,
    changes: PackageChanges,
    metadata = metadataFor(ICCID),
    properties: SoftwareEuiccOptions['properties'] = {},
    profile = profileOf(metadata.iccid),
  ): Promise<void> {
    const bench = await Bench.open({ properties });
    const result = await bench.lpa.download(bench.server(), metadata, profile, changes);
    const { finalResult } = result!.profileInstallationResultData.value;
    expect(finalResult).to.deep.equal({
      kind: 'errorResult',
      value: { bppCommandId: BppCommandId[command], errorReason: ErrorReason[reason] },
    });
    const { state } = bench.euicc;
    expect(state.profiles).to.deep.equal([]);
    expect(state.installing).to.equal(undefined);
    expect(state.notifications.map(({ event }) => event)).to.deep.equal(['notificationInstall']);
    const again = await bench.lpa.download(bench.server(), metadataFor('8900000000000000001'));
    expect(again!.profileInstallationResultData.value.finalResult.kind).to.equal('successResult');
  }

  describe('InitialiseSecureChannel', () => {
    const cases: readonly (readonly [string, Reason, PackageChanges])[] = [
      ['another transaction', 'invalidTransactionId', { transactionId: Uint8Array.of(1, 2) }],
      ['another operation', 'unsupportedRemoteOperationType', { remoteOpId: 2 }],
      ['another type of key', 'unsupportedCrtValues', { keyType: 0x80 }],
      ['another length of key', 'unsupportedCrtValues', { keyLen: 0x20 }],
      ['a signature by the authentication key', 'invalidSignature', { signer: mintedPki().dpAuth }],
      ['a key that is no point of the curve', 'incorrectInputValues', { smdpOtpk: new Uint8Array(65).fill(4) }],
    ];
    for (const [what, reason, changes] of cases) {
      it(`refuses ${what} (${reason})`, () => expectRefused('initialiseSecureChannel', reason, changes));
    }

    it('refuses a package for the one-time key of another session (invalidSignature) [S60]', async () => {
      const other = await Bench.open();
      const server = other.server();
      await other.lpa.prepare(server);
      await expectRefused('initialiseSecureChannel', 'invalidSignature', { euiccOtpk: server.euiccOtpk });
    });
  });

  describe('segments', () => {
    const flipped = (octets: Uint8Array, at: number): Uint8Array =>
      octets.map((octet, i) => (i === (at + octets.length) % octets.length ? octet ^ 1 : octet));
    type Sequences = Parameters<NonNullable<PackageChanges['alter']>>[0];
    const profileCases: readonly (readonly [
      string,
      Reason,
      (segments: readonly Uint8Array[]) => readonly Uint8Array[],
    ])[] = [
      ['an altered MAC', 'scp03tSecurityError', (all) => all.with(1, flipped(all[1]!, -1))],
      ['altered content', 'scp03tSecurityError', (all) => all.with(0, flipped(all[0]!, 10))],
      ['segments in another order', 'scp03tSecurityError', (all) => [all[1]!, all[0]!, ...all.slice(2)]],
      ['a segment twice', 'scp03tSecurityError', (all) => [all[0]!, ...all]],
      ['a segment left out', 'scp03tSecurityError', (all) => all.slice(1)],
      ['no last segment', 'installFailedDueToPEProcessingError', (all) => all.slice(0, -1)],
    ];
    for (const [what, reason, change] of profileCases) {
      it(`refuses ${what} (${reason})`, () =>
        expectRefused('loadProfileElements', reason, {
          alter: (sequences: Sequences) => ({ ...sequences, sequenceOf86: change(sequences.sequenceOf86) }),
        }));
    }

    it('refuses segments of a session with other keys (scp03tSecurityError) [S60]', () =>
      expectRefused('configureISDP', 'scp03tSecurityError', {
        alter: (sequences) => ({ ...sequences, firstSequenceOf87: [spliced()] }),
      }));

    it('refuses altered metadata (scp03tSecurityError)', () =>
      expectRefused('storeMetadata', 'scp03tSecurityError', {
        alter: (sequences) => ({ ...sequences, sequenceOf88: sequences.sequenceOf88.map((each) => flipped(each, 20)) }),
      }));

    it('refuses an altered ReplaceSessionKeys (scp03tSecurityError)', () =>
      expectRefused('replaceSessionKeys', 'scp03tSecurityError', {
        alter: (sequences) => ({
          ...sequences,
          secondSequenceOf87: sequences.secondSequenceOf87!.map((each) => flipped(each, 5)),
        }),
      }));

    it('refuses an empty sequence (scp03tStructureError)', () =>
      expectRefused('initialiseSecureChannel', 'scp03tStructureError', {
        alter: (sequences) => ({ ...sequences, firstSequenceOf87: [] }),
      }));

    function spliced(): Uint8Array {
      return Uint8Array.from([0x87, 0x18, ...BspKeys.generate().octets().subarray(0, 24)]);
    }
  });

  describe('commands', () => {
    const metadataCases: readonly (readonly [
      string,
      Reason,
      Parameters<typeof metadataFor>[1],
      SoftwareEuiccOptions['properties']?,
    ])[] = [
      ['an icon without its type', 'incorrectInputValues', { icon: new Uint8Array(8) }],
      ['a class that does not exist', 'unsupportedProfileClass', { profileClass: 9 }],
      ['a test profile it does not support', 'unsupportedProfileClass', { profileClass: 0 }, { rspCapability: [] }],
      ['ppr1 without an owner', 'pprNotAllowed', { profilePolicyRules: ['ppr1'] }],
      [
        'a rule that no operator may have',
        'pprNotAllowed',
        { profilePolicyRules: ['ppr2'], profileOwner: OWNER },
        { rulesAuthorisationTable: [] },
      ],
      [
        'a rule of another operator',
        'pprNotAllowed',
        { profilePolicyRules: ['ppr2'], profileOwner: OWNER },
        {
          rulesAuthorisationTable: [
            { pprIds: ['ppr2'], allowedOperators: [{ mccMnc: Uint8Array.of(0, 0xf1, 0x20) }], pprFlags: [] },
          ],
        },
      ],
      [
        'a rule that the chip forbids',
        'pprNotAllowed',
        { profilePolicyRules: ['ppr2'], profileOwner: OWNER },
        { forbiddenProfilePolicyRules: ['ppr2'] },
      ],
    ];
    for (const [what, reason, changes, properties] of metadataCases) {
      it(`refuses ${what} (${reason})`, () =>
        expectRefused('storeMetadata', reason, {}, metadataFor(ICCID, changes), properties));
    }

    it('refuses metadata that cannot be read (incorrectInputValues)', () =>
      expectRefused('storeMetadata', 'incorrectInputValues', { metadata: Uint8Array.of(0xbf, 0x25, 0x01, 0x5a) }));

    it('refuses ConfigureISDP that cannot be read, of another server, or too long (incorrectInputValues)', async () => {
      const of = (dpOid: string) =>
        encode(ConfigureIsdpRequest, { dpProprietaryData: encodeExact(DpProprietaryData, { dpOid }) });
      const long = encode(ConfigureIsdpRequest, {
        dpProprietaryData: {
          raw: Uint8Array.from([
            0xb8,
            0x81,
            0x89,
            0x80,
            0x03,
            0x88,
            0x37,
            0x0a,
            0x81,
            0x81,
            0x81,
            ...new Uint8Array(129),
          ]),
          value: { dpOid: '2.999.10' },
        },
      });
      for (const configureIsdp of [of('2.999.11'), long, Uint8Array.of(0xbf, 0x24, 0x01)]) {
        await expectRefused('configureISDP', 'incorrectInputValues', { configureIsdp });
      }
    });

    it('refuses a second profile with ppr1 beside an operational one (pprNotAllowed)', async () => {
      const { lpa, server, euicc } = await opened();
      await lpa.download(server(), metadataFor('8900000000000000001'));
      const metadata = metadataFor(ICCID, { profilePolicyRules: ['ppr1'], profileOwner: OWNER });
      const result = await lpa.download(server(), metadata);
      expect(result!.profileInstallationResultData.value.finalResult.value).to.deep.include({
        errorReason: ErrorReason.pprNotAllowed,
      });
      expect(euicc.state.profiles).to.have.length(1);
    });

    it('refuses a profile whose header has another ICCID (installFailedDueToDataMismatch)', () =>
      expectRefused(
        'loadProfileElements',
        'installFailedDueToDataMismatch',
        {},
        metadataFor(ICCID),
        {},
        profileOf('89000123456789012342'),
      ));

    it('refuses a package without ProfileHeader (installFailedDueToPEProcessingError)', () =>
      expectRefused(
        'loadProfileElements',
        'installFailedDueToPEProcessingError',
        {},
        metadataFor(ICCID),
        {},
        Uint8Array.of(0xa1, 0x00, 0xaa, 0x00),
      ));

    it('refuses a profile for which there is no room (installFailedDueToInsufficientMemoryForProfile)', async () => {
      const profile = profileOf(ICCID, 100_000);
      const properties = { nonVolatileMemory: 50_000 };
      await expectRefused(
        'loadProfileElements',
        'installFailedDueToInsufficientMemoryForProfile',
        {},
        metadataFor(ICCID),
        properties,
        profile,
      );
    });
  });

  describe('order of calls', () => {
    it('refuses pieces with 6985 where no package is due', async () => {
      const { lpa, server } = await opened();
      const first = server();
      const pieces = segment(first.bind(profileOf(ICCID), metadataFor(ICCID), { euiccOtpk: otherKey() }));
      for (const piece of pieces) expect(await statusOf(lpa.channel.exchange(piece))).to.equal(0x6985);
      await lpa.authenticate(first);
      for (const piece of pieces) expect(await statusOf(lpa.channel.exchange(piece))).to.equal(0x6985);
      await lpa.prepare(first);
      for (const piece of pieces.slice(1)) expect(await statusOf(lpa.channel.exchange(piece))).to.equal(0x6985);
    });

    it('refuses the same package a second time, after success and after failure [S60]', async () => {
      const { lpa, server, euicc } = await opened();
      const first = server();
      await lpa.prepare(first);
      const bound = first.bind(profileOf(ICCID), metadataFor(ICCID));
      await lpa.load(bound);
      expect(await statusOf(lpa.load(bound))).to.equal(0x6985);
      await lpa.prepare(first);
      const result = await lpa.load(bound);
      expect(result!.profileInstallationResultData.value.finalResult.value).to.deep.include({
        errorReason: ErrorReason.invalidSignature,
      });
      expect(await statusOf(lpa.load(bound))).to.equal(0x6985);
      expect(euicc.state.profiles).to.have.length(1);
    });

    it('ends an installation as interrupted where the package begins again within it', async () => {
      const { lpa, server, euicc } = await opened();
      const first = server();
      await lpa.prepare(first);
      const bound = first.bind(profileOf(ICCID), metadataFor(ICCID));
      const pieces = segment(bound);
      for (const piece of pieces.slice(0, 6)) await lpa.channel.exchange(piece);
      const result = await lpa.load(bound);
      expect(result!.profileInstallationResultData.value.finalResult.value).to.deep.include({
        errorReason: ErrorReason.installFailedDueToInterruption,
      });
      for (const piece of pieces.slice(6)) expect(await statusOf(lpa.channel.exchange(piece))).to.equal(0x6985);
      expect(euicc.state.profiles).to.deep.equal([]);
    });

    it('goes on with a package after other commands that were answered within it', async () => {
      const { lpa, server, euicc } = await opened();
      const first = server();
      await lpa.prepare(first);
      for (const piece of segment(first.bind(profileOf(ICCID), metadataFor(ICCID)))) {
        expect(await lpa.profiles()).to.deep.equal([]);
        await lpa.channel.exchange(piece);
      }
      expect(euicc.profile(ICCID)).not.to.equal(undefined);
    });

    it('takes pieces in any grouping of whole segments', async () => {
      for (const size of [1, 2, 3, 100]) {
        const { lpa, server, euicc } = await opened();
        const first = server();
        await lpa.prepare(first);
        const pieces = segment(first.bind(profileOf(ICCID), metadataFor(ICCID)));
        for (let i = 0; i < pieces.length; i += size) {
          await lpa.channel.exchange(Uint8Array.from(Buffer.concat(pieces.slice(i, i + size))));
        }
        expect(euicc.profile(ICCID), `${size} pieces at once`).not.to.equal(undefined);
      }
    });

    it('refuses lengths that do not fit together (scp03tStructureError)', async () => {
      const change = async (at: number, alter: (piece: Uint8Array) => Uint8Array): Promise<unknown> => {
        const { lpa, server, euicc } = await opened();
        const first = server();
        await lpa.prepare(first);
        let result: Uint8Array = new Uint8Array();
        const pieces = segment(first.bind(profileOf(ICCID), metadataFor(ICCID)));
        for (const piece of pieces.with(at, alter(pieces.at(at)!))) {
          result = await lpa.channel.exchange(piece);
          if (result.length > 0) break;
        }
        expect(euicc.state.profiles).to.deep.equal([]);
        const { children } = Element.read(result);
        const [failed] = children[0]!.children.at(-1)!.children;
        return failed!.children.map(({ content }) => content[0]);
      };
      const shorter = (piece: Uint8Array): Uint8Array => piece.slice(0, -1);
      const longer = (piece: Uint8Array): Uint8Array => Uint8Array.from([...piece, 0x86, 0x00]);
      const structure = ErrorReason.scp03tStructureError;
      expect(await change(0, shorter)).to.deep.equal([0, structure]);
      expect(await change(0, longer)).to.deep.equal([0, structure]);
      expect(await change(1, shorter)).to.deep.equal([1, structure]);
      expect(await change(2, (piece) => piece.with(0, 0xa3))).to.deep.equal([1, structure]);
      expect(await change(5, (piece) => piece.with(1, 0x83))).to.deep.equal([4, structure]);
      expect(await change(-1, longer)).to.deep.equal([5, structure]);
    });
  });

  it('tells the addresses that the metadata name for installation, but not the server twice', async () => {
    const { lpa, server, euicc } = await opened();
    await lpa.download(
      server(),
      metadataFor(ICCID, {
        notificationConfigurationInfo: [
          { profileManagementOperation: ['notificationInstall'], notificationAddress: 'testsmdpplus1.example.com' },
          { profileManagementOperation: ['notificationInstall'], notificationAddress: 'operator.example.com' },
        ],
      }),
    );
    expect(euicc.state.notifications.map(({ seqNumber, address }) => [seqNumber, address])).to.deep.equal([
      [1, 'testsmdpplus1.example.com'],
      [2, 'operator.example.com'],
    ]);
  });

  async function opened() {
    const bench = await Bench.open();
    return { bench, lpa: bench.lpa, euicc: bench.euicc, server: () => bench.server() };
  }

  async function statusOf(answer: Promise<unknown>): Promise<number | undefined> {
    const error = await rejection(answer);
    return error instanceof StatusWordError ? error.status : undefined;
  }

  function otherKey(): Uint8Array {
    const { x, y } = mintedPki().dpPb.certificate.publicKey;
    const hex = (n: bigint): string => n.toString(16).padStart(64, '0');
    return Uint8Array.from(Buffer.from(`04${hex(x)}${hex(y)}`, 'hex'));
  }
});
