import { defineConfig } from 'playwright/test';

/** Makes pictures for the guide, and tests nothing. */
const pictures = 'pictures/**';
/** Specs of half a minute. At the end of a run one of them would leave a core idle. */
const long = /(accessible|reflow|encrypted)\.spec\.ts$/;

export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'long', testMatch: long },
    { name: 'others', testMatch: '**/*.spec.ts', testIgnore: [pictures, long] },
  ],
  // Ends what hangs, and asserts no speed: a machine that does other things too may take several times as long as usual.
  timeout: 900_000,
  expect: { timeout: 180_000 },
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
