import type { ReactNode } from 'react';
import { Head } from '../../widgets/head.tsx';

export function Locked(): ReactNode {
  return <Head title="Locked" />;
}
