import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { attribute, descendantOf, parseXml, textOf } from '../../ground/xml/xml.ts';
import { type FormModel, shapeOf } from '../../model/form.ts';
import type { ExportAttachment, ExportSubmission } from '../../model/rows.ts';
import { readRecords } from '../../record/read-records.ts';
import { parseForm } from '../../xform/parse-form.ts';
import { MemoryReader, submissionOf } from './memory-reader.ts';

const CORPUS = fileURLToPath(new URL('../../../fixtures/corpora/dev/', import.meta.url));

const catalogue = z
  .array(
    z.object({
      case: z.string(),
      instanceId: z.string().nullable(),
      media: z.array(z.object({ name: z.string(), sha256: z.string() })).optional(),
    }),
  )
  .parse(JSON.parse(readFileSync(join(CORPUS, 'catalog.json'), 'utf8')));

/** One folder of golden files: what Briefcase wrote for a case with some options. */
export interface Golden {
  readonly name: string;
  readonly caseName: string;
  /** The only form version that was exported, if the case has several. */
  readonly version: string | undefined;
  /** `default`, or the options joined with `+`. */
  readonly options: string;
  readonly folder: string;
}

/** Returns all golden folders of the corpus except those of GeoJSON. */
export function goldens(): Golden[] {
  const found: Golden[] = [];
  const root = join(CORPUS, 'expected-csv');
  for (const caseName of readdirSync(root).sort()) {
    for (const first of readdirSync(join(root, caseName)).sort()) {
      const version = /^version-(.*)-key-/.exec(first)?.[1];
      const below =
        version === undefined
          ? [first]
          : readdirSync(join(root, caseName, first)).map((o) => `${first}/${o}`);
      for (const path of below) {
        const options = path.slice(path.lastIndexOf('/') + 1);
        if (options === 'geojson') continue;
        found.push({
          name: `${caseName}/${path}`,
          caseName,
          version,
          options,
          folder: join(root, caseName, path),
        });
      }
    }
  }
  return found;
}

/**
 * Returns a reader for the plaintext of one case. It writes stand-ins for attachments into `folder`. The
 * content of each stand-in is the SHA-256 of the real file as text, so that stand-ins differ exactly when the
 * real files do. Audit logs are real: they are rebuilt from the golden audit file and checked by their
 * SHA-256.
 */
export function corpusReader(caseName: string, folder: string): MemoryReader {
  const place = join(CORPUS, existsSync(join(CORPUS, 'good', caseName)) ? 'good' : 'bad', caseName);
  const models = readForms(join(place, 'flat', 'forms'));
  const submissions: ExportSubmission[] = [];
  let unopened = 0;
  for (const manifest of manifestsOf(join(place, 'briefcase', 'ODK Briefcase Storage', 'forms'))) {
    const root = parseXml(manifest);
    const instanceId = textOf(descendantOf(root, 'instanceID')) ?? '';
    const plain = join(CORPUS, 'expected', caseName, `${instanceId.replaceAll(':', '_')}.xml`);
    if (!existsSync(plain)) {
      unopened += 1;
      continue;
    }
    const version = attribute(root, 'version');
    const model = models.find((candidate) => candidate.version === version) ?? null;
    submissions.push(
      submissionOf({
        instanceId,
        version,
        formId: attribute(root, 'id') ?? '',
        submissionDate: attribute(root, 'submissionDate'),
        attachments: attachmentsOf(caseName, instanceId, folder),
        records: readRecords(
          parseXml(readFileSync(plain)),
          instanceId,
          model === null ? null : shapeOf(model),
        ),
      }),
    );
  }
  return new MemoryReader(models, submissions, unopened);
}

function readForms(folder: string): FormModel[] {
  return readdirSync(folder)
    .sort()
    .reverse()
    .map((file) => parseForm(readFileSync(join(folder, file)), file));
}

function manifestsOf(forms: string): Buffer[] {
  return readdirSync(forms).flatMap((form) => {
    const instances = join(forms, form, 'instances');
    return readdirSync(instances).map((name) => readFileSync(join(instances, name, 'submission.xml')));
  });
}

function attachmentsOf(caseName: string, instanceId: string, folder: string): ExportAttachment[] {
  const entry = catalogue.find((row) => row.case === caseName && row.instanceId === instanceId);
  const place = join(folder, instanceId.replaceAll(':', '_'));
  return (entry?.media ?? []).map(({ name, sha256 }) => {
    const content = name === 'audit.csv' ? auditLog(caseName, instanceId, sha256) : sha256;
    mkdirSync(place, { recursive: true });
    const path = join(place, name);
    writeFileSync(path, content);
    return { name, path, md5: createHash('md5').update(content).digest('hex') };
  });
}

function auditLog(caseName: string, instanceId: string, sha256: string): string {
  const folder = join(CORPUS, 'expected-csv', caseName, 'default');
  const file = readdirSync(folder).find((name) => name.endsWith(' - audit.csv')) ?? '';
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  const own = lines
    .filter((line) => line.startsWith(`${instanceId},`))
    .map((line) => line.slice(instanceId.length + 1));
  const log = ['event,node,start,end', ...own, ''].join('\n');
  if (createHash('sha256').update(log).digest('hex') !== sha256) throw new Error('not the true audit log');
  return log;
}
