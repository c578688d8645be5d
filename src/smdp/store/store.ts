import type { Columns, RecordOf, TableSchema } from './column.ts';
import type { schemas } from './schema.ts';

/** Values that columns of a record are to have, all of them. */
export type Having<R> = {
  readonly [K in keyof R & string]?: R[K] & (string | number);
};

/** Records of one kind. What is handed in and out are copies of what is kept. */
export interface Table<R> {
  get(key: string): R | undefined;
  /** Records whose `column` is `value`, oldest first. */
  where<K extends keyof R & string>(column: K, value: R[K] & (string | number)): readonly R[];
  all(): readonly R[];
  /** Number of records that have these values; none of them is read whole. */
  count(having: Having<R>): number;
  /** The first record with these values that was put in. */
  oldest(having: Having<R>): R | undefined;
  /** Greatest number in `column` among records that have these values; none of them is read whole. */
  greatest(column: keyof R & string, having: Having<R>): number | undefined;
  /** Throws `SmdpError` Duplicate. */
  insert(record: R): void;
  /** Puts `record` in the place of the one with its key, which must be there. Throws `SmdpError` NotFound. */
  replace(record: R): void;
  /** Nothing happens where there is none. */
  remove(key: string): void;
}

export type TableOf<S> = S extends TableSchema<infer C extends Columns> ? Table<RecordOf<C>> : never;

/**
 * What the server keeps. Calls return when the change is durable. Changes inside `transaction` happen all or not at all; it is not
 * entered twice, and nothing asynchronous is done in it.
 */
export type SmdpStore = {
  readonly [K in keyof typeof schemas]: TableOf<(typeof schemas)[K]>;
} & {
  transaction<T>(act: () => T): T;
  close(): void;
};
