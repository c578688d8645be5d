/** Kinds of values that a record holds: numbers are whole, up to 2^53 - 1; times are Unix seconds. */
export type ColumnKind = 'text' | 'integer' | 'octets';

/** A column; `?` where a record may lack it. */
export type ColumnType = ColumnKind | `${ColumnKind}?`;

export type Columns = Readonly<Record<string, ColumnType>>;

interface TypeOf {
  readonly text: string;
  readonly integer: number;
  readonly octets: Uint8Array;
}

/** A record with these columns. */
export type RecordOf<C extends Columns> = {
  readonly [K in keyof C as C[K] extends `${string}?` ? never : K]: C[K] extends ColumnKind ? TypeOf[C[K]] : never;
} & {
  readonly [K in keyof C as C[K] extends `${string}?` ? K : never]?: C[K] extends `${infer T extends ColumnKind}?`
    ? TypeOf[T] | undefined
    : never;
};

/** A kind of records: the first column is the key, which no two share. */
export interface TableSchema<C extends Columns> {
  readonly name: string;
  readonly key: string;
  readonly columns: C;
  /** Columns that records are looked up by. */
  readonly indexes: readonly string[];
}
