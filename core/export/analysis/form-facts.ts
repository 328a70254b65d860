import type { FormModel } from '../../model/form.ts';
import type { FormFacts } from './analysis-table.ts';
import type { AnalysisOptions } from './options.ts';

/** Returns what a file says about its form. Takes the definitions that the export uses, the newest first. */
export function formFacts(models: readonly FormModel[], options: AnalysisOptions): FormFacts {
  const [newest] = models;
  const known = [...new Set(models.flatMap((model) => model.languages))];
  const languages = known.length === 0 ? [''] : known;
  return {
    formId: newest?.formId ?? options.home?.formId ?? '',
    title: newest?.title ?? '',
    version: newest?.version ?? null,
    languages,
    language: options.labels ?? languages[0] ?? '',
    zoneRule: zoneRule(options.timeZone),
  };
}

function zoneRule(zone: string | undefined): string {
  return zone === undefined
    ? 'Each date-time is on the clock that recorded it. Its offset from UTC is not written.'
    : `All date-times are on the clock of ${zone}.`;
}
