import about from '../../package.json' with { type: 'json' };

/** The version of Attaché. It stands in `package.json` alone; whatever shows it takes it from here. */
export const VERSION: string = about.version;
