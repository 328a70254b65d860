import { expect, it } from 'vitest';
import { analysisAudit, auditName } from './audit.ts';

it('collects audit logs in a CSV file beside the export', () => {
  const audit = analysisAudit('Survey');
  expect(audit.file).toBe(auditName('Survey'));
  expect(audit.file).toBe('Survey-audit.csv');
  const submission = { instanceId: 'uuid:1' } as Parameters<typeof audit.rows>[1];
  const rows = audit.rows('event,node,start,end\nform start,,1,2\n', submission, { note: () => undefined });
  expect(rows[0]?.slice(0, 5)).toEqual(['uuid:1', 'form start', '', '1', '2']);
});
