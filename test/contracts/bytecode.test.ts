import { expect } from 'chai';
import { artifacts } from 'hardhat';
import { describeUninstrumented } from './support/coverage.ts';

/** EIP-170 and EIP-3860. */
const MAX_CODE = 24_576;
const MAX_INIT_CODE = 49_152;

/** Opcodes of runtime code, without the data of PUSH instructions and without the trailing CBOR metadata. */
function opcodes(bytecode: string): Set<number> {
  // A library to be linked stands as __$…$__: an address of zeros does here.
  const code = Buffer.from(bytecode.slice(2).replaceAll(/__\$[0-9a-f]{34}\$__/g, '0'.repeat(40)), 'hex');
  const end = code.length - 2 - code.readUInt16BE(code.length - 2);
  const found = new Set<number>();
  for (let i = 0; i < end; i++) {
    const opcode = code[i]!;
    found.add(opcode);
    if (opcode >= 0x60 && opcode <= 0x7f) i += opcode - 0x5f;
  }
  return found;
}

const DEPLOYED = [
  'VerifierRouter',
  'RevocationRegistry',
  'CertificateRegistry',
  'TransparentRegistration',
  'RevocationLists',
];
const LIBRARIES = ['PoseidonNodes', 'PoseidonValues'];
const [CALLCODE, SELFDESTRUCT, CREATE, CREATE2, DELEGATECALL] = [0xf2, 0xff, 0xf0, 0xf5, 0xf4];
const [CALL, SSTORE] = [0xf1, 0x55];

describeUninstrumented('Bytecode', () => {
  for (const name of [...DEPLOYED, ...LIBRARIES, 'AccessManager', 'ListParts']) {
    it(`of ${name} fits EIP-170 and EIP-3860`, async () => {
      const { bytecode, deployedBytecode } = await artifacts.readArtifact(name);
      expect(deployedBytecode.length / 2 - 1).to.be.lessThan(MAX_CODE);
      expect(bytecode.length / 2 - 1).to.be.lessThan(MAX_INIT_CODE);
    });
  }

  for (const name of [...DEPLOYED, ...LIBRARIES]) {
    it(`of ${name} cannot be replaced: no selfdestruct, no creation, delegatecall to its linked libraries alone [S43]`, async () => {
      const { deployedBytecode, deployedLinkReferences } = await artifacts.readArtifact(name);
      const found = opcodes(deployedBytecode);
      for (const opcode of [CALLCODE, SELFDESTRUCT, CREATE, CREATE2]) expect(found.has(opcode)).to.equal(false);
      const links = Object.keys(deployedLinkReferences).length;
      expect(found.has(DELEGATECALL)).to.equal(links > 0);
    });
  }

  it('of ListParts creates, which is its purpose, but calls nobody, keeps no state and cannot be replaced [S43]', async () => {
    const { deployedBytecode, deployedLinkReferences } = await artifacts.readArtifact('ListParts');
    const found = opcodes(deployedBytecode);
    expect(found.has(CREATE2)).to.equal(true);
    for (const opcode of [CALLCODE, SELFDESTRUCT, CREATE, DELEGATECALL, CALL, SSTORE]) {
      expect(found.has(opcode)).to.equal(false);
    }
    expect(deployedLinkReferences).to.deep.equal({});
  });
});
