import type { ReactNode } from 'react';
import { Head } from '../../widgets/head.tsx';

export function Export(): ReactNode {
  return <Head title="Export" />;
}
