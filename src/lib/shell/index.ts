/** What every page stands in: navigation, search, theme, the service worker's page side, content loading. */
export { busy } from './busy.svelte.ts';
export {
	ContentUnavailableError,
	loadBank,
	loadDrills,
	loadExams,
	loadIndex,
	loadMisconceptions,
	loadSearch,
	loadTerms,
	type ContentIndex
} from './data.ts';
export { hrefOf } from './href.ts';
export { offline, type OfflineState } from './offline.svelte.ts';
export { theme, type Theme } from './theme.svelte.ts';
export { default as PageFrame } from './PageFrame.svelte';
export { default as UpdateNotice } from './UpdateNotice.svelte';
