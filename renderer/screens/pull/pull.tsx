import type { ReactNode } from 'react';
import { Head } from '../../widgets/head.tsx';

export function Pull(): ReactNode {
  return <Head title="Pull" />;
}
