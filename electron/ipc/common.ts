import { z } from 'zod';
import type { ProblemParam } from '../../core/ground/problems/spec.ts';
import type { CopiedFolder } from '../../core/model/copied-folder.ts';
import type { FormOfSource } from '../../core/model/form-ref.ts';
import { sourceName, typedSecret } from '../../core/model/server-draft.ts';
import { type KindSetting, type ServerKind, serverKinds } from '../../core/model/server-kind.ts';

export type { CopiedFolder, ProblemParam };

/** No payload. */
export const nothing = z.strictObject({});
export const text = z.string().max(10_000);
export const name = sourceName;
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);
export const rowId = z.int().positive();
/** A passphrase or password in transit. It is never kept and never sent back. */
export const secretText = typedSecret;

/**
 * A file or folder that the user chose in a dialog of the system or dropped on the window. The window never
 * sends a path: it sends the ID, and has the path only to show it.
 */
export const placeId = z.uuid();
export interface Place {
  readonly id: string;
  readonly path: string;
  readonly isFolder: boolean;
}

/** A form at one source. The same form ID at two servers is two forms. */
export const formKey = z.strictObject({ source: z.string().min(1), formId: z.string() });
export type FormKey = FormOfSource;

/**
 * A problem as the window shows it: its code and details, for the translated words, and the English words.
 */
export interface ProblemView {
  readonly code: string;
  readonly params: Readonly<Record<string, ProblemParam>>;
  readonly message: string;
  readonly action: string;
  readonly retry: boolean;
}

/** A reply as it is sent between processes. A bug has no details: its message could hold anything. */
export type ReplyMessage<R> =
  | { readonly ok: true; readonly value: R }
  | { readonly ok: false; readonly problem: ProblemView };

/** ISO 8601 with zone, for example `2026-11-22T09:14:03.000Z`. */
export type Instant = string;

export const serverKind = z.enum(serverKinds);
export type { KindSetting, ServerKind };
