/**
 * Beginnings of messages that the code asks for by a name put together from a value of the contract, for example
 * `frame.command.${command}`. Each stands here once, so that the test of unused messages knows them.
 */
export const dynamicWords: readonly string[] = [
  'codes.',
  'frame.command.',
  'forms.source.',
  'forms.source.layout.',
  'export.option.',
  'export.format.',
  'pull.step.',
  'pull.kind.',
  'pull.happened.',
  'pull.column.',
  'settings.section.',
  'leave.item.',
  'leave.stays.',
  'keys.kept.',
  'keys.proof.',
  'keys.generate.size.',
  'locked.since.',
  'servers.kind.',
  'servers.check.',
  'servers.line.',
  'servers.form.address.hint.',
  'forms.state.',
  'data.filter.',
  'data.column.',
  'sheet.signature.',
  'problems.bucket.',
  'problems.action.',
  'problems.about.',
];
