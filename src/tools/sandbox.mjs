// `npm run sandbox`: see sandbox/main.ts. Plain JavaScript, because an older Node may have to start it.
import { isProgram, onProjectNode } from './setup.mjs';

if (isProgram(import.meta.url)) {
	await onProjectNode(async () => {
		const { main } = await import('./sandbox/main.ts');
		return main();
	});
}
