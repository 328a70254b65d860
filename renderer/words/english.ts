import backups from './en/backups.json' with { type: 'json' };
import codes from './en/codes.json' with { type: 'json' };
import common from './en/common.json' with { type: 'json' };
import data from './en/data.json' with { type: 'json' };
import encryption from './en/encryption.json' with { type: 'json' };
import exporting from './en/export.json' with { type: 'json' };
import firstRun from './en/firstRun.json' with { type: 'json' };
import forms from './en/forms.json' with { type: 'json' };
import frame from './en/frame.json' with { type: 'json' };
import keys from './en/keys.json' with { type: 'json' };
import leave from './en/leave.json' with { type: 'json' };
import locked from './en/locked.json' with { type: 'json' };
import menu from './en/menu.json' with { type: 'json' };
import problems from './en/problems.json' with { type: 'json' };
import pull from './en/pull.json' with { type: 'json' };
import report from './en/report.json' with { type: 'json' };
import servers from './en/servers.json' with { type: 'json' };
import settings from './en/settings.json' with { type: 'json' };
import sheet from './en/sheet.json' with { type: 'json' };

/** The English words, file by file: every other language has the same messages (words.test.ts). */
export const english = {
  common,
  frame,
  menu,
  forms,
  pull,
  report,
  data,
  sheet,
  problems,
  codes,
  export: exporting,
  keys,
  servers,
  settings,
  leave,
  locked,
  firstRun,
  encryption,
  backups,
} as const;
