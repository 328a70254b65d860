/** What the bundler makes of `import.meta.glob`: all files of a pattern, bundled. */
interface ImportMeta {
  glob<T>(pattern: string, options: { readonly eager: true; readonly import: 'default' }): Record<string, T>;
}
