import about from '../../package.json' with { type: 'json' };

/** The version of Attaché. Only `package.json` has it; all code that shows it imports it from here. */
export const VERSION: string = about.version;
