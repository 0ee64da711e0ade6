/** Settings: where the log is kept, copies of it, which exam it is for, how much is new a day, light or dark. */
export { default as SettingsPage } from './SettingsPage.svelte';
