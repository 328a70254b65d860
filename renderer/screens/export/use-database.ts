import { useState } from 'react';
import { useApp } from '../../state/app-info.ts';
import { type Asking, putReply, useAsk } from '../../state/replies.ts';

interface Typed {
  readonly secret: string;
  readonly remember: boolean;
}

/** The password of a database, from the typing until the engine has it. It is in no option and in no preset. */
export interface DatabaseSignIn extends Typed {
  readonly set: (part: Partial<Typed>) => void;
  readonly asking: Asking<'export.signIn'>;
  /**
   * Gives the typed password to the engine, and forgets it here. Takes the address of the database. Returns
   * false when it was not accepted.
   */
  readonly keep: (postgres: string | null) => Promise<boolean>;
}

/** Holds the password that the user types. */
export function useDatabase(): DatabaseSignIn {
  const [typed, setTyped] = useState<Typed>({ secret: '', remember: true });
  const { hasKeychain } = useApp();
  const asking = useAsk('export.signIn');
  return {
    ...typed,
    asking,
    set: (part) => {
      asking.reset();
      setTyped((before) => ({ ...before, ...part }));
    },
    keep: async (postgres) => {
      const { secret } = typed;
      const remember = typed.remember && hasKeychain;
      if (secret === '' || postgres === null) return true;
      const login = await asking.ask({ postgres, secret, remember });
      if (login === null) return false;
      putReply('export.login', { postgres }, login);
      // Neither the field nor what was asked keeps it.
      asking.reset();
      setTyped((before) => ({ ...before, secret: '' }));
      return true;
    },
  };
}
