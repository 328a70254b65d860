import type { SessionService } from '../http/session.ts';

/** Central's sessions (`server-apis` §5.1). */
export function centralSessions(base: URL): SessionService {
  return {
    scheme: 'Bearer',
    open: (user, password) => ({
      url: new URL('/v1/sessions', base.origin),
      authorization: null,
      sent: {
        method: 'POST',
        type: 'application/json',
        body: JSON.stringify({ email: user, password: password.reveal() }),
      },
    }),
    end: new URL('/v1/sessions/current', base.origin),
  };
}
