import type { ComponentType } from 'react';
import { Data } from '../screens/data/data.tsx';
import { Export } from '../screens/export/export.tsx';
import { FirstRun } from '../screens/first-run/first-run.tsx';
import { Forms } from '../screens/forms/forms.tsx';
import { Keys } from '../screens/keys/keys.tsx';
import { Locked } from '../screens/locked/locked.tsx';
import { Problems } from '../screens/problems/problems.tsx';
import { Pull } from '../screens/pull/pull.tsx';
import { Servers } from '../screens/servers/servers.tsx';
import { Settings } from '../screens/settings/settings.tsx';
import type { Screen } from '../state/route.ts';

/** The screen of each route. */
export const screens: Readonly<Record<Screen | 'locked', ComponentType>> = {
  'first-run': FirstRun,
  forms: Forms,
  pull: Pull,
  data: Data,
  problems: Problems,
  export: Export,
  keys: Keys,
  servers: Servers,
  settings: Settings,
  locked: Locked,
};
