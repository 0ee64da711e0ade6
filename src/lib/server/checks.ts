/** What entries of every kind are held to: facts that exist, days that have come, sources that may be cited. */
import type { Entry } from './entries.ts';
import type { Context } from './markdown.ts';
import type { Path } from './yaml.ts';

/** Hosts a fact may cite: the makers of what is taught, and the standards it rests on. */
const sourceHosts = new Set([
	'docs.aws.amazon.com',
	'aws.amazon.com',
	'd1.awsstatic.com',
	'repost.aws',
	'github.com',
	'csrc.nist.gov',
	'nvlpubs.nist.gov',
	'datatracker.ietf.org',
	'www.rfc-editor.org',
	'docs.python.org',
	'developer.mozilla.org',
	'www.w3.org'
]);

/** Where figures of exams may be cited from beside those: they are shown as reported by others. */
const reporterHosts = new Set([
	'cloudacademy.com',
	'jayendrapatil.com',
	'open-exam-prep.com',
	'www.pluralsight.com',
	'www.scribd.com'
]);

export class Checks {
	readonly #context: Context;
	readonly #today: string;

	/** @param today the day of the build, `2026-11-21` */
	constructor(context: Context, today: string) {
		this.#context = context;
		this.#today = today;
	}

	/** The list of facts at `base`; each counts as used. */
	facts(entry: Entry<unknown>, ids: readonly string[], base: Path): void {
		const { report, usedFacts, factIds, facts } = this.#context;
		for (const [index, id] of ids.entries()) {
			const place = entry.source.at([...entry.path, ...base, index]);
			usedFacts.add(id);
			if (!factIds.has(id)) report.add(place, `${entry.name}: unknown fact "${id}"`);
			else if (facts.get(id)?.confidence === 'unverified')
				report.add(place, `${entry.name}: rests on fact "${id}", which is unverified`);
		}
	}

	/** A lesson, `03-keys/key-types`, named at `path`. */
	lesson(entry: Entry<unknown>, lesson: string, path: Path): void {
		const { report, links } = this.#context;
		if (!links.lessons.has(lesson))
			report.add(
				entry.source.at([...entry.path, ...path]),
				`${entry.name}: unknown lesson "${lesson}"`
			);
	}

	/** Nothing can have been checked after today. */
	day(entry: Entry<unknown>, key: string, day: string, path: Path = []): void {
		if (day > this.#today)
			this.#context.report.add(
				entry.source.at([...entry.path, ...path, key]),
				`${entry.name}: ${key} ${day} lies in the future (today is ${this.#today})`
			);
	}

	/** @param reported whether the source reports what others say */
	host(entry: Entry<unknown>, url: string, path: Path = [], reported = false): void {
		const { report } = this.#context;
		const place = entry.source.at([...entry.path, ...path, 'source', 'url']);
		if (!URL.canParse(url)) {
			report.add(place, `${entry.name}: "${url}" is not an address`);
			return;
		}
		const { host } = new URL(url);
		if (!sourceHosts.has(host) && !(reported && reporterHosts.has(host)))
			report.add(
				place,
				`${entry.name}: ${host} is not a host that facts may cite (sourceHosts in src/lib/server/checks.ts)`
			);
	}
}
