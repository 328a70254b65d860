import { protocol, type Session } from 'electron';
import { answerApp, readPage } from './page-files.ts';

/** To be called before the app is ready: `app:` is a scheme with origins, like https. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: false, codeCache: true } },
  ]);
}

/** Responds to `app://attache/…` in this session from the page's files, with the headers that guard them. */
export function serveApp(session: Session, folder: string): void {
  const files = readPage(folder);
  session.protocol.handle('app', (request) => answerApp(files, request));
}
