import type { ReactNode } from 'react';
import { Head } from '../../widgets/head.tsx';

export function FirstRun(): ReactNode {
  return <Head title="FirstRun" />;
}
