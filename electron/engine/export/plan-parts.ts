import type { ExportContext } from '../../../app/exports/export-context.ts';
import type { ExportJobs } from '../../../app/exports/export-jobs.ts';
import type { ExportRequest } from '../../../app/exports/export-request.ts';
import { planJob } from '../../../app/exports/plan-export.ts';
import { descriptionOf } from '../../../core/export/formats/descriptions.ts';
import { isProblem } from '../../../core/ground/problem.ts';
import type { PlannedExport } from '../../../core/model/export-view.ts';
import type { ExportPart, ExportPlan } from '../../ipc/export.ts';
import { problemView } from '../../ipc/problem-view.ts';

type PlannedParts = Omit<ExportPlan, 'reminds' | 'copied'>;
type PlannedPart = PlannedExport & ExportPart;
type CountName = 'here' | 'exported' | 'notReadable' | 'filteredOut';

/** Names a request for the window. */
export function partOf(
  { workspace }: Pick<ExportContext, 'workspace'>,
  { format, formId }: ExportRequest,
): Pick<ExportPart, 'format' | 'formId' | 'title' | 'goesTo'> {
  const { goesTo = 'folder' } = descriptionOf(format);
  return { format, formId, title: workspace.rows(formId).models[0]?.title ?? formId, goesTo };
}

/** Plans the parts of a run. A part that cannot be written does not stop the others. */
export async function planParts(
  context: ExportContext,
  jobs: ExportJobs,
  requests: readonly ExportRequest[],
  folder: string,
): Promise<PlannedParts> {
  const planned: PlannedPart[] = [];
  for (const request of requests) planned.push(await plannedPart(context, jobs, request));
  const formIds = new Set(planned.map(({ formId }) => formId));
  // All formats of a form have the same submissions.
  const forms = [...formIds].flatMap((formId) => {
    const ofForm = planned.filter((part) => part.formId === formId);
    return ofForm.find(({ problem }) => problem === null) ?? ofForm[0] ?? [];
  });
  const sumOf = (some: readonly PlannedPart[], name: CountName): number =>
    some.reduce((count, part) => count + part[name], 0);
  const written = forms.filter(({ problem }) => problem === null);
  const refused = forms.filter(({ problem }) => problem !== null);
  const problems = planned.flatMap(({ problem }) => problem ?? []);
  return {
    folder,
    files: planned.flatMap(({ files }, part) => files.map((file) => ({ ...file, part }))),
    parts: planned.map(({ format, formId, title, goesTo, problem }) => ({
      format,
      formId,
      title,
      goesTo,
      problem,
    })),
    hasMedia: planned.some(({ hasMedia }) => hasMedia),
    here: sumOf(forms, 'here'),
    exported: sumOf(written, 'exported'),
    notReadable: sumOf(written, 'notReadable'),
    filteredOut: sumOf(written, 'filteredOut'),
    refused: sumOf(refused, 'here'),
    notExportedFile: planned.find(({ notExportedFile }) => notExportedFile !== null)?.notExportedFile ?? null,
    problem: problems.length === planned.length ? (problems[0] ?? null) : null,
  };
}

async function plannedPart(
  context: ExportContext,
  jobs: ExportJobs,
  request: ExportRequest,
): Promise<PlannedPart> {
  const { folder } = request;
  try {
    const job = await jobs.make(request);
    const { problem, ...plan } = planJob(context.workspace, job, await jobs.counts(job));
    return { ...partOf(context, request), ...plan, problem: problem === null ? null : problemView(problem) };
  } catch (error) {
    if (!isProblem(error) || error.code === 'export.form_unknown') throw error;
    const none = { folder, files: [], hasMedia: false, notExportedFile: null };
    const counts = { here: await jobs.here(request), exported: 0, notReadable: 0, filteredOut: 0 };
    return { ...partOf(context, request), ...none, ...counts, problem: problemView(error.data) };
  }
}
