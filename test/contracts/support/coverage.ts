import hre from 'hardhat';

/** `describe` for what concerns the code that is deployed: under --coverage it is another, instrumented one. */
export const describeUninstrumented = (title: string, tests: () => void): void => {
  if (!hre.globalOptions.coverage) describe(title, tests);
};
