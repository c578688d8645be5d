import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['build/', 'artifacts/', 'cache/', 'types/ethers-contracts/', 'coverage/', 'node_modules/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Indices into arrays of known shape: noUncheckedIndexedAccess makes each of them say so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only: a name is found by its name.' },
        // What Node cannot run by leaving the types out.
        { selector: 'TSEnumDeclaration', message: 'Use a constant object and a union type.' },
        { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Use modules.' },
        { selector: 'TSParameterProperty', message: 'Declare the field.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use node:crypto, or a recorded seed in tests.' },
      ],
    },
  },
  {
    // Configuration that tools load by its default export.
    files: ['hardhat.config.ts', 'tasks/**/*.ts', 'types/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // chai asserts with property expressions; loosely typed contract handles and fixtures are usual in tests.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
