import { defineConfig } from 'playwright/test';
import usual from '../playwright.config.ts';

/** `npm run pictures`: makes the pictures of docs/user-guide.md anew, from the sample project. */
export default defineConfig({
  ...usual,
  projects: [{ name: 'pictures', testDir: '.' }],
  globalSetup: ['../global-setup.ts', '../../fixtures/servers/server-certificate.ts'],
  outputDir: '../../test-results',
  workers: 1,
});
