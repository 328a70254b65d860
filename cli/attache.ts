#!/usr/bin/env node
import { run } from './run.ts';
import { keepHeapSmall } from './small-heap.ts';

keepHeapSmall();
process.exitCode = await run(process.argv.slice(2));
