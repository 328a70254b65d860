#!/usr/bin/env node
'use strict';

// The installed command starts here. Every Node can read this file, and it prints a message when the Node is
// too old. Without it, an old Node would stop at a syntax error, or crash when the database opens. So it uses
// `var`, no template, no arrow function, and no comma after a last argument.

var needed = [22, 19];
var found = process.versions.node.split('.').map(Number);

var isTooOld = found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1]);
var message =
  'Attaché needs Node ' +
  needed.join('.') +
  ' or newer; this is ' +
  process.version +
  '. Install a current Node from https://nodejs.org and run the same command again.\n';

if (isTooOld) {
  process.stderr.write(message);
  process.exit(1);
} else {
  require('./start.cjs');
}
