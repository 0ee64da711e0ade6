import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { KeywrapDatabase, SCHEMA_VERSION } from './database.ts';
import v1 from './fixtures/v1.json' with { type: 'json' };
import { StudyLog } from './index.ts';
import history from './schema-history.json' with { type: 'json' };

type Schema = Record<string, string>;
const versions = new Map<number, Schema>(
	Object.entries(history).map(([version, schema]) => [Number(version), schema])
);
/** What a database of each released version may hold. Never edit one; add the next. */
const fixtures = new Map<number, Record<string, unknown[]>>([[1, v1]]);

/** Primary key and indexes of each store, as Dexie understands them. */
const storesOf = (db: Dexie): Map<string, string[]> =>
	new Map(
		db.tables.map(({ name, schema }) => [
			name,
			[schema.primKey, ...schema.indexes].map((index) => index.src)
		])
	);
function storesAt(version: number, schema: Schema): Map<string, string[]> {
	const db = new Dexie('schema');
	db.version(version).stores(schema);
	return storesOf(db);
}

test('the schema is the last one of the history, which has all versions', () => {
	expect(
		[...versions.keys()],
		'Add the new version to schema-history.json and a fixture of it to fixtures/.'
	).toEqual(Array.from({ length: SCHEMA_VERSION }, (_, i) => i + 1));
	expect([...fixtures.keys()]).toEqual([...versions.keys()]);

	expect(
		storesOf(new KeywrapDatabase('schema')),
		'The schema changed: raise SCHEMA_VERSION in database.ts, keep the old version() call.'
	).toEqual(storesAt(SCHEMA_VERSION, versions.get(SCHEMA_VERSION) ?? {}));
});

test('no version removes a store or an index that an earlier one had', () => {
	const current = storesOf(new KeywrapDatabase('schema'));
	expect(versions.size).toBeGreaterThan(0);
	for (const [version, schema] of versions) {
		for (const [name, indexes] of storesAt(version, schema)) {
			expect(current.get(name)).toEqual(expect.arrayContaining(indexes));
		}
	}
});

test.each([...versions])(
	'a database of version %i opens with everything in it',
	async (version, schema) => {
		const fixture = fixtures.get(version) ?? {};
		const old = new Dexie(`from-${version}`);
		old.version(version).stores(schema);
		for (const [store, rows] of Object.entries(fixture)) await old.table(store).bulkAdd(rows);
		old.close();

		const log = new StudyLog(`from-${version}`);
		expect(await log.all()).toEqual(fixture['log']);
		expect([...(await log.allCards()).keys()]).toEqual(['why-two-keys']);
		expect(await log.settings()).toEqual({ newPerDay: 12, singleKeys: true });
		expect(await log.lastExport()).toEqual(new Date('2026-11-21T08:00:00.000Z'));
		const added = await log.append({ kind: 'note', text: 'later', contentVersion: '2' });
		expect(added.device).toBe('b7a5b6a2-6a0f-4df7-8f43-6d5a3c9f1e10');
		log.close();
	}
);
