import process from 'node:process';
import { defineConfig, devices } from '@playwright/test';

// `npm run test:e2e` builds when needed, finds the browser and a free port, and says so here.
const port = Number(process.env.KEYWRAP_PORT ?? 4273);
const executablePath = process.env.KEYWRAP_BROWSER;

export default defineConfig({
	testDir: 'tests/e2e',
	forbidOnly: Boolean(process.env.CI),
	fullyParallel: true,
	workers: 2,
	// Nothing here is timed: what is awaited is there at once, or later on a busy machine.
	timeout: 600_000,
	expect: { timeout: 30_000 },
	// `npm test` counts in the JSON report, and shows this program's output only when something failed.
	reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['dot'], ['json']] : [['list']],
	use: {
		...devices['Desktop Chrome'],
		baseURL: `http://localhost:${String(port)}`,
		launchOptions: { ...(executablePath ? { executablePath } : {}) },
		actionTimeout: 60_000,
		navigationTimeout: 60_000,
		trace: 'retain-on-failure'
	},
	webServer: {
		command: `node src/tools/static-server.mjs --port ${String(port)} --strict-port`,
		url: `http://localhost:${String(port)}/`,
		reuseExistingServer: false
	}
});
