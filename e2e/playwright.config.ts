import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  // Makes pictures for the guide, and tests nothing.
  testIgnore: 'pictures/**',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // Two at once: each spec starts an app, an engine and a browser of its own.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  outputDir: '../test-results',
  globalSetup: './global-setup.ts',
  use: { trace: 'off' },
});
