/** A variable of hardhat.config.ts that is missing or holds something else; undefined for other errors. Values, being secret, are never shown. */
export function explainSettingsError({ message }: Error): string | undefined {
  const [, missing] = /Configuration Variable "(.*?)" not found/.exec(message) ?? [];
  if (missing !== undefined) return `${missing} is not set; ${remedy(missing)}`;
  const [, kind, wrong] = /Invalid (.*?) value for the configuration variable "(.*?)"/.exec(message) ?? [];
  if (wrong !== undefined) return `${wrong} is set, but to no ${kind ?? 'such value'}; ${remedy(wrong)}`;
  return undefined;
}

function remedy(variable: string): string {
  return `give it in the environment, or keep it encrypted with: ./openrsp hardhat keystore set ${variable}`;
}
