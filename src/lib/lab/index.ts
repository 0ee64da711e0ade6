/** The Lab: scenarios that are walked with real cryptography. */
export { connected } from './connect/connection.svelte.ts';
export { default as ConnectPage } from './connect/ConnectPage.svelte';
export { default as FileTool } from './file/FileTool.svelte';
export { default as MessagePage } from './bytes/MessagePage.svelte';
export { default as Scenario } from './engine/Scenario.svelte';
export type { ScenarioCode } from './engine/types.ts';
export { default as ScenarioList } from './ScenarioList.svelte';
export { default as SetupPage } from './connect/SetupPage.svelte';
export { loadScenario } from './scenarios/index.ts';
export { default as SealNow } from './SealNow.svelte';
