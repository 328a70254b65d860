import type { ReactNode } from 'react';
import { Head } from '../../widgets/head.tsx';

export function Servers(): ReactNode {
  return <Head title="Servers" />;
}
