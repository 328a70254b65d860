import type { LineOfTest, ServerTestResult } from '../../core/model/server-test.ts';
import type { SourceRow as Row } from '../../core/model/source-row.ts';
import { problemView } from '../ipc/problem-view.ts';
import type { SourceRow, TestLine, TestResult } from '../ipc/servers.ts';

/** A line of a test as the window shows it: its problem in words, no text of a server. */
export function lineView({ problem, ...line }: LineOfTest): TestLine {
  return { ...line, problem: problem === null ? null : problemView(problem) };
}

export function testView({ lines, ...test }: ServerTestResult): TestResult {
  return { ...test, lines: lines.map(lineView) };
}

export function rowView({ lastTest, ...row }: Row): SourceRow {
  return { ...row, lastTest: lastTest === null ? null : testView(lastTest) };
}
