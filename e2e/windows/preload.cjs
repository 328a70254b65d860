// For Wine alone: it has no TCP_KEEPIDLE, without which Node cannot turn keep-alive on, and every connection fails with
// "connect UNKNOWN". Nothing else is changed of what the tests run.
const { Socket } = require('node:net');

Socket.prototype.setKeepAlive = function setKeepAlive() {
  return this;
};

const { connect } = Socket.prototype;

function withoutKeepAlive(options) {
  if (options === null || typeof options !== 'object' || !('keepAlive' in options)) return options;
  const { keepAlive, ...others } = options;
  return others;
}

Socket.prototype.connect = function (...args) {
  // Node passes its arguments in one array that it marks with a symbol, so the array must stay the same.
  if (Array.isArray(args[0])) args[0][0] = withoutKeepAlive(args[0][0]);
  else args[0] = withoutKeepAlive(args[0]);
  return connect.apply(this, args);
};
