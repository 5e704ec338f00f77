import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** Prisma's schema engine, talking to one database. */
export type SchemaEngine = bindings.SchemaEngine;

const here = fileURLToPath(new URL('.', import.meta.url));
const migrationsDir = join(here, 'migrations');
const schemaDir = join(here, 'schema');
const noFilters = { externalTables: [], externalEnums: [] };

let loaded: Promise<void> | undefined;

/**
 * Prisma's own command line downloads this engine; npm brings the same as WebAssembly. Node can't import it as a
 * module, so it is loaded by hand, once per process: a second instance corrupts the first. It keeps 140 MiB, so use a
 * process that ends.
 */
function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const file = join(dirname(script), 'schema_engine_bg.wasm');
    const imports: WebAssembly.Imports = { './schema_engine_bg.js': { ...bindings } as WebAssembly.ModuleImports };
    const { instance } = await WebAssembly.instantiate(await readFile(file), imports);
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => console.error(text) } });
    bindings.__wbg_set_wasm(instance.exports);
    const start = instance.exports.__wbindgen_start;
    if (typeof start === 'function') start();
  })();
  return loaded;
}

/** Runs `work` with an engine on the database at `url`, and closes its connections. */
export async function withEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  await loadEngine();
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const files = await schemaFiles();
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(repaired(pool));
    const datamodels = files.map(({ path, content }): [string, string] => [path, content]);
    const engine = await bindings.SchemaEngine.new({ datamodels }, () => {}, adapter);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

/** Postgres' one-letter type "char" and its array (pg_type.oid). */
const char = { oid: 18, arrayOid: 1002 };

/**
 * Two repairs of the adapter, for what only the schema engine asks. It can't read a "char", which describes constraints:
 * so let it take it for an array of them, which it knows, and call it by its name behind it. And it cuts a script at each
 * ";" to run the pieces one by one: sent whole, Postgres makes it one transaction, and a migration applies wholly or not
 * at all.
 */
function repaired(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  const run = pool.query.bind(pool);
  const connect = factory.connect.bind(factory);
  Object.assign(pool, {
    query: async (config: pg.QueryConfig) => {
      const result = await run(config);
      // A script of several statements answers with a list of results, and nothing to read in it.
      for (const field of result.fields ?? []) if (field.dataTypeID === char.oid) field.dataTypeID = char.arrayOid;
      return result;
    },
  });
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const answer = await queryRaw(query);
      const { CharacterArray, Character } = ColumnTypeEnum;
      return { ...answer, columnTypes: answer.columnTypes.map((type) => (type === CharacterArray ? Character : type)) };
    };
    adapter.executeScript = async (script) => {
      await run(script);
    };
    return adapter;
  };
  return factory;
}

/** The schema, a file per resource. */
export async function schemaFiles(): Promise<{ path: string; content: string }[]> {
  const names = (await readdir(schemaDir)).filter((name) => name.endsWith('.prisma')).sort();
  return Promise.all(
    names.map(async (name) => ({
      path: join(schemaDir, name),
      content: await readFile(join(schemaDir, name), 'utf8'),
    })),
  );
}

/** SQL that leads to what the schema says: from nothing, or from what the engine's database is now. */
export async function diffToSchema(engine: SchemaEngine, from: 'empty' | 'database'): Promise<string> {
  const files = await schemaFiles();
  const { stdout } = await engine.diff({
    from: from === 'empty' ? { tag: 'empty' } : { tag: 'schemaDatasource', files, configDir: here },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    filters: noFilters,
  });
  return stdout ?? '';
}

/** Applies what is missing, and answers its names. Prisma's own `_prisma_migrations` keeps the account. */
export async function applyMigrations(engine: SchemaEngine): Promise<string[]> {
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: await readFile(join(migrationsDir, path, 'migration.sql'), 'utf8') },
      },
    })),
  );
  const lockfile = {
    path: 'migration_lock.toml',
    content: await readFile(join(migrationsDir, 'migration_lock.toml'), 'utf8'),
  };
  const { appliedMigrationNames } = await engine.applyMigrations({
    migrationsList: { baseDir: migrationsDir, lockfile, shadowDbInitScript: '', migrationDirectories },
    filters: noFilters,
  });
  return appliedMigrationNames;
}
