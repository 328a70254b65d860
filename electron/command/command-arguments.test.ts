import { expect, test } from 'vitest';
import { commandArguments } from './command-arguments.ts';

const exists = (path: string): boolean => ['report', 'pull', 'here.csv'].includes(path);
const packed = (...args: string[]) =>
  commandArguments({
    argv: ['/opt/Attaché/attache', ...args],
    isPackaged: true,
    appPath: '/opt/Attaché/resources/app.asar',
    exists,
  });

test.each([
  [['--help']],
  [['-h']],
  [['--version']],
  [['help', 'pull']],
  [['status']],
  [['pull', '--server', 'ona']],
  [['--workspace', '/data', 'pull', '--server', 'ona']],
  [['--workspace=/data', 'status']],
  [['--json', 'status']],
  // A mistake is for the command to tell.
  [['exprot']],
])('a command: %j', (args) => {
  expect(packed(...args)).toEqual(args);
});

test.each([
  [[]],
  [['/home/amina/workspace']],
  [['C:\\Users\\amina\\key.pem']],
  [['./pull']],
  [['key.pem']],
  [['here.csv']],
  [['report']],
  [['--user-data-dir=/tmp/x']],
  [['--user-data-dir=/tmp/x', 'pull']],
  [['--lang=fr']],
  [['attache://something']],
  [['']],
])('the window: %j', (args) => {
  expect(packed(...args)).toBeNull();
});

test('behind -- everything is for the command, nothing too', () => {
  expect(packed('--', 'exprot', '--url', 'https://ona.io')).toEqual(['exprot', '--url', 'https://ona.io']);
  expect(packed('--', '--bogus')).toEqual(['--bogus']);
  expect(packed('--')).toEqual([]);
});

test('the switch of Electron that root needs may stand before a command', () => {
  expect(packed('--no-sandbox', 'pull', '--server', 'ona')).toEqual(['pull', '--server', 'ona']);
  expect(packed('--no-sandbox', '--', 'status')).toEqual(['status']);
  expect(packed('--no-sandbox')).toBeNull();
});

test('of an app that is not packed, only what stands behind its path counts', () => {
  const loose = (...argv: string[]) =>
    commandArguments({ argv: ['electron', ...argv], isPackaged: false, appPath: '/src/attache', exists });
  expect(loose('--user-data-dir=/tmp/x', '/src/attache')).toBeNull();
  expect(loose('--inspect=0', '-r', 'loader.js', '/src/attache', 'status', '--json')).toEqual([
    'status',
    '--json',
  ]);
  expect(loose('pull')).toBeNull();
});
