import type { ReactNode } from 'react';
import { Head } from '../../widgets/head.tsx';

export function Problems(): ReactNode {
  return <Head title="Problems" />;
}
