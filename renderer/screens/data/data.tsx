import type { ReactNode } from 'react';
import { Head } from '../../widgets/head.tsx';

export function Data(): ReactNode {
  return <Head title="Data" />;
}
