import { EventEmitter } from 'node:events';
import { HostPort } from './ports.ts';
import type { Wire } from './utility-process.ts';

// Loaded before a utility process's own program: gives it Electron's `process.parentPort`.

const ports = new Map<number, HostPort>();
const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (data: unknown) => send({ kind: 'message', data, ports: [] }),
  start: () => undefined,
});
const waiting: Wire[] = [];

function send(wire: Wire): void {
  if (process.connected) process.send?.(wire);
}

function arrive(id: number): HostPort {
  const [here, stub] = HostPort.pair();
  // What the program says on its end travels to the host; what comes from there is delivered to it.
  stub.moveTo(
    (data) => send({ kind: 'port', id, data }),
    () => send({ kind: 'closed', id }),
  );
  ports.set(id, here);
  return here;
}

function hear(wire: Wire): void {
  if (wire.kind === 'message') parentPort.emit('message', { data: wire.data, ports: wire.ports.map(arrive) });
  else if (wire.kind === 'port') ports.get(wire.id)?.deliver(wire.data);
  else {
    ports.get(wire.id)?.emit('close');
    ports.delete(wire.id);
  }
}

// What comes before the program listens is kept for it.
parentPort.on('newListener', (name) => {
  if (name === 'message') setImmediate(() => waiting.splice(0).forEach(hear));
});
process.on('message', (wire: Wire) => {
  if (parentPort.listenerCount('message') === 0) waiting.push(wire);
  else hear(wire);
});
process.on('disconnect', () => process.exit(1));
Object.assign(process, { parentPort });
