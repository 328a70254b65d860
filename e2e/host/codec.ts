// What structured clone carries, as text: between the host and the page, which can only exchange text. Runs in both, so
// it uses nothing but the language itself. A function cannot be carried, as with the real thing.

export function encode(value: unknown): string {
  return JSON.stringify(pack(value));
}

export function decode(text: string): unknown {
  return unpack(JSON.parse(text));
}

function pack(value: unknown): unknown {
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', v: String(value) };
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError('An object could not be cloned.');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(pack);
  if (value instanceof Date) return { $: 'date', v: value.getTime() };
  if (value instanceof Map) return { $: 'map', v: [...value].map(([k, v]) => [pack(k), pack(v)]) };
  if (value instanceof Set) return { $: 'set', v: [...value].map(pack) };
  if (value instanceof ArrayBuffer) return { $: 'buffer', v: toBase64(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) {
    return { $: 'bytes', v: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  }
  if (value instanceof Error) return { $: 'error', v: value.message, n: value.name };
  return { $: 'object', v: Object.entries(value).map(([k, v]) => [k, pack(v)]) };
}

function unpack(packed: unknown): unknown {
  if (typeof packed !== 'object' || packed === null) return packed;
  if (Array.isArray(packed)) return packed.map(unpack);
  const { $, v, n } = packed as { $: string; v: never; n?: string };
  switch ($) {
    case 'undefined':
      return undefined;
    case 'bigint':
      return BigInt(v);
    case 'number':
      return Number(v);
    case 'date':
      return new Date(v);
    case 'map':
      return new Map((v as [unknown, unknown][]).map(([k, x]) => [unpack(k), unpack(x)]));
    case 'set':
      return new Set((v as unknown[]).map(unpack));
    case 'buffer':
      return fromBase64(v).buffer;
    case 'bytes':
      return fromBase64(v);
    case 'error':
      return Object.assign(new Error(v), { name: n });
    default:
      return Object.fromEntries((v as [string, unknown][]).map(([k, x]) => [k, unpack(x)]));
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
}
