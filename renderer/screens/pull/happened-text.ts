import type { Happened } from '../../../electron/ipc/pull.ts';
import type { Words } from '../../words/use-words.tsx';
import { noAnswerText } from './no-answer.ts';

/** One event of a pull as a sentence. The params `form` and `source` say where. */
export function happenedText(words: Words, { code, params, problem }: Happened): string {
  const sentence = problem === null ? '' : words.problem(problem).sentence;
  if (code === 'not-listed') return sentence;
  if (code === 'offline' && problem !== null) return noAnswerText(words, problem);
  const text = words.maybe(`pull.happened.${code}.text`, { count: 1, tables: 0, ...params, sentence });
  return code === 'export-failed' ? `${text ?? ''} ${sentence}` : (text ?? code);
}
