import type { Columns, RecordOf, TableSchema } from './column.ts';
import type { schemas } from './schema.ts';

/** Records of one kind. What is handed in and out are copies of what is kept. */
export interface Table<R> {
  get(key: string): R | undefined;
  /** Records whose `column` is `value`, oldest first. */
  where<K extends keyof R & string>(column: K, value: R[K] & (string | number)): readonly R[];
  all(): readonly R[];
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
