import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { SmdpError } from '../error.ts';
import type { Columns, RecordOf, TableSchema } from './column.ts';
import { schemas } from './schema.ts';
import type { Having, SmdpStore, Table } from './store.ts';

/** Of the tables; a file of another version is refused. */
const VERSION = 1;
const PRIVATE_FILE = 0o600;
/** Milliseconds to wait for another process that writes: an order made while the server runs. */
const BUSY = 5_000;
const SQL_TYPES = { text: 'TEXT', integer: 'INTEGER', octets: 'BLOB' } as const;

/**
 * A store in one SQLite file, made where there is none, readable by its owner only: it holds keys of profiles that were not installed yet.
 * Every change is on the disk before a call returns. Throws {@link SmdpError} Store.
 */
export function sqliteStore(file: string): SmdpStore {
  const database = open(file);
  const tables = Object.fromEntries(
    Object.entries<TableSchema<Columns>>(schemas).map(([name, schema]) => [name, new SqliteTable(database, schema)]),
  );
  return {
    ...(tables as unknown as Omit<SmdpStore, 'transaction' | 'close'>),
    transaction(act) {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = act();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}

function open(file: string): DatabaseSync {
  try {
    closeSync(openSync(file, 'a', PRIVATE_FILE));
    chmodSync(file, PRIVATE_FILE);
    const database = new DatabaseSync(file, { timeout: BUSY });
    // FULL: a committed change outlives a power cut, not only the end of the process.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (found !== 0 && found !== VERSION) {
      database.close();
      throw new SmdpError('Store', `${file} has tables of version ${found}; this server has ${VERSION}.`);
    }
    database.exec(`BEGIN IMMEDIATE; ${createStatements()} PRAGMA user_version = ${VERSION}; COMMIT;`);
    return database;
  } catch (cause) {
    if (cause instanceof SmdpError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SmdpError('Store', `${file} cannot be used as the server's store (${reason}).`, { cause });
  }
}

function createStatements(): string {
  const statements = Object.values<TableSchema<Columns>>(schemas).flatMap(({ name, key, columns, indexes }) => {
    const lines = Object.entries(columns).map(([column, type]) => {
      const kind = type.replace('?', '') as keyof typeof SQL_TYPES;
      return `${column} ${SQL_TYPES[kind]}${type.endsWith('?') ? '' : ' NOT NULL'}`;
    });
    return [
      `CREATE TABLE IF NOT EXISTS ${name} (sequence INTEGER PRIMARY KEY, ${lines.join(', ')}, UNIQUE (${key})) STRICT;`,
      ...indexes.map((column) => `CREATE INDEX IF NOT EXISTS ${name}_${column} ON ${name} (${column});`),
    ];
  });
  return statements.join(' ');
}

class SqliteTable<C extends Columns> implements Table<RecordOf<C>> {
  readonly #database: DatabaseSync;
  readonly #schema: TableSchema<C>;
  readonly #columns: readonly string[];

  constructor(database: DatabaseSync, schema: TableSchema<C>) {
    this.#database = database;
    this.#schema = schema;
    this.#columns = Object.keys(schema.columns);
  }

  get(key: string): RecordOf<C> | undefined {
    return this.where(this.#schema.key, key)[0];
  }

  where(column: string, value: string | number): RecordOf<C>[] {
    return this.#select({ [column]: value });
  }

  all(): RecordOf<C>[] {
    return this.#select({});
  }

  count(having: Having<RecordOf<C>>): number {
    return this.#aggregate('count(*)', having) ?? 0;
  }

  oldest(having: Having<RecordOf<C>>): RecordOf<C> | undefined {
    return this.#select(having, 'LIMIT 1')[0];
  }

  greatest(column: string, having: Having<RecordOf<C>>): number | undefined {
    return this.#aggregate(`max(${this.#known(column)})`, having);
  }

  insert(record: RecordOf<C>): void {
    const marks = this.#columns.map(() => '?').join(', ');
    const { name } = this.#schema;
    const insert = this.#database.prepare(`INSERT INTO ${name} (${this.#columns.join(', ')}) VALUES (${marks})`);
    try {
      insert.run(...this.#values(record));
    } catch (cause) {
      if (!(cause instanceof Error) || !cause.message.includes('UNIQUE')) throw cause;
      throw new SmdpError('Duplicate', `The ${name} have such a record already.`);
    }
  }

  replace(record: RecordOf<C>): void {
    const { name, key } = this.#schema;
    const assignments = this.#columns.map((column) => `${column} = ?`).join(', ');
    const update = this.#database.prepare(`UPDATE ${name} SET ${assignments} WHERE ${key} = ?`);
    const { changes } = update.run(...this.#values(record), this.#value(record, key));
    if (Number(changes) !== 1) throw new SmdpError('NotFound', `The ${name} have no such record.`);
  }

  remove(key: string): void {
    this.#database.prepare(`DELETE FROM ${this.#schema.name} WHERE ${this.#schema.key} = ?`).run(key);
  }

  #select(having: object, limit = ''): RecordOf<C>[] {
    const select = `SELECT ${this.#columns.join(', ')} FROM ${this.#schema.name}`;
    return this.#database
      .prepare(`${select} ${this.#condition(having)} ORDER BY sequence ${limit}`)
      .all(...(Object.values(having) as SQLInputValue[]))
      .map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as RecordOf<C>);
  }

  #aggregate(expression: string, having: object): number | undefined {
    const select = `SELECT ${expression} AS number FROM ${this.#schema.name} ${this.#condition(having)}`;
    const { number } = this.#database.prepare(select).get(...(Object.values(having) as SQLInputValue[])) ?? {};
    return typeof number === 'number' ? number : undefined;
  }

  #condition(having: object): string {
    const conditions = Object.keys(having).map((column) => `${this.#known(column)} = ?`);
    return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  }

  #values(record: RecordOf<C>): SQLInputValue[] {
    return this.#columns.map((column) => this.#value(record, column));
  }

  #value(record: RecordOf<C>, column: string): SQLInputValue {
    return ((record as Readonly<Record<string, unknown>>)[column] ?? null) as SQLInputValue;
  }

  /** Names go into statements: only those of the schema do. */
  #known(column: string): string {
    if (!this.#columns.includes(column)) throw new RangeError(`${this.#schema.name} have no column ${column}`);
    return column;
  }
}
