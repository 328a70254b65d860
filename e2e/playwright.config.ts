import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  // Makes pictures for the guide, and tests nothing.
  testIgnore: 'pictures/**',
  // Ends what hangs, and asserts no speed: a machine that does other things too may take several times as long as usual.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  // Two at once: each spec starts an app, an engine and a browser of its own.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  outputDir: '../test-results',
  globalSetup: ['./global-setup.ts', '../fixtures/servers/server-certificate.ts'],
  use: { trace: 'off' },
});
