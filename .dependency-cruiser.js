/**
 * The rooms of `src/lib`, each with the rooms it may import (ARCHITECTURE.md draws the same order).
 * @type {Record<string, string[]>}
 */
const rooms = {
	crypto: [],
	iam: ['crypto'],
	kms: ['crypto', 'iam'],
	envelope: ['crypto', 'iam', 'kms'],
	content: ['crypto', 'iam', 'kms', 'envelope'],
	study: ['crypto', 'iam', 'kms', 'envelope', 'content'],
	drills: ['crypto', 'iam', 'kms', 'envelope', 'content', 'study'],
	server: ['content'],
	storage: ['crypto', 'kms', 'content', 'study'],
	ui: []
};
const core = ['crypto', 'iam', 'kms', 'envelope', 'content', 'study', 'drills'];
const features = [
	'shell',
	'figures',
	'exams',
	'lab',
	'learn',
	'practice',
	'exam',
	'progress',
	'settings'
];
const belowFeatures = [...core, 'storage', 'ui'];
// A feature may show a piece of another only along these lines.
const featureMayUse = {
	shell: [],
	figures: [],
	exams: ['shell'],
	lab: ['shell'],
	practice: ['shell'],
	exam: ['shell', 'practice', 'exams'],
	learn: ['shell', 'practice'],
	progress: ['shell', 'practice', 'exams'],
	settings: ['shell', 'exams']
};

/** npm packages a room may use; a room not named here may use any. */
const packages = {
	crypto: ['@noble'],
	iam: [],
	kms: ['@aws-sdk', '@noble'],
	envelope: ['@noble'],
	content: ['valibot', 'minisearch'],
	study: ['ts-fsrs', 'valibot'],
	drills: [],
	storage: ['dexie', 'valibot', 'svelte'],
	ui: ['svelte', '@sveltejs/kit']
};

const any = (names) => `(${names.join('|')})`;
const tests = '\\.(test|testing)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
	forbidden: [
		{ name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
		{
			name: 'not-resolvable',
			severity: 'error',
			from: {},
			to: {
				couldNotResolve: true,
				pathNot: '^(\\$app/|\\$service-worker|vitest|virtual:|trusted-types$|\\./\\$types$)'
			}
		},
		{
			name: 'nothing-imports-routes',
			severity: 'error',
			from: { pathNot: '^src/routes/' },
			to: { path: '^src/routes/' }
		},
		{
			name: 'build-time-code-stays-on-the-build-side',
			severity: 'error',
			from: {
				pathNot: [
					'^src/lib/server/',
					'\\+(page|layout)\\.server\\.ts$',
					'\\+server\\.ts$',
					'^src/tools/'
				]
			},
			to: { path: '^src/lib/server/' }
		},
		{
			name: 'service-worker-stands-alone',
			severity: 'error',
			from: { path: '^src/service-worker/', pathNot: tests },
			to: { path: '^src/(lib|routes)/' }
		},
		{
			name: 'a-room-has-one-face',
			comment:
				'Import the index.ts of a room, never a file behind it. Svelte components of ui and features are named one by one in their index.',
			severity: 'error',
			from: { path: '^src/lib/([^/]+)/', pathNot: tests },
			to: {
				path: '^src/lib/[^/]+/',
				pathNot: [
					'^src/lib/$1/',
					'^src/lib/[^/]+/index\\.ts$',
					'^src/lib/kms/aws/index\\.ts$',
					'^src/lib/content/schema\\.ts$'
				]
			}
		},
		{
			name: 'the-schema-is-for-the-build',
			comment:
				'content/schema.ts is the face of the content room for the compiler. Its index.ts gives only the types, so that no page loads the checks.',
			severity: 'error',
			from: { path: '^src/', pathNot: ['^src/lib/(content|server)/', tests] },
			to: { path: '^src/lib/content/schema\\.ts$' }
		},
		{
			name: 'pages-and-tools-use-faces',
			severity: 'error',
			from: { path: '^src/(routes|tools)/', pathNot: tests },
			to: {
				path: '^src/lib/[^/]+/',
				pathNot: [
					'^src/lib/[^/]+/index\\.ts$',
					'^src/lib/(ui|figures)/.*\\.css$',
					'^src/lib/kms/aws/index\\.ts$',
					// What makes random input for a room's tests also runs for longer, as a tool.
					'^src/lib/[^/]+/[^/]+\\.testing\\.ts$'
				]
			}
		},
		...Object.entries(rooms).map(([room, below]) => ({
			name: `${room}-rests-on-what-is-below-it`,
			severity: 'error',
			from: { path: `^src/lib/${room}/`, pathNot: tests },
			to: { path: '^src/', pathNot: `^src/lib/${any([room, ...below])}/` }
		})),
		...features.map((feature) => ({
			name: `${feature}-rests-on-what-is-below-it`,
			severity: 'error',
			from: { path: `^src/lib/${feature}/`, pathNot: tests },
			to: {
				path: '^src/',
				pathNot: `^src/lib/${any([feature, ...belowFeatures, ...featureMayUse[feature]])}/`
			}
		})),
		...Object.entries(packages).map(([room, allowed]) => ({
			name: `${room}-packages`,
			severity: 'error',
			from: { path: `^src/lib/${room}/`, pathNot: tests },
			to: {
				path: '(^|/)node_modules/',
				...(allowed.length > 0 ? { pathNot: `node_modules/${any(allowed)}/` } : {})
			}
		}))
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'browser', 'import', 'default'],
			extensions: ['.ts', '.js', '.svelte', '.json']
		}
	}
};
