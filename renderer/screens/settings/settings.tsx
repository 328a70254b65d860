import type { ReactNode } from 'react';
import { Head } from '../../widgets/head.tsx';

export function Settings(): ReactNode {
  return <Head title="Settings" />;
}
