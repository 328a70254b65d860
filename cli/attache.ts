#!/usr/bin/env node
import { keepHeapSmall } from './small-heap.ts';

keepHeapSmall();

// A reader such as `head` may close the pipe before all is written; that is no failure of ours.
process.stdout.on('error', (error: Error & { code?: string }) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const { main } = await import('./program.ts');
process.exitCode = await main(process.argv);
