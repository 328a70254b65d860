import { extname, join } from 'node:path';
import { withoutExtension } from '../ground/export-names.ts';
import { statsAt } from '../ground/own-files.ts';
import type { ExportPlan } from './table.ts';

/**
 * Returns the plan with all its files under the lowest number that is free for each of them. Returns it
 * unchanged when no file exists yet. Takes the folder of the export.
 */
export function numberedPlan(plan: ExportPlan, folder: string): ExportPlan {
  const files = filesOf(plan);
  const isFree = (file: string): boolean => statsAt(join(folder, file)) === undefined;
  if (files.every(isFree)) return plan;
  let number = 2;
  while (!files.every((file) => isFree(numbered(file, number)))) number += 1;
  return {
    ...plan,
    base: `${plan.base} (${number})`,
    tables: plan.tables.map((table) => ({ ...table, file: numbered(table.file, number) })),
    audit: plan.audit && { ...plan.audit, file: numbered(plan.audit.file, number) },
    guides: (plan.guides ?? []).map((guide) => ({ ...guide, file: numbered(guide.file, number) })),
    leftOutFile: plan.leftOutFile && { ...plan.leftOutFile, file: numbered(plan.leftOutFile.file, number) },
  };
}

/** Returns the names of all files that the plan writes, each once. */
export function filesOf({ tables, audit, guides = [], leftOutFile }: Omit<ExportPlan, 'base'>): string[] {
  const outputs = [...tables, audit, ...guides, leftOutFile];
  return [...new Set(outputs.flatMap((output) => (output === null ? [] : [output.file])))];
}

function numbered(file: string, number: number): string {
  return `${withoutExtension(file)} (${number})${extname(file)}`;
}
