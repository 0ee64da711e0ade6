/** The Lab: scenarios that are walked with real cryptography. */
export { default as EnvelopeScenario } from './envelope/EnvelopeScenario.svelte';
export { default as ScenarioList } from './ScenarioList.svelte';
export { default as SealNow } from './SealNow.svelte';
