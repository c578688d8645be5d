import { SmdpError } from '../error.ts';
import type { Columns, RecordOf, TableSchema } from './column.ts';
import { schemas } from './schema.ts';
import type { Having, SmdpStore, Table } from './store.ts';

/** A store that ends with the process. */
export function memoryStore(): SmdpStore {
  const tables = Object.fromEntries(
    Object.entries<TableSchema<Columns>>(schemas).map(([name, schema]) => [name, new MemoryTable(schema)]),
  );
  return {
    ...(tables as unknown as Omit<SmdpStore, 'transaction' | 'close'>),
    transaction(act) {
      const undo = Object.values(tables).map((table) => table.snapshot());
      try {
        return act();
      } catch (error) {
        for (const restore of undo) restore();
        throw error;
      }
    },
    close: () => undefined,
  };
}

class MemoryTable<C extends Columns> implements Table<RecordOf<C>> {
  readonly #schema: TableSchema<C>;
  #records = new Map<string, RecordOf<C>>();

  constructor(schema: TableSchema<C>) {
    this.#schema = schema;
  }

  snapshot(): () => void {
    const before = new Map(this.#records);
    return () => {
      this.#records = before;
    };
  }

  get(key: string): RecordOf<C> | undefined {
    return structuredClone(this.#records.get(key));
  }

  where(column: keyof RecordOf<C> & string, value: string | number): RecordOf<C>[] {
    return structuredClone(this.#having({ [column]: value } as Having<RecordOf<C>>));
  }

  all(): RecordOf<C>[] {
    return structuredClone([...this.#records.values()]);
  }

  count(having: Having<RecordOf<C>>): number {
    return this.#having(having).length;
  }

  oldest(having: Having<RecordOf<C>>): RecordOf<C> | undefined {
    return structuredClone(this.#having(having)[0]);
  }

  greatest(column: keyof RecordOf<C> & string, having: Having<RecordOf<C>>): number | undefined {
    const numbers = this.#having(having).map((record) => record[column] as number | undefined);
    return numbers.reduce((most, number) => (most === undefined || (number ?? most) > most ? number : most), undefined);
  }

  insert(record: RecordOf<C>): void {
    const key = this.#keyOf(record);
    if (this.#records.has(key))
      throw new SmdpError('Duplicate', `The ${this.#schema.name} have such a record already.`);
    this.#records.set(key, structuredClone(record));
  }

  replace(record: RecordOf<C>): void {
    const key = this.#keyOf(record);
    if (!this.#records.has(key)) throw new SmdpError('NotFound', `The ${this.#schema.name} have no such record.`);
    this.#records.set(key, structuredClone(record));
  }

  remove(key: string): void {
    this.#records.delete(key);
  }

  #having(having: Having<RecordOf<C>>): RecordOf<C>[] {
    const wanted = Object.entries(having) as [keyof RecordOf<C>, unknown][];
    return [...this.#records.values()].filter((record) => wanted.every(([column, value]) => record[column] === value));
  }

  #keyOf(record: RecordOf<C>): string {
    return (record as Readonly<Record<string, unknown>>)[this.#schema.key] as string;
  }
}
