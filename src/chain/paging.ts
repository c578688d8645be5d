/** Items asked for in one call: far below what nodes answer at once. */
const PAGE = 256n;

/** Reads a list of `size` items page by page, in order. */
export async function readPages<Item>(
  size: bigint,
  read: (from: bigint, count: bigint) => Promise<readonly Item[]>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let from = 0n; from < size; from += PAGE) items.push(...(await read(from, PAGE)));
  return items;
}
