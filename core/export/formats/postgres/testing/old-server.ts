import { createServer, type Server, type Socket } from 'node:net';

/**
 * Starts what answers like a PostgreSQL server of some version: it accepts everybody, says its version, and does
 * nothing. It speaks as much of the protocol as a client needs for that (PostgreSQL's documentation, chapter
 * "Frontend/Backend Protocol"). Debian has no server that is old enough.
 */
export async function startOldServer(
  version: number,
): Promise<{ readonly port: number; readonly close: () => void }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let isStarted = false;
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      // Only the first message has no letter in front of its length.
      for (let head = isStarted ? 1 : 0; bytes.length >= head + 4; head = 1) {
        const end = head + bytes.readInt32BE(head);
        if (bytes.length < end) return;
        const text = bytes.toString('utf8', head + 4, end - 1);
        socket.write(isStarted ? replyTo(text, version) : WELCOME);
        isStarted = true;
        bytes = bytes.subarray(end);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** ReadyForQuery, outside of a transaction. */
const READY = message('Z', Buffer.from('I'));
/** AuthenticationOk. */
const WELCOME = Buffer.concat([message('R', Buffer.alloc(4)), READY]);

/** A query for a setting is answered by the version's number, everything else by "done". */
function replyTo(sql: string, version: number): Buffer {
  if (!sql.startsWith('SELECT')) return Buffer.concat([message('C', Buffer.from('SET\0')), READY]);
  const value = Buffer.from(String(version));
  // Of a text (25) of any length, that is no column of a table, as text.
  const column = Buffer.concat([
    Buffer.from('v\0'),
    int32(0),
    int16(0),
    int32(25),
    int16(-1),
    int32(-1),
    int16(0),
  ]);
  return Buffer.concat([
    message('T', Buffer.concat([int16(1), column])),
    message('D', Buffer.concat([int16(1), int32(value.length), value])),
    message('C', Buffer.from('SELECT 1\0')),
    READY,
  ]);
}

function message(type: string, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(content.length + 4), content]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
