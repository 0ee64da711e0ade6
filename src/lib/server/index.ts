/**
 * Build time only: reads, checks and compiles `content/`. Kit keeps this room out of the browser.
 *
 * The `get…` functions hand content to pages; each throws a `ContentError` when `content/` has a
 * defect. Internal links are right for the page that shows the content by its nature: lessons three
 * folders deep, Lab scenarios two, practice one (`atDepth` of the content room
 * makes them right for another page).
 */
import {
	atDepth,
	type Curriculum,
	type ExamView,
	type FactView,
	type LabScenario,
	type Lesson,
	type ModuleBank,
	type MisconceptionFile,
	type ModuleLink,
	type Question,
	type QuestionIndexEntry,
	type SheetView,
	type TermView
} from '#lib/content/index.ts';
import { examTaskCounts } from './exam-tasks.ts';
import { loadCurriculum } from './curriculum.ts';
import { plainOf } from './markdown.ts';
import { misconceptionFile } from './misconceptions.ts';
import { searchFile, shortened, type SearchFile } from './search.ts';

export { examTaskCounts } from './exam-tasks.ts';
export { checkContent, loadCurriculum } from './curriculum.ts';
export { ContentError, lineOf, type Defect } from './defects.ts';
export { exportContent } from './export.ts';
export { longestCorrect } from './bank.ts';
export { unreviewed } from './reviews.ts';
export { getLicences, type Licence } from './licences.ts';
export type { SearchFile } from './search.ts';

const titleLength = 100;

export async function getModules(): Promise<ModuleLink[]> {
	return (await loadCurriculum()).modules;
}

export async function getModule(id: string): Promise<ModuleLink | undefined> {
	return (await getModules()).find((module) => module.id === id);
}

/** A lesson for its page, `/learn/[module]/[lesson]/`. */
export async function getLesson(module: string, slug: string): Promise<Lesson | undefined> {
	const { lessons } = await loadCurriculum();
	const lesson = lessons.find((entry) => entry.module === module && entry.slug === slug);
	return lesson && atDepth(lesson, 3);
}

/** The cheat sheet of a module for its page, `/learn/[module]/cheat-sheet/`. */
export async function getSheet(module: string): Promise<SheetView | undefined> {
	const sheet = (await loadCurriculum()).sheets.find((entry) => entry.module === module);
	return sheet && atDepth(sheet, 3);
}

/** All questions of a module in order, for `/practice/`. */
export async function getBank(module: string): Promise<ModuleBank | undefined> {
	const { modules, questions, lab } = await loadCurriculum();
	const title = modules.find(({ id }) => id === module)?.title;
	if (title === undefined) return undefined;
	const own = questions.filter((question) => question.module === module);
	return atDepth({ module, title, questions: own.map((one) => shownBy(one, lab)) }, 1);
}

/** A question with the Lab's scenario that names it, or else the first that its lesson leads to. */
function shownBy(question: Question, labs: readonly LabScenario[]): Question {
	const path = `/learn/${question.module}/${question.lesson ?? ''}/`;
	const lab =
		labs.find(({ questions }) => questions.includes(question.id)) ??
		labs.find(({ lessons }) => lessons.some((lesson) => lesson.path === path));
	return lab ? { ...question, lab: { id: lab.id, title: lab.title } } : question;
}

/** What Today works with: every question without its texts. */
export async function getIndex(): Promise<{
	version: string;
	modules: ModuleLink[];
	questions: QuestionIndexEntry[];
}> {
	const { version, modules, questions } = await loadCurriculum();
	return { version, modules, questions: questions.map(indexEntry) };
}

function indexEntry(question: Curriculum['questions'][number]): QuestionIndexEntry {
	const { id, module, type, difficulty, twins, exam, stem } = question;
	return {
		id,
		module,
		type,
		difficulty,
		...(twins === undefined ? {} : { twins }),
		...(exam.length === 0 ? {} : { exam }),
		...(question.case ? { case: { id: question.case.id, position: question.case.position } } : {}),
		title: shortened(plainOf(stem), titleLength)
	};
}

/** The search index, ready to load, and the documents it finds. */
export async function getSearchDocuments(): Promise<SearchFile> {
	return searchFile(await loadCurriculum());
}

/** The terms in alphabetical order. */
export async function getGlossary(): Promise<TermView[]> {
	return (await loadCurriculum()).glossary;
}

export async function getLabs(): Promise<LabScenario[]> {
	return atDepth((await loadCurriculum()).lab, 1);
}

/** A Lab scenario for its page, `/lab/[scenario]/`. */
export async function getLab(id: string): Promise<LabScenario | undefined> {
	const scenario = (await loadCurriculum()).lab.find((entry) => entry.id === id);
	return scenario && atDepth(scenario, 2);
}

export async function getFacts(): Promise<FactView[]> {
	return (await loadCurriculum()).facts;
}

/** Facts in the place of what held once: those whose change is dated first, the latest at the top. */
export async function getChanges(): Promise<FactView[]> {
	const changed = (await getFacts()).filter(({ replaces }) => replaces?.until !== undefined);
	const when = ({ replaces }: FactView) => replaces?.changed ?? '';
	return changed.sort((a, b) => when(b).localeCompare(when(a)) || a.id.localeCompare(b.id));
}

/** What progress needs to tell which wrong beliefs answers showed. */
export async function getMisconceptionFile(): Promise<MisconceptionFile> {
	const { misconceptions, questions } = await loadCurriculum();
	return misconceptionFile(misconceptions, questions);
}

/** The exams by id. */
export async function getExams(): Promise<ExamView[]> {
	return (await loadCurriculum()).exams;
}

/** How many questions are tagged with each task of an exam, by `SCS-C03/5.2`; none is 0. */
export async function getExamTaskCounts(): Promise<Record<string, number>> {
	const { exams, questions } = await loadCurriculum();
	return examTaskCounts(exams, questions);
}
